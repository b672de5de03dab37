import {
  type Box3,
  Color,
  DoubleSide,
  Mesh,
  NotEqualStencilFunc,
  type Plane,
  PlaneGeometry,
  type Scene,
  ShaderMaterial,
  Vector3,
  ZeroStencilOp,
} from "three";
import { settle } from "../settle.ts";
import type { ViewTheme } from "../theme.ts";

/**
 * Fills what a section cuts through: one hatched sheet in its plane, drawn where the stencil's count of bodies is not
 * zero (`body-count.ts`), whichever layers they are of.
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
