import {
  BufferAttribute,
  BufferGeometry,
  type Camera,
  Line,
  LineBasicMaterial,
  Points,
  PointsMaterial,
  type Scene,
  type Vector3,
} from "three";
import type { Measure } from "../preview.ts";
import type { ViewTheme } from "../theme.ts";
import { measuredText } from "../view/scale-bar.ts";
import { besideLine } from "./beside-line.ts";

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

  private readonly listeners: ((measure: Measure | null) => void)[] = [];
  /** While on, clicks set points instead of picking. */
  on = false;
  /** Metres on the ground per metre of the plan. */
  planScale = 1;

  /** `onChange`: the picture is no longer right. */
  constructor(
    scene: Scene,
    private readonly onChange: () => void,
  ) {
    this.geometry.setAttribute("position", new BufferAttribute(new Float32Array(6), 3));
    for (const object of [this.line, this.dots]) {
      object.frustumCulled = false;
      object.renderOrder = 10;
      object.visible = false;
      scene.add(object);
    }
  }

  listen(listener: (measure: Measure | null) => void): void {
    this.listeners.push(listener);
  }

  /** The third point begins anew. */
  add(point: Vector3): void {
    if (this.points.length === 2) this.points.length = 0;
    this.points.push(point.clone());
    this.refresh();
  }

  clear(): void {
    if (this.points.length === 0) return;
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

  /** The length, written beside the line half way, by the middle of the text: CSS pixels in a picture of this size. Null where there is none or it is behind the eye. */
  label(camera: Camera, widthPx: number, heightPx: number): { x: number; y: number; text: string } | null {
    const [from, to] = this.points;
    const { measure } = this;
    if (measure === null) return null;
    const onScreen = (point: Vector3) => {
      const { x, y, z } = point.clone().project(camera);
      return { x: ((x + 1) / 2) * widthPx, y: ((1 - y) / 2) * heightPx, behind: z > 1 };
    };
    const middle = onScreen(from.clone().lerp(to, 0.5));
    if (middle.behind) return null;
    const text = measuredText(measure.distanceM);
    const [start, end] = [onScreen(from), onScreen(to)];
    // An end behind the eye has no direction on the screen.
    if (start.behind || end.behind) return { ...besideLine(middle, middle, text), text };
    // Perspective puts the half of the way elsewhere than half way on the screen.
    const reach = { x: end.x - start.x, y: end.y - start.y };
    const own = besideLine(middle, { x: middle.x + reach.x, y: middle.y + reach.y }, text);
    return { x: own.x - reach.x / 2, y: own.y - reach.y / 2, text };
  }

  get hasPoints(): boolean {
    return this.points.length > 0;
  }

  applyTheme(theme: ViewTheme): void {
    this.line.material.color.set(theme.measure);
    this.dots.material.color.set(theme.measure);
  }

  dispose(): void {
    this.listeners.length = 0;
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
    for (const listener of this.listeners) listener(this.measure);
    this.onChange();
  }
}
