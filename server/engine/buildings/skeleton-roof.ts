/** Roofs that follow the outline all round: hipped, mansard, dome on a crooked outline. */
import { type Polygon, ringsOf } from "../geometry/rings.ts";
import { RoofGraph } from "../geometry/roof-graph.ts";
import type { Roof } from "../geometry/solid.ts";
import { type Skeleton, straightSkeleton } from "../geometry/straight-skeleton.ts";

/** Height over inward distance, both as shares of their greatest: from [0, 0] to [1, 1]. */
export type Rise = readonly (readonly [inward: number, height: number])[];

/** Source of the proportions: Streets GL's (city-geometry facts), for parity with the service. */
export const rises = {
  hipped: [
    [0, 0],
    [1, 1],
  ],
  mansard: [
    [0, 0],
    [0.3, 0.6],
    [1, 1],
  ],
  quadrupleSaltbox: [
    [0, 0],
    [0.5, 1],
    [1, 1],
  ],
  dome: Array.from({ length: 9 }, (_, i): [number, number] => {
    const angle = (Math.PI * i) / 16;
    return [1 - Math.cos(angle), Math.sin(angle)];
  }),
} as const satisfies Record<string, Rise>;

export function skeletonOf(polygon: Polygon): Skeleton | null {
  return straightSkeleton(ringsOf(polygon));
}

/** Null where the outline has no skeleton. `height` in mm. */
export function skeletonRoof(polygon: Polygon, skeleton: Skeleton, rise: Rise, height: number): Roof {
  const graph = new RoofGraph(polygon);
  const heightOf = (t: number) => riseAt(rise, t / skeleton.maxT) * height;
  const corners = topFirst(skeleton, (i) =>
    graph.cornerNear(skeleton.x[i], skeleton.y[i], heightOf(skeleton.t[i]), weld),
  );
  const levels = rise.slice(1, -1).map(([inward]) => inward * skeleton.maxT);
  /** Per level and edge: where the level line enters and leaves the face. */
  const crossings = levels.map(() => new Map<number, number[]>());
  for (const { from, to, left, right } of skeleton.arcs) {
    const stops: [number, number][] = [];
    levels.forEach((level, index) => {
      const corner = cutAt(graph, skeleton, corners, from, to, level, heightOf(level));
      if (corner === null) return;
      stops.push([(level - skeleton.t[from]) / (skeleton.t[to] - skeleton.t[from] || 1), corner]);
      for (const edge of [left, right])
        crossings[index].set(edge, [...(crossings[index].get(edge) ?? []), corner]);
    });
    stops.sort((a, b) => a[0] - b[0]);
    const chain = [corners[from], ...stops.map(([, corner]) => corner), corners[to]];
    for (let i = 1; i < chain.length; i++) graph.crease(chain[i - 1], chain[i]);
  }
  const directions = edgeDirections(polygon);
  for (const level of crossings)
    for (const [edge, found] of level) joinAlong(graph, [...new Set(found)], directions[edge]);
  return graph;
}

/** Traces that end nearer to each other than this (mm) end in one corner: thinner triangles are no roof. */
export const weld = 6;

/** Highest nodes first, so that a weld never takes the top away. */
export function topFirst({ t }: Skeleton, corner: (node: number) => number): number[] {
  const result: number[] = [];
  const order = t.map((_, i) => i).sort((a, b) => t[b] - t[a] || a - b);
  for (const node of order) result[node] = corner(node);
  return result;
}

function riseAt(rise: Rise, at: number): number {
  for (let i = 1; i < rise.length; i++) {
    const [b, hb] = rise[i];
    if (at > b && i < rise.length - 1) continue;
    const [a, ha] = rise[i - 1];
    return ha + ((hb - ha) * (Math.min(1, at) - a)) / (b - a);
  }
  return 1;
}

/** The corner where a trace crosses a level; an end that lies on the level counts, a trace along it does not cross. */
function cutAt(
  graph: RoofGraph,
  { x, y, t }: Skeleton,
  corners: number[],
  from: number,
  to: number,
  level: number,
  z: number,
): number | null {
  const [a, b] = [t[from], t[to]];
  if (Math.abs(a - b) < 1e-6 || Math.min(a, b) > level || Math.max(a, b) < level) return null;
  if (Math.abs(a - level) < 1) return corners[from];
  if (Math.abs(b - level) < 1) return corners[to];
  const share = (level - a) / (b - a);
  return graph.corner(x[from] + share * (x[to] - x[from]), y[from] + share * (y[to] - y[from]), z);
}

/** Level lines in a face run parallel to its edge and come in pairs. */
function joinAlong(graph: RoofGraph, found: number[], [dx, dy]: [number, number]): void {
  const place = (corner: number) => graph.points[2 * corner] * dx + graph.points[2 * corner + 1] * dy;
  const sorted = found.sort((a, b) => place(a) - place(b));
  for (let i = 0; i + 1 < sorted.length; i += 2) graph.crease(sorted[i], sorted[i + 1]);
}

export function edgeDirections(polygon: Polygon): [number, number][] {
  return ringsOf(polygon).flatMap((ring) =>
    Array.from({ length: ring.length / 2 }, (_, k): [number, number] => {
      const i = 2 * k;
      const j = (i + 2) % ring.length;
      const length = Math.hypot(ring[j] - ring[i], ring[j + 1] - ring[i + 1]);
      return [(ring[j] - ring[i]) / length, (ring[j + 1] - ring[i + 1]) / length];
    }),
  );
}
