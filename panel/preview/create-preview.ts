import type { CreatePreview } from "./preview.ts";
import { createRenderer } from "./renderer.ts";
import { SceneView } from "./scene-view.ts";

/**
 * The 3D view inside `container`, which it fills. Null where there is no WebGL 2: show `planSketch` then.
 * Draws nothing while nothing changes, and nothing after `dispose`.
 */
export const createPreview: CreatePreview = (container, theme) => {
  const canvas = document.createElement("canvas");
  const drawing = createRenderer(canvas);
  if (drawing === null) return null;
  container.appendChild(canvas);
  return new SceneView(container, drawing, theme);
};
