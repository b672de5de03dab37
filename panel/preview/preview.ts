import type { LayerId } from "../../shared/layers/layer-id.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import type { DisplayLayer } from "../../shared/scene/display.ts";
import type { Bounds, Descriptor, SceneModel } from "../../shared/scene/scene-model.ts";
import type { ScenePiece } from "../../shared/scene/scene-piece.ts";
import type { ColourBy, Legend } from "./layers/colouring.ts";
import type { Section } from "./tools/section.ts";
import type { ViewName } from "./view/view-camera.ts";

/** What the user clicked: the feature's own facts. `feature` is its index in the layer. */
export interface Pick {
  layer: LayerId;
  /** Number of the layer in `SceneModel.layers`: two layers may share a name. */
  layerNumber: number;
  feature: number;
  descriptor: Descriptor;
}

/** Between two points of the model. Metres on the ground, also where the model's plan is stretched. */
export interface Measure {
  /** Model frame: east, north, up. */
  from: readonly [number, number, number];
  to: readonly [number, number, number];
  distanceM: number;
  /** Level distance. */
  planM: number;
  /** Second point above the first; negative below. */
  heightM: number;
}

export interface PreviewStats {
  /** Of the last frame, without the shadow pass (which runs only when the sun or the model changes). */
  drawCalls: number;
  triangles: number;
  /** Frames drawn since the preview was created; stays still while nothing moves. */
  frames: number;
  /** Buildings that are drawn as boxes because the model exceeds the display budget; 0 where all are exact. */
  asBoxes: number;
}

/** The 3D view of one model. Everything else in the panel talks to it through these methods. */
export interface Preview {
  /**
   * Replaces what is shown; uploads in slices, resolves when all of it is on screen. `streamed` says for each layer of
   * which group the appended pieces are exactly it, or null: those are on the graphics card already.
   */
  show(model: SceneModel, display: DisplayLayer[], streamed?: readonly (number | null)[]): Promise<void>;
  /** Forgets what is shown and waits for pieces of a model near `place`. */
  expect(place: LonLat): void;
  /**
   * Shows some of a model that is still being read, after `expect`. It cannot be picked yet and throws no shadow.
   * `onUsed` is called once the piece is on the graphics card: its buffer may be used again.
   */
  append(piece: ScenePiece, onUsed?: () => void): void;
  clear(): void;
  setLayerVisible(layer: LayerId, visible: boolean): void;
  /**
   * Exactly these features of a layer (its number in `SceneModel.layers`) are left out of the picture and of picking;
   * an empty list shows all again.
   */
  setHidden(layerNumber: number, features: readonly number[]): void;
  view(name: ViewName): void;
  fit(): void;
  /** Box of what is shown, metres; null while nothing is. The range of a section. */
  extent(): Bounds | null;
  /** Cuts the model open; what is cut through is filled with hatching. Null takes the cut away. Kept over `show`. */
  setSection(section: Section | null): void;
  /** Colours buildings; the answer says what the colours mean. Kept over `show`. */
  setColouring(by: ColourBy): Legend;
  /** While on, clicks (and Enter, for the middle) set points to measure between instead of picking. */
  setMeasuring(on: boolean): void;
  /** Told after every point: null until there are two. */
  onMeasure(listener: (measure: Measure | null) => void): void;
  /** Sun for an instant (UTC) at the model's place; also turns shadows. */
  setSun(instant: Date): void;
  setTheme(theme: "light" | "dark"): void;
  onPick(listener: (pick: Pick | null) => void): void;
  select(pick: Pick | null): void;
  /** PNG of the current view. */
  screenshot(): Promise<Blob>;
  stats(): PreviewStats;
  /** Stops every frame and frees the context. */
  dispose(): void;
}

/** Null where WebGL 2 is missing: the panel then shows a plan sketch and the job can still be finished. */
export type CreatePreview = (container: HTMLElement, theme: "light" | "dark") => Preview | null;
