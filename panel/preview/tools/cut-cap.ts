import {
  BackSide,
  type Box3,
  Color,
  DecrementWrapStencilOp,
  DoubleSide,
  FrontSide,
  IncrementWrapStencilOp,
  Mesh,
  NotEqualStencilFunc,
  type Plane,
  PlaneGeometry,
  type Scene,
  ShaderMaterial,
  Vector3,
  ZeroStencilOp,
} from "three";
import { type FeatureTable, featureTableGlsl } from "../layers/feature-table.ts";
import { settle } from "../settle.ts";
import type { ViewTheme } from "../theme.ts";

/**
 * Fills what a section cuts through. Buildings are closed bodies: along any line of sight, what is left of one behind
 * the cut has more backs than fronts exactly where the line passes the cut inside it. So backs are counted up and
 * fronts down in the stencil, and one hatched sheet in the plane is drawn where the count is not zero.
 */
export class CutCap {
  private readonly colour = new Color();
  private readonly line = new Color();
  private readonly material = new ShaderMaterial({
    uniforms: { colour: { value: this.colour }, line: { value: this.line } },
    vertexShader: "void main() { gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }",
    fragmentShader: hatching,
    side: DoubleSide,
    stencilWrite: true,
    stencilFunc: NotEqualStencilFunc,
    stencilRef: 0,
    stencilZPass: ZeroStencilOp,
    stencilZFail: ZeroStencilOp,
  });
  private readonly sheet = new Mesh(new PlaneGeometry(1, 1), this.material);

  constructor(scene: Scene) {
    this.sheet.renderOrder = capOrder;
    this.sheet.visible = false;
    this.sheet.frustumCulled = false;
    scene.add(this.sheet);
  }

  /** Lays the sheet into the plane, large enough for the whole box; null takes it away. */
  place(plane: Plane | null, box: Box3): void {
    this.sheet.visible = plane !== null;
    if (plane === null) return;
    plane.projectPoint(box.getCenter(new Vector3()), this.sheet.position);
    this.sheet.quaternion.setFromUnitVectors(new Vector3(0, 0, 1), plane.normal);
    this.sheet.scale.setScalar(box.getSize(new Vector3()).length());
    settle(this.sheet);
  }

  applyTheme(theme: ViewTheme): void {
    this.colour.set(theme.cut);
    this.line.set(theme.cutLine);
  }

  dispose(): void {
    this.sheet.geometry.dispose();
    this.material.dispose();
  }
}

/** After everything opaque in front of it has its depth; the counts before that. */
const capOrder = 2;
export const countOrder = 1;

const hatching = /* glsl */ `
uniform vec3 colour;
uniform vec3 line;
void main() {
  gl_FragColor = vec4(mix(colour, line, step(6.0, mod(gl_FragCoord.x + gl_FragCoord.y, 8.0))), 1.0);
  #include <colorspace_fragment>
}
`;

/** Counts a layer's backs up and fronts down; leaves colour and depth alone. */
export function countingMaterials(table: FeatureTable): ShaderMaterial[] {
  return [BackSide, FrontSide].map((side) => {
    const step = side === BackSide ? IncrementWrapStencilOp : DecrementWrapStencilOp;
    return new ShaderMaterial({
      uniforms: { featureTable: { value: table.texture } },
      vertexShader: countingVertex,
      fragmentShader: countingFragment,
      side,
      clipping: true,
      colorWrite: false,
      depthWrite: false,
      depthTest: false,
      stencilWrite: true,
      stencilZPass: step,
      stencilZFail: step,
      stencilFail: step,
    });
  });
}

const countingVertex = /* glsl */ `
${featureTableGlsl}
#include <clipping_planes_pars_vertex>
void main() {
  vec4 mvPosition = modelViewMatrix * vec4(position, 1.0);
  gl_Position = projectionMatrix * mvPosition;
  if (isHidden(featureBits(featureFacts()))) gl_Position = nowhere;
  #include <clipping_planes_vertex>
}
`;

const countingFragment = /* glsl */ `
#include <clipping_planes_pars_fragment>
void main() {
  #include <clipping_planes_fragment>
  gl_FragColor = vec4(0.0);
}
`;
