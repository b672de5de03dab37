import { instanceShape } from "../../../shared/layers/instance-shapes.ts";
import type { DrawnMesh } from "../../../shared/scene/display.ts";
import type { InstanceLayer } from "../../../shared/scene/scene-model.ts";

/** A half-line in the model frame; `direction` need not have length 1. */
export interface Ray {
  origin: readonly [number, number, number];
  direction: readonly [number, number, number];
  /** Only this stretch counts, in lengths of `direction`: what a section takes away is not met. */
  from?: number;
  to?: number;
  /**
   * Where lines of sight are parallel: how far away the eye looks, in lengths of `direction`. What is drawn nearer is so
   * by a share of this, not of its own distance.
   */
  parallelAt?: number;
}

/** Triangles by feature: feature i owns indices `[firstIndex[i], firstIndex[i + 1])`. */
export type PickMesh = Pick<DrawnMesh, "positions" | "indices" | "firstIndex">;

/** One layer as the pick sees it. */
export interface PickLayer {
  geometry: PickMesh | InstanceLayer;
  /** Stride 6 per feature, see `DisplayLayer.bounds`. */
  bounds: Float32Array;
  /** Share of its distance by which a feature is drawn nearer, as in the shaders (`layer-depth.ts`). */
  pull(feature: number): number;
  isHidden(feature: number): boolean;
}

/** Index of the layer in the list that was given, and the feature in it. */
export interface Hit {
  layer: number;
  feature: number;
  /** In lengths of the ray's direction, as drawn (pull included). */
  distance: number;
  /** The same without pull: where the point really is. */
  at: number;
}

/**
 * The feature that is seen along a ray, or null. Sweeps the boxes of all features, then tests the triangles of those
 * that are met. No tree to build. Measured in Chromium 156: median 0.4 ms among 20,000 houses, 0.8 ms among 50,000
 * (95 %: 7 ms). Metres, model frame.
 */
export function pickFeature(ray: Ray, layers: readonly PickLayer[]): Hit | null {
  let best: Hit | null = null;
  layers.forEach((candidate, layer) => {
    const { bounds } = candidate;
    for (let feature = 0; feature * 6 < bounds.length; feature++) {
      const limit = best === null ? Infinity : best.distance;
      const pull = candidate.pull(feature);
      if (drawnAt(ray, boxEntry(ray, bounds, feature * 6), pull) >= limit || candidate.isHidden(feature))
        continue;
      const at = featureDistance(ray, candidate.geometry, feature);
      const distance = drawnAt(ray, at, pull);
      if (distance < limit) best = { layer, feature, distance, at };
    }
  });
  return best;
}

/** As `pulledStep` in the shaders. */
const drawnAt = ({ parallelAt }: Ray, at: number, pull: number): number =>
  parallelAt === undefined ? at * (1 - pull) : at - parallelAt * pull;

/** Where the ray enters a box; Infinity where it misses. Slab method. */
function boxEntry(
  { origin, direction, from = 0, to = Infinity }: Ray,
  bounds: Float32Array,
  at: number,
): number {
  let enter = from;
  let leave = to;
  for (let axis = 0; axis < 3; axis++) {
    const low = bounds[at + axis];
    const high = bounds[at + 3 + axis];
    if (!(low <= high)) return Infinity;
    const step = direction[axis];
    if (step === 0) {
      if (origin[axis] < low || origin[axis] > high) return Infinity;
      continue;
    }
    const a = (low - origin[axis]) / step;
    const b = (high - origin[axis]) / step;
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  }
  return enter <= leave ? enter : Infinity;
}

function featureDistance(ray: Ray, geometry: PickMesh | InstanceLayer, feature: number): number {
  if (!("kindIndex" in geometry)) {
    const { positions, indices, firstIndex } = geometry;
    return nearestTriangle(ray, positions, indices, firstIndex[feature], firstIndex[feature + 1]);
  }
  const { positions, indices } = instanceShape(geometry.kinds[geometry.kindIndex[feature]]);
  return nearestTriangle(toNode(ray, geometry, feature), positions, indices, 0, indices.length);
}

/** The ray as a node's unit shape sees it; distances along it stay the same. */
function toNode({ origin, direction, from, to }: Ray, layer: InstanceLayer, node: number): Ray {
  const [x, y, z] = layer.positions.subarray(node * 3, node * 3 + 3);
  const cos = Math.cos(layer.rotations[node]) / layer.scales[node];
  const sin = Math.sin(layer.rotations[node]) / layer.scales[node];
  const turn = (east: number, north: number, up: number): [number, number, number] => [
    east * cos + north * sin,
    north * cos - east * sin,
    up / layer.scales[node],
  ];
  return {
    origin: turn(origin[0] - x, origin[1] - y, origin[2] - z),
    direction: turn(direction[0], direction[1], direction[2]),
    from,
    to,
  };
}

/** Distance to the nearest of some triangles, both sides, or Infinity. Möller and Trumbore 1997. */
function nearestTriangle(
  { origin, direction, from: least = 0, to: most = Infinity }: Ray,
  p: Float32Array,
  indices: Uint32Array,
  from: number,
  to: number,
): number {
  const [ox, oy, oz] = origin;
  const [dx, dy, dz] = direction;
  let nearest = Infinity;
  for (let i = from; i < to; i += 3) {
    const a = indices[i] * 3;
    const b = indices[i + 1] * 3;
    const c = indices[i + 2] * 3;
    const e1x = p[b] - p[a];
    const e1y = p[b + 1] - p[a + 1];
    const e1z = p[b + 2] - p[a + 2];
    const e2x = p[c] - p[a];
    const e2y = p[c + 1] - p[a + 1];
    const e2z = p[c + 2] - p[a + 2];
    const px = dy * e2z - dz * e2y;
    const py = dz * e2x - dx * e2z;
    const pz = dx * e2y - dy * e2x;
    const determinant = e1x * px + e1y * py + e1z * pz;
    if (determinant === 0) continue;
    const tx = ox - p[a];
    const ty = oy - p[a + 1];
    const tz = oz - p[a + 2];
    const u = (tx * px + ty * py + tz * pz) / determinant;
    if (u < 0 || u > 1) continue;
    const qx = ty * e1z - tz * e1y;
    const qy = tz * e1x - tx * e1z;
    const qz = tx * e1y - ty * e1x;
    const v = (dx * qx + dy * qy + dz * qz) / determinant;
    if (v < 0 || u + v > 1) continue;
    const distance = (e2x * qx + e2y * qy + e2z * qz) / determinant;
    if (distance >= least && distance <= most && distance < nearest) nearest = distance;
  }
  return nearest;
}
