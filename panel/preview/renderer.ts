import { PCFShadowMap, WebGLRenderer } from "three";

export interface Drawing {
  canvas: HTMLCanvasElement;
  gl: WebGL2RenderingContext;
  renderer: WebGLRenderer;
}

/** More device pixels than this cost time and show nothing. */
export const maxPixelRatio = 2;

/** Null where WebGL 2 is missing or refused. Asks first: three would print an error and throw. */
export function createRenderer(canvas: HTMLCanvasElement): Drawing | null {
  const gl = canvas.getContext("webgl2", {
    antialias: true,
    alpha: false,
    stencil: true,
    powerPreference: "low-power",
  });
  if (gl === null) return null;
  const renderer = new WebGLRenderer({
    canvas,
    context: gl,
    antialias: true,
    stencil: true,
    powerPreference: "low-power",
  });
  renderer.shadowMap.enabled = true;
  renderer.shadowMap.type = PCFShadowMap;
  renderer.shadowMap.autoUpdate = false;
  renderer.localClippingEnabled = true;
  styleCanvas(canvas);
  return { canvas, gl, renderer };
}

/** Focusable, and said to be more than a picture so that screen readers let the arrow keys through. */
function styleCanvas(canvas: HTMLCanvasElement): void {
  canvas.style.display = "block";
  canvas.style.width = "100%";
  canvas.style.height = "100%";
  canvas.tabIndex = 0;
  // The picture fills its place, which may cut off what lies outside: the focus ring goes inside.
  canvas.style.outlineOffset = "-2px";
  canvas.setAttribute("role", "application");
}
