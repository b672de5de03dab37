/** Bridges of one level that hang together, and the straight lines between the ground at their ends. */
import type { Ground } from "../ground.ts";
import { keysOf, type Path, placeKey, stopsByPlace } from "./paths.ts";
import type { OverWater } from "./water-spans.ts";

export interface DeckGroup {
  level: number;
  paths: Path[];
  /** Places where it ends or another way joins it. */
  ends: Set<number>;
  /** Place → height of the straight line between the ends, mm. */
  straight: Map<number, number>;
  overWater: OverWater[];
  /** Of all of it above those lines, mm. */
  lift: number;
}

export function findDecks(paths: readonly Path[], ground: Ground): DeckGroup[] {
  const bridges = paths.filter(({ bridge }) => bridge);
  const stops = stopsByPlace(bridges);
  const decks: DeckGroup[] = [];
  const used = new Set<Path>();
  const joining = joinedPlaces(paths);
  for (const first of bridges) {
    if (used.has(first)) continue;
    used.add(first);
    const group = [first];
    for (let i = 0; i < group.length; i++)
      for (const key of keysOf(group[i]))
        for (const { path } of stops.get(key) ?? [])
          if (!used.has(path) && path.level === first.level) {
            used.add(path);
            group.push(path);
          }
    const ends = endsOf(group, joining);
    decks.push({
      level: first.level,
      paths: group,
      ends,
      straight: hung(group, ends, ground),
      overWater: [],
      lift: 0,
    });
  }
  // Lower ones first: the upper ones must clear them.
  return decks.sort((a, b) => a.level - b.level);
}

/** Places of ways that are no bridges. */
function joinedPlaces(paths: readonly Path[]): Set<number> {
  return new Set(paths.filter(({ bridge }) => !bridge).flatMap(keysOf));
}

function endsOf(group: Path[], joining: Set<number>): Set<number> {
  const touched = new Map<number, number>();
  for (const path of group) {
    const keys = keysOf(path);
    for (const key of [keys[0], keys[keys.length - 1]]) touched.set(key, (touched.get(key) ?? 0) + 1);
  }
  const ends = new Set<number>();
  for (const [key, times] of touched) if (times === 1 || joining.has(key)) ends.add(key);
  for (const path of group) for (const key of keysOf(path)) if (joining.has(key)) ends.add(key);
  // A circle of bridges that nothing joins stands somewhere all the same.
  if (ends.size === 0) ends.add(keysOf(group[0])[0]);
  return ends;
}

/** Between the ends by distance along the decks: straight for a single one, and even where several meet. */
function hung(group: Path[], ends: Set<number>, ground: Ground): Map<number, number> {
  const near = new Map<number, [key: number, length: number][]>();
  const places = new Map<number, [number, number]>();
  for (const { line } of group)
    for (let i = 0; i < line.length; i += 2) {
      const key = placeKey(line[i], line[i + 1]);
      places.set(key, [line[i], line[i + 1]]);
      if (!near.has(key)) near.set(key, []);
      if (i === 0) continue;
      const before = placeKey(line[i - 2], line[i - 1]);
      const length = Math.hypot(line[i] - line[i - 2], line[i + 1] - line[i - 1]);
      near.get(key)?.push([before, length]);
      near.get(before)?.push([key, length]);
    }
  const sums = new Map<number, { weight: number; height: number }>();
  for (const end of ends) {
    const [x, y] = places.get(end) ?? [0, 0];
    const height = ground.at(x, y);
    for (const [key, distance] of distances(end, near, ends)) {
      const weight = 1 / Math.max(1, distance);
      const sum = sums.get(key) ?? { weight: 0, height: 0 };
      sums.set(key, { weight: sum.weight + weight, height: sum.height + weight * height });
    }
  }
  return new Map([...sums].map(([key, { weight, height }]) => [key, height / weight]));
}

/** Dijkstra (1959) from one end; the way stops at other ends. */
function distances(
  from: number,
  near: Map<number, [number, number][]>,
  ends: Set<number>,
): Map<number, number> {
  const found = new Map<number, number>();
  const open = new Map([[from, 0]]);
  while (open.size > 0) {
    let next = from;
    let least = Number.POSITIVE_INFINITY;
    for (const [key, distance] of open) if (distance < least) [next, least] = [key, distance];
    open.delete(next);
    if (ends.has(next) && next !== from) continue;
    found.set(next, least);
    for (const [key, length] of near.get(next) ?? [])
      if (!found.has(key) && least + length < (open.get(key) ?? Number.POSITIVE_INFINITY))
        open.set(key, least + length);
  }
  return found;
}

/** Heights of a path's points on the straight lines between the deck's ends, mm. */
export function straightOf({ straight }: DeckGroup, { line }: Path): Float64Array {
  const heights = new Float64Array(line.length / 2);
  for (let i = 0; i < line.length; i += 2) heights[i / 2] = straight.get(placeKey(line[i], line[i + 1])) ?? 0;
  return heights;
}
