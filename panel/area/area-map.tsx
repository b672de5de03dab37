import { useEffect, useRef, useState } from "preact/hooks";
import { areaHistory } from "../state/area-history.ts";
import type { AreaDraft, AreaShape } from "../state/draft.ts";
import type { Store } from "../state/store.ts";
import { Button } from "../ui/controls.tsx";
import { creditWords, withoutFindings } from "../ui/credit-words.ts";
import { t } from "../ui/texts.ts";
import { AreaSketch } from "./area-sketch.tsx";
import { MapLoading, type MapState } from "./map-loading.tsx";
import type { CreateMapView, MapView } from "./map-view.ts";
import { useFirstView } from "./use-first-view.ts";

interface AreaMapProps {
  store: Store;
  createMap: CreateMapView;
  /** Set by whoever wants the map to show a place; the ring or point is lon-lat. */
  onView(view: MapView | null): void;
}

type Tool = AreaShape | "edit";
const tools: readonly AreaShape[] = ["rectangle", "circle", "polygon"];

/** The map with its drawing tools; a sketch where no map can be made. */
export function AreaMap({ store, createMap, onView }: AreaMapProps) {
  const container = useRef<HTMLDivElement>(null);
  const view = useRef<MapView | null>(null);
  const [state, setState] = useState<"loading" | "ready" | "none">("loading");
  const [tool, setTool] = useState<Tool | null>(null);
  const toolNow = useRef<Tool | null>(null);
  toolNow.current = tool;
  const [map, setMap] = useState<MapState>("loading");
  const online = store.onlineMap.value;
  const styleUrl = online.on && online.styleUrl.startsWith("https://") ? online.styleUrl : null;

  useEffect(() => {
    let gone = false;
    setState("loading");
    setMap("loading");
    const open = async () => {
      if (container.current === null) return;
      const made = await createMap({
        container: container.current,
        theme: store.theme.peek(),
        basemap: store.ports.basemap,
        onlineStyleUrl: styleUrl,
        label: t.mapLabel,
      });
      if (gone) {
        made?.dispose();
        return;
      }
      view.current = made;
      setState(made ? "ready" : "none");
      onView(made);
      if (made)
        connect(store, made, {
          isEditing: () => toolNow.current === "edit",
          onDrawn: () => setTool(null),
          onFailed: () => setMap("failed"),
          onLoaded: () => setMap((was) => (was === "failed" ? was : "loaded")),
        });
    };
    open().catch(() => !gone && setState("none"));
    return () => {
      gone = true;
      view.current?.dispose();
      view.current = null;
      onView(null);
    };
  }, [styleUrl]);

  const area = store.area.value;
  const theme = store.theme.value;
  const coverage = store.info.value?.coverage ?? null;
  useEffect(() => {
    // What came from the map itself is there already.
    if (area === null || !drawnHere.has(area)) view.current?.setArea(area);
  }, [area, state]);
  useEffect(() => view.current?.setTheme(theme), [theme, state]);
  useEffect(() => view.current?.setCoverage(coverage), [coverage, state]);

  const first = useFirstView(store, state === "ready" ? view.current : null, (drawn) => drawnHere.has(drawn));

  const choose = (next: Tool) => {
    const off = next === tool;
    setTool(off ? null : next);
    store.drawing.value = null;
    view.current?.stop();
    if (off) return;
    if (next === "edit") view.current?.startEdit();
    else view.current?.startDraw(next);
  };
  const clear = () => {
    view.current?.stop();
    view.current?.setArea(null);
    setTool(null);
    store.drawing.value = null;
    store.area.value = null;
  };

  return (
    <div class="map-block">
      {state !== "none" && (
        <div class="map-tools" role="toolbar" aria-label={t.draw}>
          <div class="tool-group">
            {tools.map((shape) => (
              <Button
                key={shape}
                pressed={tool === shape}
                disabled={state !== "ready"}
                onClick={() => choose(shape)}
              >
                {t.shapes[shape]}
              </Button>
            ))}
          </div>
          <div class="tool-group">
            <Button
              pressed={tool === "edit"}
              disabled={state !== "ready" || area === null}
              onClick={() => choose("edit")}
            >
              {t.edit}
            </Button>
            <Button disabled={area === null} onClick={clear}>
              {t.clear}
            </Button>
          </div>
        </div>
      )}
      <div class="map-place" hidden={state === "none"}>
        <div class="map-frame">
          <div class="map" ref={container} data-shows={first} />
          <MapLoading key={styleUrl} state={tool || state === "none" ? "loaded" : map} />
        </div>
        {tool && (
          <p class="map-hint">
            {t.drawHints[tool === "edit" && area?.shape === "rectangle" ? "editBox" : tool]}
          </p>
        )}
        {map === "failed" && !tool && <p class="map-hint">{t.mapFailed}</p>}
      </div>
      {state === "none" && (
        <>
          <p class="muted">{t.noMap}</p>
          <AreaSketch draft={area} />
        </>
      )}
      <MapAttribution store={store} online={styleUrl !== null} />
    </div>
  );
}

/** What the map itself reported; showing it again would interrupt the edit under the user's hands. */
const drawnHere = new WeakSet<AreaDraft>();

interface MapUse {
  isEditing(): boolean;
  onDrawn(): void;
  onFailed(): void;
  onLoaded(): void;
}

function connect(store: Store, view: MapView, { isEditing, onDrawn, onFailed, onLoaded }: MapUse): void {
  const history = areaHistory(store);
  view.onMapError(onFailed);
  view.onLoaded(onLoaded);
  view.onAreaChange((draft, finished) => {
    const editing = isEditing();
    // A shape that is only begun is no area yet; one that is being changed stays one at every moment.
    if (!finished && !editing) {
      store.drawing.value = draft;
      return;
    }
    if (!finished) history.hold(true);
    if (draft) drawnHere.add(draft);
    store.area.value = draft;
    store.drawing.value = null;
    history.hold(!finished);
    if (!editing) onDrawn();
  });
}

/** As text, never as HTML: it comes from the service and from a typed setting. */
function MapAttribution({ store, online }: { store: Store; online: boolean }) {
  const sources = store.info.value?.attribution ?? [];
  const texts = sources.map((source) =>
    creditWords({ ...source, text: withoutFindings(source.text) }).join(", "),
  );
  if (online && store.onlineMap.value.attribution) texts.push(store.onlineMap.value.attribution);
  return texts.length === 0 ? null : <p class="map-attribution">{texts.join(" · ")}</p>;
}
