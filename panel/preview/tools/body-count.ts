import {
  DoubleSide,
  KeepStencilOp,
  type Material,
  type Mesh,
  ShaderMaterial,
  type WebGLRenderer,
} from "three";
import { type FeatureTable, featureTableGlsl } from "../layers/feature-table.ts";

/**
 * Backs of bodies are counted up in the stencil and fronts down, whatever lies before them: along any line of sight,
 * what is left of a closed body behind a cut has more backs than fronts exactly where the line passes the cut inside it.
 *
 * three sets one stencil operation for both sides, which takes two draw calls. The graphics card knows one for each
 * side: it is put in place behind three's back just before a draw call and taken away just after it. So a mesh of closed
 * bodies is counted while it is drawn anyway, and costs nothing.
 */
export function countWhileDrawn(mesh: Mesh, material: Material, on: boolean): void {
  material.stencilWrite = on;
  mesh.onBeforeRender = on ? countSides : nothing;
  mesh.onAfterRender = on ? countNothing : nothing;
}

const nothing = () => {};

function countSides(renderer: WebGLRenderer): void {
  const gl = renderer.getContext();
  // What the material asks for: from here three finds the operations as it wants them and leaves them alone.
  keep(renderer);
  gl.stencilOpSeparate(gl.BACK, gl.INCR_WRAP, gl.INCR_WRAP, gl.INCR_WRAP);
  gl.stencilOpSeparate(gl.FRONT, gl.DECR_WRAP, gl.DECR_WRAP, gl.DECR_WRAP);
}

/** Back to what three believes to be there. */
function countNothing(renderer: WebGLRenderer): void {
  const gl = renderer.getContext();
  gl.stencilOp(gl.KEEP, gl.KEEP, gl.KEEP);
}

const keep = ({ state }: WebGLRenderer) =>
  state.buffers.stencil.setOp(KeepStencilOp, KeepStencilOp, KeepStencilOp);

/** For a layer that has both bodies and sheets: draws nothing, so that its bodies can be counted apart. */
export function bodiesAlone(table: FeatureTable): ShaderMaterial {
  return new ShaderMaterial({
    uniforms: { featureTable: { value: table.texture } },
    vertexShader,
    fragmentShader,
    side: DoubleSide,
    clipping: true,
    colorWrite: false,
    depthWrite: false,
    depthTest: false,
  });
}

const vertexShader = /* glsl */ `
${featureTableGlsl}
#include <clipping_planes_pars_vertex>
void main() {
  vec4 mvPosition = modelViewMatrix * vec4(position, 1.0);
  gl_Position = projectionMatrix * mvPosition;
  int bits = featureBits(featureFacts());
  if (isHidden(bits) || isOpen(bits)) gl_Position = nowhere;
  #include <clipping_planes_vertex>
}
`;

const fragmentShader = /* glsl */ `
#include <clipping_planes_pars_fragment>
void main() {
  #include <clipping_planes_fragment>
  gl_FragColor = vec4(0.0);
}
`;
