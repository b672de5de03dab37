import { type Box3, Vector3 } from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
import type { Ray } from "../tools/pick.ts";
import { fittingView } from "./fitting-view.ts";
import { Lens, lensSlope } from "./lens.ts";
import { listenToWheel } from "./wheel.ts";

/** Compass points name where one looks to. */
export const viewNames = ["iso", "top", "north", "east", "south", "west"] as const;
export type ViewName = (typeof viewNames)[number];

/** From the model's middle towards the eye: east, north, up. */
const eyeDirections: Readonly<Record<ViewName, readonly [number, number, number]>> = {
  iso: [0.46, -0.66, 0.6],
  // Not quite overhead: from exactly above, north would have no direction on the screen. A millimetre per 100 m.
  top: [0, -0.00001, 1],
  north: [0, -1, 0],
  east: [-1, 0, 0],
  south: [0, 1, 0],
  west: [1, 0, 0],
};

const margin = 1.04;
/** Depth limits go in steps: most frames of a turn keep theirs, and with them the projection. */
const depthStep = 1.2;
const stepsTo = (metres: number): number => Math.log(metres) / Math.log(depthStep);
const stepBelow = (metres: number): number => depthStep ** Math.floor(stepsTo(metres));
const stepAbove = (metres: number): number => depthStep ** Math.ceil(stepsTo(metres));

/** By so much may the cosine between two directions that are the same fall short of 1: moving and zooming leave last digits. */
const sameDirection = 1e-9;
/** A plan and elevations are seen with room for what is drawn nearer than it is (`layer-depth.ts`), a share of the distance. */
const pullRoom = 0.01;
/** Where lines of sight of a plan begin: before everything, areas span at most 20 km. */
const behindEverythingM = 100_000;

/**
 * The eye: z up, turning about a point of the model, with depth limits that follow the model. Named views but `iso` have
 * parallel lines of sight, until somebody turns them.
 */
export class ViewCamera {
  readonly camera = new Lens();
  private readonly controls: OrbitControls;
  private readonly stopWheel: () => void;
  private readonly scratch = new Vector3();
  /** From the target to the eye, of the plan or elevation that is looked at. */
  private readonly straight = new Vector3();

  constructor(canvas: HTMLCanvasElement, onChange: () => void) {
    this.camera.up.set(0, 0, 1);
    this.camera.position.set(100, -150, 120);
    // Before those of the controls, which would aim a ray through the cursor that parallel sight does not have.
    this.stopWheel = listenToWheel(canvas, (x, y, factor) => this.zoomAt(x, y, factor));
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.maxPolarAngle = Math.PI / 2;
    this.controls.minDistance = 2;
    this.controls.screenSpacePanning = false;
    this.controls.zoomToCursor = true;
    this.controls.addEventListener("change", () => {
      this.leaveStraight();
      onChange();
    });
  }

  /** Looks at the whole box from a named side. */
  view(name: ViewName, box: Box3): void {
    const direction = new Vector3(...eyeDirections[name]).normalize();
    this.setParallel(name !== "iso");
    this.straight.copy(direction);
    this.frame(box, direction);
  }

  /** Looks at the whole box from where the eye is now. */
  fit(box: Box3): void {
    this.frame(box, this.eyeOffset().normalize());
  }

  /** Turns about the target; radians, positive = eye moves east about and up. */
  orbit(turn: number, rise: number): void {
    const offset = this.eyeOffset();
    const distance = offset.length();
    const bearing = Math.atan2(offset.y, offset.x) + turn;
    const height = Math.asin(offset.z / distance);
    const limited = Math.min(Math.PI / 2 - 0.0008, Math.max(0, height + rise));
    // What is as high or as low as it gets stays as it is: a plan, an elevation.
    if (turn === 0 && Math.abs(limited - height) < 0.001) return;
    offset.set(
      Math.cos(bearing) * Math.cos(limited),
      Math.sin(bearing) * Math.cos(limited),
      Math.sin(limited),
    );
    this.lookFrom(this.controls.target, offset, distance);
  }

  /**
   * Moves eye and target over the ground; shares of their distance, to the right of the picture and ahead. A plan or an
   * elevation is moved in its own plane.
   */
  pan(right: number, ahead: number): void {
    const offset = this.eyeOffset();
    const distance = offset.length();
    const { side, up } = this.axes();
    const forward = this.camera.isParallel ? up : new Vector3(-side.y, side.x, 0);
    const target = this.controls.target
      .clone()
      .addScaledVector(side, right * distance)
      .addScaledVector(forward, ahead * distance);
    this.lookFrom(target, offset.normalize(), distance);
  }

  /** Factor below 1 goes nearer. */
  zoom(factor: number): void {
    const offset = this.eyeOffset();
    this.lookFrom(this.controls.target, offset.normalize(), this.zoomed(factor));
  }

  /** What lies behind a place in the picture, from -1 to 1, right and up. */
  rayThrough(x: number, y: number): Ray {
    const { camera } = this;
    camera.updateMatrixWorld();
    if (!camera.isParallel) {
      const through = new Vector3(x, y, 0.5).unproject(camera).sub(camera.position);
      return { origin: camera.position.toArray(), direction: through.toArray() };
    }
    const ahead = this.eyeOffset().normalize().negate();
    const from = this.inPicture(x, y).addScaledVector(ahead, -behindEverythingM);
    return { origin: from.toArray(), direction: ahead.toArray(), parallelAt: this.eyeDistance };
  }

