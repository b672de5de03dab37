import type { LayerId } from "../../shared/layers/layer-id.ts";
import type { DisplayLayer } from "../../shared/scene/display.ts";
import type { Descriptor, SceneModel } from "../../shared/scene/scene-model.ts";

/** What the user clicked: the feature's own facts. `feature` is its index in the layer. */
export interface Pick {
  layer: LayerId;
  feature: number;
  descriptor: Descriptor;
}

export interface PreviewStats {
  /** Of the last frame, without the shadow pass (which runs only when the sun or the model changes). */
  drawCalls: number;
  triangles: number;
  /** Frames drawn since the preview was created; stays still while nothing moves. */
  frames: number;
}

/** The 3D view of one model. Everything else in the panel talks to it through these methods. */
export interface Preview {
  /** Replaces what is shown; uploads in slices, resolves when all of it is on screen. */
  show(model: SceneModel, display: DisplayLayer[]): Promise<void>;
  clear(): void;
  setLayerVisible(layer: LayerId, visible: boolean): void;
  /** Exactly these features of a layer are left out of the picture and of picking; an empty list shows all again. */
  setHidden(layer: LayerId, features: readonly number[]): void;
  view(name: "iso" | "top" | "north"): void;
  fit(): void;
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
