import type { Bounds } from "../../../shared/scene/scene-model.ts";

/** Orthographic view of a model: three unit vectors and a scale. Screen x right, y down, in pixels. */
export interface Camera {
  right: [number, number, number];
  up: [number, number, number];
  /** Points from the viewer into the scene. */
  forward: [number, number, number];
  /** Pixels per metre. */
  scale: number;
  /** Screen coordinates of the model's origin. */
  offsetX: number;
  offsetY: number;
}

export const viewNames = ["iso", "top", "north", "south", "east", "west"] as const;
export type ViewName = (typeof viewNames)[number];

/** Compass direction the camera looks towards and its tilt below the horizon, degrees. */
const directions: Record<ViewName, { headingDeg: number; tiltDeg: number }> = {
  iso: { headingDeg: -30, tiltDeg: 35 },
  top: { headingDeg: 0, tiltDeg: 90 },
  north: { headingDeg: 0, tiltDeg: 12 },
  south: { headingDeg: 180, tiltDeg: 12 },
  east: { headingDeg: 90, tiltDeg: 12 },
  west: { headingDeg: 270, tiltDeg: 12 },
};

/** A camera that shows the whole box with a margin of 4 % on a picture of the given size. */
export function fitCamera(view: ViewName, bounds: Bounds, width: number, height: number): Camera {
  const heading = (directions[view].headingDeg * Math.PI) / 180;
  const tilt = (directions[view].tiltDeg * Math.PI) / 180;
  const ahead: [number, number] = [Math.sin(heading), Math.cos(heading)];
  const right: Camera["right"] = [ahead[1], -ahead[0], 0];
  const forward: Camera["forward"] = [ahead[0] * Math.cos(tilt), ahead[1] * Math.cos(tilt), -Math.sin(tilt)];
  const up: Camera["up"] = [ahead[0] * Math.sin(tilt), ahead[1] * Math.sin(tilt), Math.cos(tilt)];
  const x = extent(right, bounds);
  const y = extent(up, bounds);
  const scale = 0.92 * Math.min(width / Math.max(x.size, 1e-6), height / Math.max(y.size, 1e-6));
  return {
    right,
    up,
    forward,
    scale,
    offsetX: width / 2 - x.middle * scale,
    offsetY: height / 2 + y.middle * scale,
  };
}

function extent(axis: [number, number, number], { min, max }: Bounds): { size: number; middle: number } {
  let low = 0;
  let high = 0;
  for (let i = 0; i < 3; i++) {
    low += Math.min(axis[i] * min[i], axis[i] * max[i]);
    high += Math.max(axis[i] * min[i], axis[i] * max[i]);
  }
  return { size: high - low, middle: (low + high) / 2 };
}
