/**
 * Lines in whole millimetres → edges that meet only in common ends: what a constrained triangulation needs. Crossings
 * become corners and corners near a line are taken into it, again until nothing crosses (iterated snap rounding).
 */
import Flatbush from "flatbush";
import type { Ring } from "../geometry/rings.ts";

export interface LineGraph {
  /** Flat x, y. */
  points: number[];
  /** Pairs of corner numbers. */
  edges: number[];
  /** For each edge the kinds it has; a kind that comes an even number of times bounds nothing and is gone. */
  kinds: number[];
}

type Segment = [ax: number, ay: number, bx: number, by: number, kind: number];

const mostRounds = 8;

/** `rings`: closed, first point not repeated; `kind`: one bit. */
export function nodeLines(rings: { ring: Ring; kind: number }[]): LineGraph {
  let segments = rings.flatMap(({ ring, kind }) => segmentsOf(ring, kind));
  for (let round = 0; round < mostRounds; round++) {
    const next = splitAll(segments);
    if (next.length === segments.length) break;
    segments = next;
  }
  return graphOf(segments);
}

function segmentsOf(ring: Ring, kind: number): Segment[] {
  const segments: Segment[] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    segments.push([ring[i], ring[i + 1], ring[j], ring[j + 1], kind]);
  }
  return segments;
}

function splitAll(segments: Segment[]): Segment[] {
  if (segments.length === 0) return segments;
  const tree = new Flatbush(segments.length);
  for (const [ax, ay, bx, by] of segments)
    tree.add(Math.min(ax, bx) - 1, Math.min(ay, by) - 1, Math.max(ax, bx) + 1, Math.max(ay, by) + 1);
  tree.finish();
  return segments.flatMap((segment, i) => {
    const [ax, ay, bx, by] = segment;
    const near = tree.search(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
    const cuts = new Map<string, [number, number]>();
    for (const other of near)
      if (other !== i)
        for (const [x, y] of cutsBy(segment, segments[other]))
          if ((x !== ax || y !== ay) && (x !== bx || y !== by)) cuts.set(`${x},${y}`, [x, y]);
    return cuts.size === 0 ? [segment] : splitAt(segment, [...cuts.values()]);
  });
}

/** Where `other` cuts a segment: its ends if they lie on it, or the crossing. */
function cutsBy([ax, ay, bx, by]: Segment, [cx, cy, dx, dy]: Segment): [number, number][] {
  const cuts: [number, number][] = [];
  const [ux, uy] = [bx - ax, by - ay];
  const length = Math.hypot(ux, uy);
  for (const [x, y] of [
    [cx, cy],
    [dx, dy],
  ]) {
    const along = ((x - ax) * ux + (y - ay) * uy) / length;
    const off = Math.abs((x - ax) * uy - (y - ay) * ux) / length;
    if (off <= 1 && along > 0 && along < length) cuts.push([x, y]);
  }
  if (cuts.length > 0) return cuts;
  const c = ux * (cy - ay) - uy * (cx - ax);
  const d = ux * (dy - ay) - uy * (dx - ax);
  const a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx);
  const b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx);
  if (c * d >= 0 || a * b >= 0) return [];
  const share = a / (a - b);
  return [[Math.round(ax + share * ux), Math.round(ay + share * uy)]];
}

function splitAt([ax, ay, bx, by, kind]: Segment, cuts: [number, number][]): Segment[] {
  const along = ([x, y]: [number, number]) => (x - ax) * (bx - ax) + (y - ay) * (by - ay);
  cuts.sort((p, q) => along(p) - along(q));
  const stops = [[ax, ay], ...cuts, [bx, by]];
  return stops.slice(1).map(([x, y], i): Segment => [stops[i][0], stops[i][1], x, y, kind]);
}

function graphOf(segments: Segment[]): LineGraph {
  const numbers = new Map<string, number>();
  const points: number[] = [];
  const numberOf = (x: number, y: number) => {
    const key = `${x},${y}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    points.push(x, y);
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
  const found = new Map<string, [number, number, number]>();
  for (const [ax, ay, bx, by, kind] of segments) {
    const [a, b] = [numberOf(ax, ay), numberOf(bx, by)];
    if (a === b) continue;
    const key = a < b ? `${a},${b}` : `${b},${a}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, [a, b, kind]);
    else known[2] ^= kind;
  }
  const kept = [...found.values()].filter(([, , kind]) => kind !== 0);
  return {
    points,
    edges: kept.flatMap(([a, b]) => [a, b]),
    kinds: kept.map(([, , kind]) => kind),
  };
}
