import {
  BackSide,
  Color,
  DoubleSide,
  MeshDepthMaterial,
  MeshLambertMaterial,
  type WebGLProgramParametersWithUniforms,
} from "three";
import { lensGlsl } from "../view/lens.ts";
import { type FeatureTable, featureTableGlsl } from "./feature-table.ts";
import { rankPull } from "./layer-depth.ts";

export interface LitMaterial {
  material: MeshLambertMaterial;
  /** For the shadow pass: leaves hidden features out. */
  depth: MeshDepthMaterial;
  selected: Color;
}

/**
 * Matt, flat-shaded by derivatives (no normals needed, and wrongly wound faces look right), coloured by the feature
 * table. Only faces turned away from the sun throw shadows: with closed bodies that needs no bias and gives no acne.
 */
export function litMaterial(table: FeatureTable, pull: number): LitMaterial {
  const selected = new Color();
  const uniforms = {
    featureTable: { value: table.texture },
    layerPull: { value: pull },
    selectedColour: { value: selected },
  };
  const material = new MeshLambertMaterial({ flatShading: true, side: DoubleSide, shadowSide: BackSide });
  material.onBeforeCompile = (shader) => {
    Object.assign(shader.uniforms, uniforms);
    edit(shader, "vertexShader", "#include <common>", declarations, "#include <project_vertex>", projection);
    edit(
      shader,
      "fragmentShader",
      "#include <common>",
      "flat varying vec3 vFeatureColour;",
      "#include <color_fragment>",
      "diffuseColor.rgb = vFeatureColour;",
    );
  };
  material.customProgramCacheKey = () => "contextile-lit";
  const depth = new MeshDepthMaterial({ side: BackSide });
  depth.onBeforeCompile = (shader) => {
    shader.uniforms.featureTable = uniforms.featureTable;
    edit(shader, "vertexShader", "#include <common>", featureTableGlsl, "#include <project_vertex>", hiding);
  };
  depth.customProgramCacheKey = () => "contextile-depth";
  return { material, depth, selected };
}

const declarations = /* glsl */ `
${featureTableGlsl}
${lensGlsl}
uniform float layerPull;
uniform vec3 selectedColour;
flat varying vec3 vFeatureColour;
`;

const projection = /* glsl */ `
vec4 facts = featureFacts();
int bits = featureBits(facts);
vFeatureColour = isSelected(bits) ? selectedColour : facts.rgb;
gl_Position.z += pulledStep(layerPull + ${rankPull.toFixed(6)} * featureRank(bits));
if (isHidden(bits)) gl_Position = nowhere;
`;

const hiding = "if (isHidden(featureBits(featureFacts()))) gl_Position = nowhere;";

type Stage = "vertexShader" | "fragmentShader";

/** Adds code after two of three's own marks. */
function edit(
  shader: WebGLProgramParametersWithUniforms,
  stage: Stage,
  head: string,
  declared: string,
  mark: string,
  code: string,
): void {
  shader[stage] = shader[stage].replace(head, `${head}\n${declared}`).replace(mark, `${mark}\n${code}`);
}
