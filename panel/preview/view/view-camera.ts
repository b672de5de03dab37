import { type Box3, PerspectiveCamera, Vector3 } from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";

/** Compass points name where one looks to. */
export const viewNames = ["iso", "top", "north", "east", "south", "west"] as const;
export type ViewName = (typeof viewNames)[number];

/** From the model's middle towards the eye: east, north, up. */
const eyeDirections: Readonly<Record<ViewName, readonly [number, number, number]>> = {
  iso: [0.46, -0.66, 0.6],
  // Not quite overhead: from exactly above, north would have no direction on the screen.
  top: [0, -0.0008, 1],
  north: [0, -1, 0.28],
  east: [-1, 0, 0.28],
  south: [0, 1, 0.28],
  west: [1, 0, 0.28],
};

const fieldOfViewDeg = 35;
const margin = 1.04;
/** Depth limits go in steps: most frames of a turn keep theirs, and with them the projection. */
const depthStep = 1.2;
const stepsTo = (metres: number): number => Math.log(metres) / Math.log(depthStep);
const stepBelow = (metres: number): number => depthStep ** Math.floor(stepsTo(metres));
const stepAbove = (metres: number): number => depthStep ** Math.ceil(stepsTo(metres));

/** The eye: z up, turning about a point of the model, with depth limits that follow the model. */
export class ViewCamera {
  readonly camera = new PerspectiveCamera(fieldOfViewDeg, 1, 1, 1000);
  private readonly controls: OrbitControls;
  private readonly scratch = new Vector3();

  constructor(canvas: HTMLCanvasElement, onChange: () => void) {
    this.camera.up.set(0, 0, 1);
    this.camera.position.set(100, -150, 120);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.maxPolarAngle = (88 * Math.PI) / 180;
    this.controls.minDistance = 2;
    this.controls.screenSpacePanning = false;
    this.controls.zoomToCursor = true;
    this.controls.addEventListener("change", onChange);
  }

  /** Looks at the whole box from a named side. */
  view(name: ViewName, box: Box3): void {
    this.frame(box, new Vector3(...eyeDirections[name]).normalize());
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
    const height = Math.asin(offset.z / distance) + rise;
    const limited = Math.min(Math.PI / 2 - 0.0008, Math.max(0.035, height));
    offset.set(
      Math.cos(bearing) * Math.cos(limited),
      Math.sin(bearing) * Math.cos(limited),
      Math.sin(limited),
    );
    this.lookFrom(this.controls.target, offset, distance);
  }

  /** Moves eye and target over the ground; shares of their distance, to the right of the picture and ahead. */
  pan(right: number, ahead: number): void {
    const offset = this.eyeOffset();
    const distance = offset.length();
    const side = new Vector3().setFromMatrixColumn(this.camera.matrixWorld, 0).setZ(0).normalize();
    const target = this.controls.target
      .clone()
      .addScaledVector(side, right * distance)
      .addScaledVector(new Vector3(-side.y, side.x, 0), ahead * distance);
    this.lookFrom(target, offset.normalize(), distance);
  }

  /** Factor below 1 goes nearer. */
  zoom(factor: number): void {
    const offset = this.eyeOffset();
    const { minDistance, maxDistance } = this.controls;
    const distance = Math.min(maxDistance, Math.max(minDistance, offset.length() * factor));
    this.lookFrom(this.controls.target, offset.normalize(), distance);
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
    const height = 2 * Math.tan((this.camera.fov * Math.PI) / 360) * this.eyeDistance;
    return height / Math.max(1, heightPx);
  }

  /** Pixels that a metre covers at a distance of one metre, in a picture so high. */
  pixelsAtOneMetre(heightPx: number): number {
    return heightPx / 2 / Math.tan((this.camera.fov * Math.PI) / 360);
  }

  /** Near and far just outside the box, so that depth is as exact as it can be. Called before every frame. */
  hugDepth(box: Box3): void {
    const { camera } = this;
    const reach = box.getSize(this.scratch).length() + this.eyeDistance;
    const far = stepAbove(farthest(box, camera.position) + reach * 0.1);
    const near = stepBelow(Math.max(0.5, far / 4000, box.distanceToPoint(camera.position) * 0.7));
    if (near === camera.near && far === camera.far) return;
    camera.near = near;
    camera.far = far;
    camera.updateProjectionMatrix();
  }

  dispose(): void {
    this.controls.dispose();
  }

  private get eyeDistance(): number {
    return this.camera.position.distanceTo(this.controls.target);
  }

  private eyeOffset(): Vector3 {
    return this.camera.position.clone().sub(this.controls.target);
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

/**
 * Nearest place from which all eight corners of a box are in the picture, looking against `direction` (a unit vector),
 * with as much room above as below. The target lies at half the box's height, so that turning about it feels right.
 */
export function fittingView(
  box: Box3,
  direction: Vector3,
  { fov, aspect }: { fov: number; aspect: number },
): { target: Vector3; distance: number } {
  const right = new Vector3(0, 0, 1).cross(direction).normalize();
  const up = direction.clone().cross(right);
  const centre = box.getCenter(new Vector3());
  const offsets = corners(box).map((corner) => corner.sub(centre));
  const tall = Math.tan((fov * Math.PI) / 360);
  const across = fitAxis(offsets, right, direction, tall * aspect);
  const along = fitAxis(offsets, up, direction, tall);
  const distance = Math.max(across.distance, along.distance);
  const target = centre.clone().addScaledVector(right, across.shift).addScaledVector(up, along.shift);
  // Sliding the target along the line of sight changes nothing in the picture.
  const slide = Math.abs(direction.z) > 0.05 ? (centre.z - target.z) / direction.z : 0;
  return { target: target.addScaledVector(direction, slide), distance: distance - slide };
}

/** For one axis of the picture: each corner asks for `|offset - shift| <= (distance - ahead) * slope`. */
function fitAxis(
  offsets: Vector3[],
  axis: Vector3,
  direction: Vector3,
  slope: number,
): { distance: number; shift: number } {
  const ahead = (offset: Vector3): number => offset.dot(direction) * slope;
  const above = Math.max(...offsets.map((offset) => offset.dot(axis) + ahead(offset)));
  const below = Math.max(...offsets.map((offset) => -offset.dot(axis) + ahead(offset)));
  return { distance: (above + below) / (2 * slope), shift: (above - below) / 2 };
}

/** To the corner that is farthest away: on every axis the farther of both sides. */
function farthest({ min, max }: Box3, { x, y, z }: Vector3): number {
  const dx = Math.max(Math.abs(x - min.x), Math.abs(x - max.x));
  const dy = Math.max(Math.abs(y - min.y), Math.abs(y - max.y));
  const dz = Math.max(Math.abs(z - min.z), Math.abs(z - max.z));
  return Math.sqrt(dx * dx + dy * dy + dz * dz);
}

function corners({ min, max }: Box3): Vector3[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].map(
    (i) => new Vector3(i & 1 ? max.x : min.x, i & 2 ? max.y : min.y, i & 4 ? max.z : min.z),
  );
}
