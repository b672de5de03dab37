/**
 * The ground as one mesh: the area's outline and the shores are edges of it, water is level, and elsewhere it follows
 * the elevation data within the tolerance.
 */
import { intersection, union } from "../geometry/clip.ts";
import type { Box, Polygon, Ring } from "../geometry/rings.ts";
import { ringsOf } from "../geometry/rings.ts";
import type { HeightField } from "./height-field.ts";
import { nodeLines } from "./node-lines.ts";
import { refineTin } from "./refine-tin.ts";
import { Tin } from "./tin.ts";
import { TinIndex } from "./tin-index.ts";
import { levelIn, type WaterBody } from "./water-levels.ts";

/** Kinds of fixed edges, and of the zones inside them. */
export const inArea = 1;
const inWater = 2;

export interface GroundMesh {
  tin: Tin;
  index: TinIndex;
  /** What it covers, mm: the area and as much around it as something may reach. */
  box: Box;
  /** Greatest distance from the data in the area, mm, where the data is land. */
  error: number;
}

export interface MeshOptions {
  /** mm. */
  tolerance: number;
  mostTriangles: number;
}

/** Beyond the area's outline four times as much is allowed. */
const beyondWeight = 0.25;
/** Water ends this far inside the box, so that nothing touches the hull. mm. */
const inset = 1000;

/** `field` null: flat at 0. */
export function makeGroundMesh(
  area: Polygon,
  box: Box,
  field: HeightField | null,
  bodies: WaterBody[],
  options: MeshOptions,
): GroundMesh {
  const heightAt = (x: number, y: number) =>
    levelIn(bodies, x, y) ?? Math.round(field === null ? 0 : field.at(x, y));
  const tin = triangulated(area, box, field, bodies, options.tolerance, heightAt);
  for (let i = 0; i < tin.x.length; i++) tin.z[i] = heightAt(tin.x[i], tin.y[i]);
  levelShores(tin, bodies);
  const weightOf = (zone: number) => ((zone & inWater) !== 0 ? 0 : (zone & inArea) !== 0 ? 1 : beyondWeight);
  const error = field === null ? 0 : refineTin(tin, field, { ...options, weightOf });
  return { tin, index: new TinIndex(tin, box), box, error };
}

function triangulated(
  area: Polygon,
  box: Box,
  field: HeightField | null,
  bodies: WaterBody[],
  tolerance: number,
  heightAt: (x: number, y: number) => number,
): Tin {
  const [west, south, east, north] = box;
  const corners = [west, south, east, south, east, north, west, north];
  const outline = {
    ring: field === null ? area.outer : followed(area.outer, field, tolerance / 2, heightAt),
    kind: inArea,
  };
  const shores = shoreRings(bodies, box).map((ring) => ({ ring, kind: inWater }));
  try {
    return build([outline, ...shores], corners);
  } catch {
    // The outline alone crosses nothing. Water keeps its level at its corners' places all the same.
    return build([{ ring: area.outer, kind: inArea }], corners);
  }
}

function build(rings: { ring: Ring; kind: number }[], corners: number[]): Tin {
  const { points, edges, kinds } = nodeLines(rings);
  return new Tin([...points, ...corners], edges, kinds);
}

function shoreRings(bodies: WaterBody[], [west, south, east, north]: Box): Ring[] {
  if (bodies.length === 0) return [];
  const [w, s, e, n] = [west + inset, south + inset, east - inset, north - inset];
  const frame: Polygon = { outer: [w, s, e, s, e, n, w, n], holes: [] };
  return intersection(union(bodies.flatMap(({ polygons }) => polygons)), [frame]).flatMap(ringsOf);
}

/** A shore's corner lies on its water's edge, where "inside" is a matter of rounding: looked for a little around it. */
function levelShores(tin: Tin, bodies: WaterBody[]): void {
  if (bodies.length === 0) return;
  const corners = new Map<string, WaterBody>();
  for (const body of [...bodies].reverse())
    for (const ring of body.polygons.flatMap(ringsOf))
      for (let i = 0; i < ring.length; i += 2) corners.set(`${ring[i]},${ring[i + 1]}`, body);
  const near = 5;
  for (let side = 0; side < tin.triangles.length; side++) {
    if ((tin.fixed[side] & inWater) === 0) continue;
    const corner = tin.triangles[side];
    const [x, y] = [tin.x[corner], tin.y[corner]];
    const own = corners.get(`${x},${y}`)?.levelAt(x, y);
    const around = [
      [0, 0],
      [near, 0],
      [-near, 0],
      [0, near],
      [0, -near],
    ];
    const level =
      own ??
      around.reduce<number | null>((found, [dx, dy]) => found ?? levelIn(bodies, x + dx, y + dy), null);
    if (level !== null) tin.z[corner] = level;
  }
}

/** The outline with further corners where the ground under it bends: Douglas and Peucker (1973), on heights. */
function followed(
  ring: Ring,
  field: HeightField,
  tolerance: number,
  heightAt: (x: number, y: number) => number,
): Ring {
  const step = Math.min(Math.hypot(field.ux, field.uy), Math.hypot(field.vx, field.vy)) / 2;
  const result: Ring = [];
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [dx, dy] = [ring[j] - ring[i], ring[j + 1] - ring[i + 1]];
    const pieces = Math.max(1, Math.ceil(Math.hypot(dx, dy) / step));
    const place = (k: number): [number, number] => [
      Math.round(ring[i] + (dx * k) / pieces),
      Math.round(ring[i + 1] + (dy * k) / pieces),
    ];
    const heights = Array.from({ length: pieces + 1 }, (_, k) => heightAt(...place(k)));
    for (const k of bends(heights, tolerance)) result.push(...place(k));
  }
  return result;
}

/** Numbers of the heights to keep, the first but not the last among them. */
function bends(heights: number[], tolerance: number): number[] {
  const kept = [0];
  const stack: [number, number][] = [[0, heights.length - 1]];
  while (stack.length > 0) {
    const [from, to] = stack.pop() ?? [0, 0];
    let worst = tolerance;
    let at = -1;
    for (let k = from + 1; k < to; k++) {
      const straight = heights[from] + ((heights[to] - heights[from]) * (k - from)) / (to - from);
      const off = Math.abs(heights[k] - straight);
      if (off > worst) [worst, at] = [off, k];
    }
    if (at < 0) continue;
    kept.push(at);
    stack.push([from, at], [at, to]);
  }
  return kept.sort((a, b) => a - b);
}
