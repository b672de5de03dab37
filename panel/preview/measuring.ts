import {
  BufferAttribute,
  BufferGeometry,
  Line,
  LineBasicMaterial,
  Points,
  PointsMaterial,
  type Scene,
  type Vector3,
} from "three";
import type { Measure } from "./preview.ts";
import type { ViewTheme } from "./theme.ts";

/** Two points on the model and the line between them, drawn over everything. Metres on the ground. */
export class Measuring {
  private readonly points: Vector3[] = [];
  private readonly geometry = new BufferGeometry();
  private readonly line = new Line(
    this.geometry,
    new LineBasicMaterial({ depthTest: false, transparent: true }),
  );
  private readonly dots = new Points(
    this.geometry,
    new PointsMaterial({ depthTest: false, transparent: true, size: 7, sizeAttenuation: false }),
  );

  /** `planScale`: metres on the ground per metre of the plan. */
  planScale = 1;

  constructor(scene: Scene) {
    this.geometry.setAttribute("position", new BufferAttribute(new Float32Array(6), 3));
    for (const object of [this.line, this.dots]) {
      object.frustumCulled = false;
      object.renderOrder = 10;
      object.visible = false;
      scene.add(object);
    }
  }

  /** The third point begins anew. */
  add(point: Vector3): void {
    if (this.points.length === 2) this.points.length = 0;
    this.points.push(point.clone());
    this.refresh();
  }

  clear(): void {
    this.points.length = 0;
    this.refresh();
  }

  /** Null before the second point. */
  get measure(): Measure | null {
    const [from, to] = this.points;
    if (from === undefined || to === undefined) return null;
    const planM = Math.hypot(to.x - from.x, to.y - from.y) * this.planScale;
    const heightM = to.z - from.z;
    return { from: from.toArray(), to: to.toArray(), planM, heightM, distanceM: Math.hypot(planM, heightM) };
  }

  /** Half way, where the figure is written; null before the second point. */
  get middle(): Vector3 | null {
    const [from, to] = this.points;
    return from === undefined || to === undefined ? null : from.clone().lerp(to, 0.5);
  }

  get hasPoints(): boolean {
    return this.points.length > 0;
  }

  applyTheme(theme: ViewTheme): void {
    this.line.material.color.set(theme.measure);
    this.dots.material.color.set(theme.measure);
  }

  dispose(): void {
    this.geometry.dispose();
    this.line.material.dispose();
    this.dots.material.dispose();
  }

  private refresh(): void {
    const position = this.geometry.getAttribute("position");
    this.points.forEach((point, i) => {
      position.setXYZ(i, point.x, point.y, point.z);
    });
    position.needsUpdate = true;
    this.geometry.setDrawRange(0, this.points.length);
    this.dots.visible = this.points.length > 0;
    this.line.visible = this.points.length === 2;
  }
}
