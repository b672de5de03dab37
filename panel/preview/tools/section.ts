import { type Plane, Vector3 } from "three";
import type { Ray } from "./pick.ts";

/**
 * A cut through the model. `east`: an upright plane that far east, seen from the east; `north`: likewise; `up`: a level
 * plane at a height. Metres, model frame. What lies beyond it (east, north or above) is taken away; `flip` takes away
 * the other side.
 */
export interface Section {
  axis: "east" | "north" | "up";
  atM: number;
  flip?: boolean;
}

const axes = { east: 0, north: 1, up: 2 } as const;

/** The plane with its normal towards what stays. The same object every time, so that moving it compiles nothing. */
export function placeSection(plane: Plane, { axis, atM, flip = false }: Section): void {
  const towards = flip ? 1 : -1;
  plane.normal.set(0, 0, 0).setComponent(axes[axis], towards);
  plane.constant = -towards * atM;
}

/** The part of a ray on the side that stays; null where it never gets there. Lengths of the ray's direction. */
export function keptPart(
  { origin, direction }: Ray,
  plane: Plane | null,
): { from: number; to: number } | null {
  if (plane === null) return { from: 0, to: Infinity };
  const start = plane.distanceToPoint(new Vector3(...origin));
  const rate = plane.normal.dot(new Vector3(...direction));
  // A ray along the plane never crosses it: 0 / 0 and x / 0 are kept out.
  const crossing = rate === 0 ? Infinity : -start / rate;
  if (start >= 0) return { from: 0, to: rate < 0 ? crossing : Infinity };
  return rate > 0 ? { from: crossing, to: Infinity } : null;
}
