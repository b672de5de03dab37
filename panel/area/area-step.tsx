import { useRef, useState } from "preact/hooks";
import { areaFromRectangle } from "../../shared/geo/rectangle.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import type { AreaDraft } from "../state/draft.ts";
import { inCoverage } from "../state/extent.ts";
import type { Store } from "../state/store.ts";
import { Button } from "../ui/controls.tsx";
import { t } from "../ui/texts.ts";
import { AreaFactsCard } from "./area-facts.tsx";
import { AreaMap } from "./area-map.tsx";
import { AreaEdits, RecentAreas } from "./area-sources.tsx";
import type { CreateMapView, MapView } from "./map-view.ts";
import { OnlineMapSetting } from "./online-map.tsx";
import { sampleDraft } from "./sample-area.ts";
import { SearchBox } from "./search-box.tsx";
import { TypedForm } from "./typed-form.tsx";

/** Around a place without extent, so that the street it lies in is seen. Metres. */
const placeViewM = 600;

export function AreaStep({ store, createMap }: { store: Store; createMap: CreateMapView }) {
  const view = useRef<MapView | null>(null);
  const [hasMap, setHasMap] = useState(false);
  const [typing, setTyping] = useState(false);
  const show = (points: readonly LonLat[]) => view.current?.showPoints(points);
  const setArea = (draft: AreaDraft) => {
    store.area.value = draft;
    show(draft.ring);
  };
  /** A ring from a file may lie nowhere: then the area says so and the map stays where it is. */
  const place = (draft: AreaDraft) => {
    store.drawing.value = null;
    store.area.value = draft;
    if (fits(store)) show(draft.ring);
  };
  const sample = sampleDraft(store.info.value);
  const coverage = store.info.value?.coverage ?? null;
  const outside = store.area.value !== null && inCoverage(store.area.value.ring, coverage) === "none";

  return (
    <div class="split">
      <div class="split-main">
        <AreaMap
          store={store}
          createMap={createMap}
          onView={(made) => {
            view.current = made;
            setHasMap(made !== null);
          }}
        />
      </div>
      <div class="split-side stack">
        <SearchBox
          service={store.ports.service}
          onFound={(points, centre, name) => {
            const place = points.length > 1 ? points : around(centre);
            store.names.propose(name, place);
            show(place);
          }}
        />
        <AreaFactsCard store={store} />
        {sample && (outside || store.area.value === null) && (
          <Button
            onClick={() => {
              store.names.propose(sample.label, sample.draft.ring);
              setArea(sample.draft);
            }}
          >
            {t.useSample(sample.label)}
          </Button>
        )}
        {outside && coverage && hasMap && (
          <Button onClick={() => show(cornersOf(coverage))}>{t.goToData}</Button>
        )}
        <AreaEdits store={store} setArea={place} />
        <RecentAreas store={store} setArea={place} />
        <details class="card" open={typing || store.area.value === null}>
          <summary>{t.typed}</summary>
          <TypedForm
            store={store}
            onTyped={(draft) => {
              // Half a number is an area already: the form must not close under the typing hand.
              setTyping(true);
              if (fits(store)) show(draft.ring);
            }}
          />
        </details>
        <OnlineMapSetting store={store} />
      </div>
    </div>
  );
}

/** A map cannot be moved to a ring that is not on Earth. */
function fits({ facts }: Store): boolean {
  return (facts.value?.km2 ?? 0) > 0;
}

function cornersOf([west, south, east, north]: readonly number[]): LonLat[] {
  return [
    [west, south],
    [east, north],
  ];
}

function around(centre: LonLat): LonLat[] {
  return areaFromRectangle(centre, placeViewM, placeViewM).ring;
}
