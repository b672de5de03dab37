/** Ways that lead up to raised bridges: each place is as much lower as it is farther along the ways, by their slope. */
import type { Ring } from "../geometry/rings.ts";
import { type Path, placeKey, stopsByPlace } from "./paths.ts";

/** Rise by length. Rails climb less than roads, walkers and steps more. */
const slopes = { railway: 0.04, tramway: 0.06, roadway: 0.08, cycleway: 0.1, footway: 0.12, runway: 0.04 };
const stepsSlope = 0.6;

/** Less steep than this a way never descends to pass below a deck; steeper ones stay up, rise by length. */
const leastDescent = 0.08;
const mostDescent = 0.3;

/** A way that rises: its path, perhaps with more corners than it is mapped with, and how far they are above the ground, mm. */
export interface Way {
  path: Path;
  heights: Float64Array;
}

type Stops = ReturnType<typeof stopsByPlace>;

/**
 * `ways`: paths by what they are mapped as. `sources`: place → height of the deck that ends there, `beside`: of the ramp
 * that passes there; `roofs`: place → most below a deck; all above the ground, mm. Returns the ways that rise at all, and
 * the heights by place. Where a ramp comes back below a deck, it descends faster, so that it passes there.
 */
export function spreadRamps(
  ways: ReadonlyMap<Path, Path>,
  sources: ReadonlyMap<number, number>,
  roofs: ReadonlyMap<number, number>,
  beside: ReadonlyMap<number, number> = new Map(),
): { ramps: Map<Path, Way>; lifts: Map<number, number> } {
  const ramps = new Map<Path, Way>();
  const open = new Map([...sources].filter(([, lift]) => lift > 0));
  if (open.size === 0) return { ramps, lifts: new Map() };
  for (const [place, lift] of beside) open.set(place, Math.max(lift, open.get(place) ?? 0));
  const stops = stopsByPlace([...ways.values()]);
  let lifts = spread(open, stops, new Map());
  const descents = descentsBelow(lifts, stops, sources, roofs);
  if (descents.length > 0) {
    lifts = spread(open, stops, new Map(descents.map(({ place, most }) => [place, most])));
    for (const { most, steep, far } of descents)
      for (const [key, distance] of far) {
        const lift = lifts.get(key);
        if (lift !== undefined) lifts.set(key, Math.min(lift, most + steep * distance));
      }
  }
  for (const [mapped, path] of ways) {
    const heights = new Float64Array(path.line.length / 2);
    for (let i = 0; i < path.line.length; i += 2)
      heights[i / 2] = lifts.get(placeKey(path.line[i], path.line[i + 1])) ?? 0;
    if (heights.some((height) => height > 0)) ramps.set(mapped, { path, heights });
  }
  return { ramps, lifts };
}

/** Dijkstra (1959), the highest first. */
function spread(
  sources: ReadonlyMap<number, number>,
  stops: Stops,
  roofs: ReadonlyMap<number, number>,
): Map<number, number> {
  const lifts = new Map<number, number>();
  const open = new Map(sources);
  while (open.size > 0) {
    let place = 0;
    let most = -1;
    for (const [key, lift] of open) if (lift > most) [place, most] = [key, lift];
    open.delete(place);
    lifts.set(place, most);
    for (const { key, length, path } of nextTo(place, stops)) {
      const lift = Math.min(most - length * slopeOf(path), roofs.get(key) ?? most);
      if (lift > 0 && !lifts.has(key) && lift > (open.get(key) ?? 0)) open.set(key, lift);
    }
  }
  return lifts;
}

interface Descent {
  place: number;
  /** Above the ground there, mm. */
  most: number;
  /** Rise by length away from it. */
  steep: number;
  /** Places around it: distance along the ways, mm. */
  far: Map<number, number>;
}

function descentsBelow(
  lifts: ReadonlyMap<number, number>,
  stops: Stops,
  sources: ReadonlyMap<number, number>,
  roofs: ReadonlyMap<number, number>,
): Descent[] {
  const highest = Math.max(...sources.values());
  return [...roofs].flatMap(([place, most]) => {
    if ((lifts.get(place) ?? 0) <= most + 1) return [];
    const far = distancesFrom(place, stops, highest / leastDescent);
    let steep = leastDescent;
    for (const [key, distance] of far)
      if (sources.has(key)) steep = Math.max(steep, ((lifts.get(key) ?? 0) - most) / Math.max(1, distance));
    return steep > mostDescent ? [] : [{ place, most, steep, far }];
  });
}

function distancesFrom(from: number, stops: Stops, most: number): Map<number, number> {
  const found = new Map<number, number>();
  const open = new Map([[from, 0]]);
  while (open.size > 0) {
    let place = from;
    let least = Number.POSITIVE_INFINITY;
    for (const [key, distance] of open) if (distance < least) [place, least] = [key, distance];
    open.delete(place);
    found.set(place, least);
    for (const { key, length } of nextTo(place, stops)) {
      const distance = least + length;
      if (distance < most && !found.has(key) && distance < (open.get(key) ?? most)) open.set(key, distance);
    }
  }
  return found;
}

function* nextTo(place: number, stops: Stops): Generator<{ key: number; length: number; path: Path }> {
  for (const { path, at } of stops.get(place) ?? [])
    for (const other of [at - 2, at + 2]) {
      const { line } = path;
      if (other < 0 || other >= line.length) continue;
      const length = Math.hypot(line[other] - line[at], line[other + 1] - line[at + 1]);
      yield { key: placeKey(line[other], line[other + 1]), length, path };
    }
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

/**
 * Above the ground at a place of a way, mm: down from the nearer points by its slope, and not below the ground; straight
 * between points that differ by more than the slope allows.
 */
export function rampAt({ path, heights }: Way, x: number, y: number): number {
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
    const [a, b] = [heights[i / 2 - 1], heights[i / 2]];
    height =
      Math.abs(a - b) > length * slope
        ? a + at * (b - a)
        : Math.max(0, a - at * length * slope, b - (1 - at) * length * slope);
  }
  return height;
}
