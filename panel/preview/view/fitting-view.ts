import { type Box3, Vector3 } from "three";

/** `fov` is the upright angle of view in degrees; `isParallel` says that lines of sight do not spread. */
export interface FittingLens {
  fov: number;
  aspect: number;
  isParallel: boolean;
}

/**
 * Nearest place from which all eight corners of a box are in the picture, looking against `direction` (a unit vector),
 * with as much room above as below. The target lies at half the box's height, so that turning about it feels right.
 */
export function fittingView(
  box: Box3,
  direction: Vector3,
  { fov, aspect, isParallel }: FittingLens,
): { target: Vector3; distance: number } {
  const right = new Vector3(0, 0, 1).cross(direction).normalize();
  const up = direction.clone().cross(right);
  const centre = box.getCenter(new Vector3());
  const offsets = corners(box).map((corner) => corner.sub(centre));
  const towardsEye = isParallel ? new Vector3() : direction;
  const tall = Math.tan((fov * Math.PI) / 360);
  const across = fitAxis(offsets, right, towardsEye, tall * aspect);
  const along = fitAxis(offsets, up, towardsEye, tall);
  const distance = Math.max(across.distance, along.distance);
  const target = centre.clone().addScaledVector(right, across.shift).addScaledVector(up, along.shift);
  if (isParallel) return { target, distance };
  // Sliding the target along the line of sight changes nothing in the picture.
  const slide = Math.abs(direction.z) > 0.05 ? (centre.z - target.z) / direction.z : 0;
  return { target: target.addScaledVector(direction, slide), distance: distance - slide };
}

/** For one axis of the picture: each corner asks for `|offset - shift| <= (distance - ahead) * slope`. */
function fitAxis(
  offsets: Vector3[],
  axis: Vector3,
  towardsEye: Vector3,
  slope: number,
): { distance: number; shift: number } {
  const ahead = (offset: Vector3): number => offset.dot(towardsEye) * slope;
  const above = Math.max(...offsets.map((offset) => offset.dot(axis) + ahead(offset)));
  const below = Math.max(...offsets.map((offset) => -offset.dot(axis) + ahead(offset)));
  return { distance: (above + below) / (2 * slope), shift: (above - below) / 2 };
}

function corners({ min, max }: Box3): Vector3[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].map(
    (i) => new Vector3(i & 1 ? max.x : min.x, i & 2 ? max.y : min.y, i & 4 ? max.z : min.z),
  );
}
