import type { LonLat } from "../../shared/scene/area-selection.ts";
import type { AreaDraft, AreaShape } from "../state/draft.ts";
import type { BasemapSource } from "../state/ports.ts";
import type { Theme } from "../state/store.ts";

/** The map as the panel sees it: eleven methods, so that another library or a fake can stand in. */
export interface MapView {
  /** Shows an area that did not come from the map; null removes it. */
  setArea(draft: AreaDraft | null): void;
  /** Begins drawing; the earlier area stays until the first new point. */
  startDraw(shape: AreaShape): void;
  /** Lets the user move the area and its corners. */
  startEdit(): void;
  /** Ends drawing or editing; an unfinished drawing is dropped. */
  stop(): void;
  /** `finished` false while the pen is down or a handle is held; `draft` null when a drawing was given up. */
  onAreaChange(listener: (draft: AreaDraft | null, finished: boolean) => void): void;
  onMapError(listener: () => void): void;
  /** Told once, when all there is to see has been drawn; at once where that has happened. */
  onLoaded(listener: () => void): void;
  /** Moves the view so that all of these points are inside. */
  showPoints(points: readonly LonLat[]): void;
  /** Data extent: west, south, east, north, degrees. */
  setCoverage(bbox: readonly number[] | null): void;
  setTheme(theme: Theme): void;
  dispose(): void;
}

export interface MapOptions {
  container: HTMLElement;
  theme: Theme;
  basemap: BasemapSource;
  /** Style address of an online map, or null for the service's own offline map. */
  onlineStyleUrl: string | null;
  label: string;
}

/** Null where WebGL 2 is missing: the panel then shows a sketch and the typed form. */
export type CreateMapView = (options: MapOptions) => Promise<MapView | null>;
