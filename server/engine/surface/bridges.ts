/**
 * How high bridges lie. A deck hangs straight between the ground at its ends; where it crosses something that this does
 * not clear, all of it is lifted, and the ways that lead up to it rise by a stated slope.
 */
import { boxOf, type Polygon } from "../geometry/rings.ts";
import type { Ground } from "../ground.ts";
import { type Crossings, crossings, type Passage, withPassages } from "./crossings.ts";
import { keysOf, type Path, placeKey, stopsByPlace } from "./paths.ts";
import { spreadRamps, type Way } from "./ramps.ts";
import { besideRamps } from "./sidewalks.ts";
import { type OverWater, placesOverWater } from "./water-spans.ts";

/** From surface to surface, the bridge's own thickness included, mm: room for lorries and trains, boats, walkers. */
const overRoad = 5000;
const overWater = 2500;
const overFoot = 3500;
const overDitch = 1000;
/** No ramp is built to more than this, mm: what is tagged higher is a mistake. */
const highest = 25_000;
/** Bridges near one another lift each other's ends; after so many rounds they stay as they are. */
const mostRounds = 6;

export interface Profiles {
  /** Decks: heights of the line's points, mm, absolute. */
  decks: Map<Path, Float64Array>;
  /** Places where decks end or other ways join them. */
  joints: Set<number>;
  /** Ways that rise to a deck. */
  ramps: Map<Path, Way>;
}

/** Bridges of one level that hang together. */
interface Deck {
  level: number;
  paths: Path[];
  /** Places where it ends or another way joins it. */
  ends: Set<number>;
  /** Place → height of the straight line between the ends, mm. */
  straight: Map<number, number>;
  overWater: OverWater[];
  lift: number;
}

/** `waters`: areas that bridges keep clear of. */
export function bridgeProfiles(
  paths: readonly Path[],
  ground: Ground,
  waters: readonly Polygon[] = [],
): Profiles {
  const decks = findDecks(paths, ground);
  const joints = new Set(decks.flatMap(({ ends }) => [...ends]));
  const profiles: Profiles = { decks: new Map(), joints, ramps: new Map() };
  if (decks.length === 0) return profiles;
  const boxed = waters.map((polygon) => ({ polygon, box: boxOf(polygon.outer) }));
  for (const deck of decks)
    deck.overWater = deck.paths.flatMap((path) => placesOverWater(path, deck.ends, boxed));
  const under = crossings(paths);
  const spans = decks.flatMap((deck) => deck.paths);
  const climbing = paths.filter(({ bridge, strip }) => !bridge && strip.pathType !== null);
  const { ways, passages } = withPassages(climbing, spans, under);
  for (let round = 0; round < mostRounds; round++) {
    for (const deck of decks) {
      deck.lift = Math.max(deck.lift, neededLift(deck, under, profiles, ground));
      setHeights(deck, profiles);
    }
    const sources = new Map<number, number>();
    for (const { ends, lift } of decks)
      for (const end of ends) sources.set(end, Math.max(lift, sources.get(end) ?? 0));
    const roofs = roofsOf(passages, profiles, ground);
    const roads = spreadRamps(ways, sources, roofs);
    const { ramps, lifts } = spreadRamps(ways, sources, roofs, besideRamps(ways, roads.ramps));
    profiles.ramps = ramps;
    let settled = true;
    for (const deck of decks)
      for (const end of deck.ends) {
        const arriving = Math.min(highest, lifts.get(end) ?? 0);
        if (arriving <= deck.lift + 1) continue;
        deck.lift = arriving;
        settled = false;
      }
    if (settled) break;
  }
  return profiles;
}

function findDecks(paths: readonly Path[], ground: Ground): Deck[] {
  const bridges = paths.filter(({ bridge }) => bridge);
  const stops = stopsByPlace(bridges);
  const decks: Deck[] = [];
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

function neededLift(deck: Deck, under: Crossings, { decks }: Profiles, ground: Ground): number {
  let lift = 0;
  for (const path of deck.paths)
    for (let i = 2; i < path.line.length; i += 2)
      for (const crossed of under(path, i)) {
        const below = crossed.path;
        if (below.level >= deck.level) continue;
        const heights = decks.get(below);
        const floor =
          heights === undefined
            ? ground.at(Math.round(crossed.x), Math.round(crossed.y))
            : heightAt(below, heights, crossed.x, crossed.y);
        const a = deck.straight.get(placeKey(path.line[i - 2], path.line[i - 1])) ?? floor;
        const b = deck.straight.get(placeKey(path.line[i], path.line[i + 1])) ?? floor;
        lift = Math.max(lift, floor + clearanceOver(below) - (a + crossed.share * (b - a)));
      }
  for (const { path, x, y, room } of deck.overWater)
    lift = Math.max(
      lift,
      ground.at(Math.round(x), Math.round(y)) + room - heightAt(path, straightOf(deck, path), x, y),
    );
  return Math.min(highest, lift);
}

/** How far above the ground ways may be where they pass below decks, by place. */
function roofsOf(passages: Passage[], { decks }: Profiles, ground: Ground): Map<number, number> {
  const roofs = new Map<number, number>();
  for (const { above, below, key, x, y } of passages) {
    const heights = decks.get(above);
    if (heights === undefined) continue;
    const room = heightAt(above, heights, x, y) - clearanceOver(below) - ground.at(x, y);
    roofs.set(key, Math.min(Math.max(0, room), roofs.get(key) ?? Number.POSITIVE_INFINITY));
  }
  return roofs;
}

function clearanceOver({ strip, feature: { tags } }: Path): number {
  if (strip.pathType === null)
    return tags.waterway === "river" || tags.waterway === "canal" ? overWater : overDitch;
  return strip.pathType === "footway" || strip.pathType === "cycleway" ? overFoot : overRoad;
}

function setHeights(deck: Deck, { decks }: Profiles): void {
  for (const path of deck.paths)
    decks.set(
      path,
      straightOf(deck, path).map((height) => height + deck.lift),
    );
}

/** Heights of a path's points on the straight lines between the deck's ends, mm. */
function straightOf({ straight }: Deck, { line }: Path): Float64Array {
  const heights = new Float64Array(line.length / 2);
  for (let i = 0; i < line.length; i += 2) heights[i / 2] = straight.get(placeKey(line[i], line[i + 1])) ?? 0;
  return heights;
}

/** Linear between the points of the nearest piece of a path. */
export function heightAt({ line }: Path, heights: Float64Array, x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  let height = heights[0];
  for (let i = 2; i < line.length; i += 2) {
    const [dx, dy] = [line[i] - line[i - 2], line[i + 1] - line[i - 1]];
    const along = ((x - line[i - 2]) * dx + (y - line[i - 1]) * dy) / (dx * dx + dy * dy || 1);
    const at = Math.min(1, Math.max(0, along));
    const off = Math.hypot(x - line[i - 2] - at * dx, y - line[i - 1] - at * dy);
    if (off >= least) continue;
    least = off;
    height = heights[i / 2 - 1] + at * (heights[i / 2] - heights[i / 2 - 1]);
  }
  return height;
}
