import { useEffect, useState } from "preact/hooks";
import type { AreaDraft } from "../state/draft.ts";
import type { Store } from "../state/store.ts";
import type { MapView } from "./map-view.ts";

/** What a map shows at first. */
type FirstView = "nothing" | "data" | "area";
const order: readonly FirstView[] = ["nothing", "data", "area"];

/**
 * Moves a map that has just been made to the area, or to the data while there is no area; never again after that, and
 * never for what was drawn on it. Both can be known before the map or only after it. `view` null while there is no map.
 */
export function useFirstView(
  store: Store,
  view: MapView | null,
  isDrawnHere: (area: AreaDraft) => boolean,
): FirstView {
  const [shown, setShown] = useState<{ view: MapView | null; place: FirstView }>({
    view: null,
    place: "nothing",
  });
  const area = store.area.value;
  const coverage = store.info.value?.coverage ?? null;
  // A ring of a file may lie nowhere on Earth: no map can be moved there.
  const ring = area !== null && (store.facts.value?.km2 ?? 0) > 0 ? area.ring : null;
  useEffect(() => {
    if (view === null) return;
    const before = shown.view === view ? shown.place : "nothing";
    const place = ring !== null ? "area" : coverage !== null ? "data" : "nothing";
    if (order.indexOf(place) <= order.indexOf(before)) return;
    setShown({ view, place });
    if (area !== null && isDrawnHere(area)) return;
    if (ring !== null) view.showPoints(ring);
    else if (coverage !== null && store.drawing.peek() === null)
      view.showPoints([
        [coverage[0], coverage[1]],
        [coverage[2], coverage[3]],
      ]);
  }, [view, ring, coverage]);
  return shown.view === view ? shown.place : "nothing";
}
