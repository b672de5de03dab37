import { Color, ShaderMaterial } from "three";
import { lensGlsl } from "../view/lens.ts";
import { type FeatureTable, featureTableGlsl } from "./feature-table.ts";
import { edgePull, rankPull } from "./layer-depth.ts";

/**
 * Device pixels per metre between which lines fade: below the lower end a house is a few pixels wide and full lines
 * would turn the city black.
 */
export const edgeFade = { gonePx: 0.45, fullPx: 2.2 };

export interface EdgeMaterial {
  material: ShaderMaterial;
  colour: Color;
  /** Device pixels that a metre covers at a distance of one metre; set whenever the view changes size. */
  setPixelsAtOneMetre(pixels: number): void;
}

/** Outlines that share the positions of their layer and fade with the distance from the eye. */
export function edgeMaterial(table: FeatureTable, pull: number, opacity: number): EdgeMaterial {
  const colour = new Color();
  const pixels = { value: 1000 };
  const material = new ShaderMaterial({
    uniforms: {
      featureTable: { value: table.texture },
      pull: { value: pull + edgePull },
      colour: { value: colour },
      opacity: { value: opacity },
      pixelsAtOneMetre: pixels,
    },
    vertexShader,
    fragmentShader,
    transparent: true,
    depthWrite: false,
    clipping: true,
  });
  return {
    material,
    colour,
    setPixelsAtOneMetre: (value) => {
      pixels.value = value;
    },
  };
}

const vertexShader = /* glsl */ `
${featureTableGlsl}
${lensGlsl}
uniform float pull;
uniform float opacity;
uniform float pixelsAtOneMetre;
varying float vAlpha;
#include <clipping_planes_pars_vertex>
void main() {
  int bits = featureBits(featureFacts());
  vec4 mvPosition = modelViewMatrix * vec4(position, 1.0);
  gl_Position = projectionMatrix * mvPosition;
  gl_Position.z += pulledStep(pull + ${rankPull.toFixed(6)} * featureRank(bits));
  if (isHidden(bits)) gl_Position = nowhere;
  float pixelsPerMetre = pixelsAtOneMetre / seenFrom(mvPosition.z);
  vAlpha = opacity * smoothstep(${edgeFade.gonePx.toFixed(2)}, ${edgeFade.fullPx.toFixed(2)}, pixelsPerMetre);
  #include <clipping_planes_vertex>
}
`;

const fragmentShader = /* glsl */ `
uniform vec3 colour;
varying float vAlpha;
#include <clipping_planes_pars_fragment>
void main() {
  #include <clipping_planes_fragment>
  if (vAlpha < 0.02) discard;
  gl_FragColor = vec4(colour, vAlpha);
  #include <colorspace_fragment>
}
`;
