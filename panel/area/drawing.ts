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
import type { LonLat } from "../../shared/scene/area-selection.ts";
import { type AreaDraft, type AreaShape, roundRing } from "../state/draft.ts";
import type { Theme } from "../state/store.ts";

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
  draw.start();
  draw.setMode("static");

  /** Own changes to the store of terra-draw must not come back as the user's. */
  const silently = (work: () => void) => {
    quiet = true;
    work();
    quiet = false;
  };
  const report = (finished: boolean) => {
    if (!quiet) listener(currentDraft(draw), finished);
  };
  draw.on("change", (ids, type) => {
    if (quiet) return;
    if (type === "create") silently(() => removeOthers(draw, ids));
    const editing = draw.getMode() === "select";
    if (type === "update" || type === "create") report(editing);
  });
  draw.on("finish", () => {
    if (draw.getMode() !== "select") silently(() => draw.setMode("static"));
    report(true);
  });

  return {
    show(draft) {
      silently(() => {
        const editing = draw.getMode() === "select";
        draw.setMode("static");
        draw.clear();
        if (draft) addDraft(draw, draft);
        if (editing && draft) selectArea(draw);
      });
    },
    draw: (shape) => silently(() => draw.setMode(shape)),
    edit: () => silently(() => selectArea(draw)),
    stop: () => silently(() => draw.setMode("static")),
    onChange(next) {
      listener = next;
    },
    setTheme(next) {
      for (const shape of ["rectangle", "circle", "polygon"]) draw.setModeStyles(shape, shapeStyles(next));
      draw.setModeStyles("select", selectStyles(next));
    },
    dispose: () => silently(() => draw.stop()),
  };
}

function drawModes(theme: Theme) {
  const styles = shapeStyles(theme);
  const drawInteraction = "click-move-or-drag" as const;
  const corners = { midpoints: true, draggable: true, deletable: true };
  return [
    new TerraDrawRectangleMode({ styles, drawInteraction }),
    new TerraDrawCircleMode({ styles, drawInteraction, segments: 64 }),
    new TerraDrawPolygonMode({ styles, pointerDistance: 24 }),
    new TerraDrawSelectMode({
      styles: selectStyles(theme),
      flags: {
        rectangle: { feature: { draggable: true, coordinates: { resizable: "opposite" } } },
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
  return mode === "rectangle" || mode === "circle" || mode === "polygon" ? mode : null;
}

/** The first piece of a new area replaces the earlier one. Guidance points, which modes make as they go, do not. */
function removeOthers(draw: TerraDraw, created: (string | number)[]): void {
  const areas = draw.getSnapshot().filter(isArea);
  if (!areas.some(({ id }) => id !== undefined && created.includes(id))) return;
  const gone = areas.flatMap(({ id }) => (id === undefined || created.includes(id) ? [] : [id]));
  if (gone.length > 0) draw.removeFeatures(gone);
}

/** A ring that the shape's own mode refuses (a rectangle that was turned) is shown as a polygon. */
function addDraft(draw: TerraDraw, { shape, ring }: AreaDraft): void {
  const geometry = { type: "Polygon" as const, coordinates: [ring.map(([lon, lat]) => [lon, lat])] };
  for (const mode of [shape, "polygon"]) {
    const [result] = draw.addFeatures([{ type: "Feature", geometry, properties: { mode } }]);
    if (result?.valid) return;
  }
}

function selectArea(draw: TerraDraw): void {
  draw.setMode("select");
  const id = areaFeature(draw)?.id;
  if (id !== undefined) draw.selectFeature(id);
}
