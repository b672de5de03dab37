/** terra-draw behind two verbs: what the user draws or edits comes out as an `AreaDraft`. */
import type { Map as MapLibreMap } from "maplibre-gl";
import {
  type GeoJSONStoreFeatures,
  TerraDraw,
  TerraDrawCircleMode,
  TerraDrawPolygonMode,
  TerraDrawRectangleMode,
  TerraDrawSelectMode,
} from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { type Rectangle, rectangleOf } from "../../shared/geo/rectangle.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import { type AreaDraft, type AreaShape, roundRing } from "../state/draft.ts";
import type { Theme } from "../state/store.ts";
import { boxDraft, plainBox } from "./box-edit.ts";
import { createBoxHandles } from "./box-handles.ts";

export interface Drawing {
  show(draft: AreaDraft | null): void;
  draw(shape: AreaShape): void;
  edit(): void;
  stop(): void;
  onChange(listener: (draft: AreaDraft | null, finished: boolean) => void): void;
  setTheme(theme: Theme): void;
  dispose(): void;
}

const accents: Record<Theme, `#${string}`> = { light: "#1b6b58", dark: "#5cc0a4" };

export function createDrawing(map: MapLibreMap, theme: Theme): Drawing {
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 9 }),
    modes: drawModes(theme),
  });
  let listener: (draft: AreaDraft | null, finished: boolean) => void = () => undefined;
  let quiet = false;
  /** The rectangle on the map, which stays one whatever is done to it. */
  let box: Rectangle | null = null;
  draw.start();
  draw.setMode("static");

  /** Own changes to the store of terra-draw must not come back as the user's. */
  const silently = (work: () => void) => {
    quiet = true;
    work();
    quiet = false;
  };
  const handles = createBoxHandles(map, (next, finished) => showBox(next, finished));
  const showBox = (next: Rectangle, finished: boolean) => {
    const draft = boxDraft(next);
    // What is shown is what the ring means: past a right angle the sides change places.
    box = finished ? (rectangleOf(draft.ring) ?? next) : next;
    silently(() => moveArea(draw, draft.ring));
    if (finished) handles.show(box);
    listener(draft, finished);
  };
  /** terra-draw has moved the rectangle: its place counts, its size is ours. */
  const moved = (finished: boolean) => {
    const at = rectangleOf(currentDraft(draw)?.ring ?? []);
    if (box === null || at === null) return;
    const next = { ...box, centre: at.centre };
    handles.show(next);
    if (finished) showBox(next, true);
    else listener(boxDraft(next), false);
  };
  draw.on("change", (ids, type) => {
    if (quiet) return;
    if (type === "create") silently(() => removeOthers(draw, ids));
    if (type !== "update" && type !== "create") return;
    if (draw.getMode() === "select" && box !== null) moved(false);
    else listener(currentDraft(draw), false);
  });
  draw.on("finish", () => {
    if (quiet) return;
    if (draw.getMode() === "select") {
      if (box !== null) moved(true);
      else listener(currentDraft(draw), true);
      return;
    }
    const drawn = currentDraft(draw);
    const drawnBox = drawn?.shape === "rectangle" ? rectangleOf(drawn.ring) : null;
    const draft = drawnBox ? boxDraft(plainBox(drawnBox)) : drawn;
    show(draft);
    listener(draft, true);
  });
  const show = (draft: AreaDraft | null) =>
    silently(() => {
      const editing = draw.getMode() === "select";
      draw.setMode("static");
      draw.clear();
      box = draft?.shape === "rectangle" ? rectangleOf(draft.ring) : null;
      if (draft) addDraft(draw, draft, box !== null);
      if (editing && draft) selectArea(draw);
      handles.show(editing ? box : null);
    });

  return {
    show,
    draw: (shape) =>
      silently(() => {
        handles.show(null);
        box = null;
        draw.setMode(shape);
      }),
    edit: () =>
      silently(() => {
        selectArea(draw);
        handles.show(box);
      }),
    stop: () =>
      silently(() => {
        draw.setMode("static");
        handles.show(null);
      }),
    onChange(next) {
      listener = next;
    },
    setTheme(next) {
      for (const mode of ["rectangle", "circle", "polygon", boxMode])
        draw.setModeStyles(mode, shapeStyles(next));
      draw.setModeStyles("select", selectStyles(next));
    },
    dispose: () =>
      silently(() => {
        handles.dispose();
        draw.stop();
      }),
  };
}

