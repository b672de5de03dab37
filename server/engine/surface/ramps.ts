/** Ways that lead up to raised bridges: each place is as much lower as it is farther along the ways, by their slope. */
import type { Ring } from "../geometry/rings.ts";
import { type Path, placeKey, stopsByPlace } from "./paths.ts";

/** Rise by length. Rails climb less than roads, walkers and steps more. */
const slopes = { railway: 0.04, tramway: 0.06, roadway: 0.08, cycleway: 0.1, footway: 0.12, runway: 0.04 };
const stepsSlope = 0.6;

/**
 * `sources`: place → height of the deck that ends there, mm. Returns how high the points of the ways are above the
 * ground (only of ways that rise at all), and the same by place. Dijkstra (1959), the highest first.
 */
export function spreadRamps(
  paths: readonly Path[],
  sources: ReadonlyMap<number, number>,
): { ramps: Map<Path, Float64Array>; lifts: Map<number, number> } {
  const lifts = new Map<number, number>();
  const ramps = new Map<Path, Float64Array>();
  const open = new Map([...sources].filter(([, lift]) => lift > 0));
  if (open.size === 0) return { ramps, lifts };
  const climbing = paths.filter(({ strip }) => strip.pathType !== null);
  const stops = stopsByPlace(climbing);
  while (open.size > 0) {
    let place = 0;
    let most = -1;
    for (const [key, lift] of open) if (lift > most) [place, most] = [key, lift];
    open.delete(place);
    lifts.set(place, most);
    for (const { path, at } of stops.get(place) ?? [])
      for (const other of [at - 2, at + 2]) {
        if (other < 0 || other >= path.line.length) continue;
        const { line } = path;
        const key = placeKey(line[other], line[other + 1]);
        const length = Math.hypot(line[other] - line[at], line[other + 1] - line[at + 1]);
        const lift = most - length * slopeOf(path);
        if (lift > 0 && !lifts.has(key) && lift > (open.get(key) ?? 0)) open.set(key, lift);
      }
  }
  for (const path of climbing) {
    const heights = new Float64Array(path.line.length / 2);
    for (let i = 0; i < path.line.length; i += 2)
      heights[i / 2] = lifts.get(placeKey(path.line[i], path.line[i + 1])) ?? 0;
    if (heights.some((height) => height > 0)) ramps.set(path, heights);
  }
  return { ramps, lifts };
}

export function slopeOf({ strip, feature }: Path): number {
  if (feature.tags.highway === "steps") return stepsSlope;
  return strip.pathType === null ? 0 : slopes[strip.pathType];
}

/** Whether the piece of a line that ends at `i` is surely no nearer than `least`: by its box, which is cheap. */
function isFarther(line: Ring, i: number, x: number, y: number, least: number): boolean {
  const off = least + 1;
  if (x + off < line[i - 2] && x + off < line[i]) return true;
  if (x - off > line[i - 2] && x - off > line[i]) return true;
  if (y + off < line[i - 1] && y + off < line[i + 1]) return true;
  return y - off > line[i - 1] && y - off > line[i + 1];
}

/** Above the ground at a place of a way, mm: down from the nearer points by its slope, and not below the ground. */
export function rampAt(path: Path, heights: Float64Array, x: number, y: number): number {
  const { line } = path;
  const slope = slopeOf(path);
  let least = Number.POSITIVE_INFINITY;
  let height = 0;
  for (let i = 2; i < line.length; i += 2) {
    if (isFarther(line, i, x, y, least)) continue;
    const [dx, dy] = [line[i] - line[i - 2], line[i + 1] - line[i - 1]];
    const length = Math.hypot(dx, dy);
    const along = ((x - line[i - 2]) * dx + (y - line[i - 1]) * dy) / (length * length || 1);
    const at = Math.min(1, Math.max(0, along));
    const off = Math.hypot(x - line[i - 2] - at * dx, y - line[i - 1] - at * dy);
    if (off >= least) continue;
    least = off;
    const fromA = heights[i / 2 - 1] - at * length * slope;
    const fromB = heights[i / 2] - (1 - at) * length * slope;
    height = Math.max(0, fromA, fromB);
  }
  return height;
}