  /** By which sizes in the picture go: to the nearest point of a box, or, in a plan, as far as the eye looks. */
  distanceTo(box: Box3): number {
    return this.camera.isParallel ? this.eyeDistance : box.distanceToPoint(this.camera.position);
  }

  setAspect(aspect: number): void {
    this.camera.aspect = aspect;
    this.camera.updateProjectionMatrix();
  }

  /** Where a direction of the plan points on the screen: radians clockwise from straight up. */
  bearingOnScreen(planRad: number): number {
    const right = this.scratch.setFromMatrixColumn(this.camera.matrixWorld, 0);
    // The horizontal right of the picture, a quarter turn on, is where one looks.
    const ahead = Math.atan2(-right.y, right.x);
    return planRad - ahead;
  }

  /** Metres that one of `heightPx` pixels of height covers at the point the eye turns about. */
  metresPerPixel(heightPx: number): number {
    return (2 * lensSlope * this.eyeDistance) / Math.max(1, heightPx);
  }

  /** Pixels that a metre covers at a distance of one metre, in a picture so high. */
  pixelsAtOneMetre(heightPx: number): number {
    return heightPx / 2 / lensSlope;
  }

  /** Near and far just outside the box, so that depth is as exact as it can be. Called before every frame. */
  hugDepth(box: Box3): void {
    const { camera } = this;
    if (camera.isParallel) {
      this.hugParallel(box);
      return;
    }
    const reach = box.getSize(this.scratch).length() + this.eyeDistance;
    const far = stepAbove(farthest(box, camera.position) + reach * 0.1);
    const near = stepBelow(Math.max(0.5, far / 4000, box.distanceToPoint(camera.position) * 0.7));
    if (near === camera.near && far === camera.far) return;
    camera.near = near;
    camera.far = far;
    camera.updateProjectionMatrix();
  }

  dispose(): void {
    this.stopWheel();
    this.controls.dispose();
  }

  private get eyeDistance(): number {
    return this.camera.position.distanceTo(this.controls.target);
  }

  private eyeOffset(): Vector3 {
    return this.camera.position.clone().sub(this.controls.target);
  }

  private setParallel(isParallel: boolean): void {
    const { camera, controls } = this;
    camera.parallelAtM = isParallel ? this.eyeDistance : null;
    controls.screenSpacePanning = isParallel;
    controls.zoomToCursor = !isParallel;
    // A plan's limits may lie behind the eye.
    if (!isParallel) camera.near = 1;
    camera.updateProjectionMatrix();
  }

  /** Whoever turns a plan or an elevation wants to see depth again. What is looked at stays as large as it was. */
  private leaveStraight(): void {
    if (!this.camera.isParallel || this.eyeOffset().normalize().dot(this.straight) > 1 - sameDirection)
      return;
    this.setParallel(false);
  }

  /** Limits to both sides of the eye, which is nowhere in particular. */
  private hugParallel(box: Box3): void {
    const { camera } = this;
    const distance = this.eyeDistance;
    const reach = box.getSize(this.scratch).length() / 2 + distance * pullRoom + 1;
    const middle = distance + box.getCenter(this.scratch).sub(this.controls.target).dot(this.straight) * -1;
    camera.near = middle - reach;
    camera.far = middle + reach;
    camera.parallelAtM = distance;
    camera.updateProjectionMatrix();
  }

  /** Of a plan or an elevation; what lies under the cursor stays there. False in perspective. */
  private zoomAt(x: number, y: number, factor: number): boolean {
    if (!this.camera.isParallel) return false;
    const distance = this.zoomed(factor);
    const share = 1 - distance / this.eyeDistance;
    const target = this.controls.target.clone().lerp(this.inPicture(x, y), share);
    this.lookFrom(target, this.eyeOffset().normalize(), distance);
    return true;
  }

  private zoomed(factor: number): number {
    const { minDistance, maxDistance } = this.controls;
    return Math.min(maxDistance, Math.max(minDistance, this.eyeDistance * factor));
  }

  /** A place of the picture, from -1 to 1, as far away as the eye looks. */
  private inPicture(x: number, y: number): Vector3 {
    const tall = lensSlope * this.eyeDistance;
    const { side, up } = this.axes();
    return this.controls.target
      .clone()
      .addScaledVector(side, x * tall * this.camera.aspect)
      .addScaledVector(up, y * tall);
  }

  /** Right and up in the picture. */
  private axes(): { side: Vector3; up: Vector3 } {
    this.camera.updateMatrixWorld();
    const side = new Vector3().setFromMatrixColumn(this.camera.matrixWorld, 0);
    return { side, up: new Vector3().setFromMatrixColumn(this.camera.matrixWorld, 1) };
  }

  private frame(box: Box3, direction: Vector3): void {
    const { target, distance } = fittingView(box, direction, this.camera);
    const roomy = Math.max(5, distance * margin);
    this.controls.maxDistance = roomy * 6;
    this.lookFrom(target, direction, roomy);
  }

  private lookFrom(target: Vector3, direction: Vector3, distance: number): void {
    this.controls.target.copy(target);
    this.camera.position.copy(target).addScaledVector(direction, distance);
    this.controls.update();
  }
}

/** To the corner that is farthest away: on every axis the farther of both sides. */
function farthest({ min, max }: Box3, { x, y, z }: Vector3): number {
  const dx = Math.max(Math.abs(x - min.x), Math.abs(x - max.x));
  const dy = Math.max(Math.abs(y - min.y), Math.abs(y - max.y));
  const dz = Math.max(Math.abs(z - min.z), Math.abs(z - max.z));
  return Math.sqrt(dx * dx + dy * dy + dz * dz);
}