/** A rectangle that was drawn: terra-draw moves it as a whole, its corners and its turn are ours. */
const boxMode = "box";

function drawModes(theme: Theme) {
  const styles = shapeStyles(theme);
  const drawInteraction = "click-move-or-drag" as const;
  const corners = { midpoints: { draggable: true }, draggable: true, deletable: true };
  return [
    new TerraDrawRectangleMode({ styles, drawInteraction }),
    new TerraDrawCircleMode({ styles, drawInteraction, segments: 64 }),
    new TerraDrawPolygonMode({ styles, pointerDistance: 24 }),
    new TerraDrawPolygonMode({ styles, modeName: boxMode }),
    new TerraDrawSelectMode({
      styles: selectStyles(theme),
      flags: {
        [boxMode]: { feature: { draggable: true } },
        circle: { feature: { draggable: true, coordinates: { resizable: "center" } } },
        polygon: { feature: { draggable: true, coordinates: corners } },
      },
    }),
  ];
}

function shapeStyles(theme: Theme) {
  const colour = accents[theme];
  return {
    fillColor: colour,
    fillOpacity: 0.14,
    outlineColor: colour,
    outlineWidth: 2,
    closingPointColor: colour,
    closingPointWidth: 5,
  };
}

function selectStyles(theme: Theme) {
  const colour = accents[theme];
  return {
    selectedPolygonColor: colour,
    selectedPolygonFillOpacity: 0.18,
    selectedPolygonOutlineColor: colour,
    selectedPolygonOutlineWidth: 2,
    selectionPointColor: "#ffffff" as const,
    selectionPointOutlineColor: colour,
    selectionPointOutlineWidth: 2,
    selectionPointWidth: 5,
    midPointColor: colour,
    midPointOutlineColor: "#ffffff" as const,
    midPointWidth: 4,
  };
}

function areaFeature(draw: TerraDraw) {
  return draw.getSnapshot().find(isArea);
}

function isArea({ geometry, properties }: GeoJSONStoreFeatures): boolean {
  return geometry.type === "Polygon" && shapeOf(properties.mode) !== null;
}

function currentDraft(draw: TerraDraw): AreaDraft | null {
  const feature = areaFeature(draw);
  if (feature === undefined || feature.geometry.type !== "Polygon") return null;
  const ring = feature.geometry.coordinates[0].map(([lon, lat]): LonLat => [lon, lat]);
  return { shape: shapeOf(feature.properties.mode) ?? "polygon", ring: roundRing(ring) };
}

function shapeOf(mode: unknown): AreaShape | null {
  if (mode === boxMode) return "rectangle";
  return mode === "rectangle" || mode === "circle" || mode === "polygon" ? mode : null;
}

/** The first piece of a new area replaces the earlier one. Guidance points, which modes make as they go, do not. */
function removeOthers(draw: TerraDraw, created: (string | number)[]): void {
  const areas = draw.getSnapshot().filter(isArea);
  if (!areas.some(({ id }) => id !== undefined && created.includes(id))) return;
  const gone = areas.flatMap(({ id }) => (id === undefined || created.includes(id) ? [] : [id]));
  if (gone.length > 0) draw.removeFeatures(gone);
}

/** A ring that the shape's own mode refuses (a rectangle of another form) is shown as a polygon. */
function addDraft(draw: TerraDraw, { shape, ring }: AreaDraft, isBox: boolean): void {
  for (const mode of [isBox ? boxMode : shape, "polygon"]) {
    const [result] = draw.addFeatures([{ type: "Feature", geometry: polygon(ring), properties: { mode } }]);
    if (result?.valid) return;
  }
}

function moveArea(draw: TerraDraw, ring: readonly LonLat[]): void {
  const id = areaFeature(draw)?.id;
  if (id !== undefined) draw.updateFeatureGeometry(id, polygon(ring));
}

function polygon(ring: readonly LonLat[]) {
  return { type: "Polygon" as const, coordinates: [ring.map(([lon, lat]) => [lon, lat])] };
}

function selectArea(draw: TerraDraw): void {
  draw.setMode("select");
  const id = areaFeature(draw)?.id;
  if (id !== undefined) draw.selectFeature(id);
}
