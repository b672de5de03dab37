/** Roofs that follow the outline all round: hipped, mansard, gables on every wing, dome on a crooked outline. */
import { type Polygon, ringsOf } from "../../geometry/rings.ts";
import { RoofGraph } from "../../geometry/roof-graph.ts";
import type { Roof } from "../../geometry/solid.ts";
import { type Skeleton, straightSkeleton } from "../../geometry/straight-skeleton.ts";
import type { Profile } from "./profile-roof.ts";

/** Height over inward distance, both as shares of their greatest: from [0, 0] to [1, 1]. */
export type Rise = readonly (readonly [inward: number, height: number])[];

/** Source of mansard and quadruple saltbox: Streets GL's proportions (city-geometry facts), for parity with the service. */
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
  /** The outer quarter has half the pitch of what is above it. */
  bellcast: [
    [0, 0],
    [0.25, 1 / 7],
    [1, 1],
  ],
  dome: Array.from({ length: 9 }, (_, i): [number, number] => {
    const angle = (Math.PI * i) / 16;
    return [1 - Math.cos(angle), Math.sin(angle)];
  }),
} as const satisfies Record<string, Rise>;

/** What a profile that is the same on both sides, and highest in the middle, is on a wing: its one half. */
export function halfOf(profile: Profile): Rise {
  // Half of a curve may miss the middle by a rounding; one level more there would run along the ridge.
  return [...profile.filter(([at]) => at < 0.499).map(([at, height]) => [2 * at, height] as const), [1, 1]];
}

export function skeletonOf(polygon: Polygon): Skeleton | null {
  return straightSkeleton(ringsOf(polygon));
}

/** The lines of a roof to be: the straight skeleton, of which `open-ends.ts` may have opened some ends. */
export interface Traces {
  x: readonly number[];
  y: readonly number[];
  /** Inward distance, mm. */
  t: readonly number[];
  maxT: number;
  /** Two nodes and the two faces they part; a face has the number of its edge. */
  arcs: readonly { from: number; to: number; left: number; right: number }[];
  /** Where a roof rises along a wall: the nodes from the start of an edge to its end, and the faces between each two. */
  walls?: readonly { edge: number; nodes: readonly number[]; faces: readonly (number | null)[] }[];
}

/** `height` in mm. */
export function skeletonRoof(polygon: Polygon, traces: Traces, rise: Rise, height: number): Roof {
  const graph = new RoofGraph(polygon);
  const { x, y, t, maxT, walls = [] } = traces;
  const heightOf = (inward: number) => riseAt(rise, inward / maxT) * height;
  const corners: number[] = [];
  for (const node of walls.flatMap(({ nodes }) => nodes))
    corners[node] = graph.corner(x[node], y[node], heightOf(t[node]));
  for (const node of highestFirst(traces))
    corners[node] ??= graph.cornerNear(x[node], y[node], heightOf(t[node]), weld);
  if (rise.length === 2) return plainRoof(graph, traces, corners);
  const levels = rise.slice(1, -1).map(([inward]) => inward * maxT);
  /** Per level and face: where the level line enters and leaves it. */
  const crossings = levels.map(() => new Map<number, number[]>());
  const chain = (from: number, to: number, faces: readonly (number | null)[]): number[] => {
    const stops: [number, number][] = [];
    levels.forEach((level, index) => {
      const corner = cutAt(graph, traces, corners, from, to, level, heightOf(level));
      if (corner === null) return;
      stops.push([(level - t[from]) / (t[to] - t[from] || 1), corner]);
      for (const face of faces)
        if (face !== null) crossings[index].set(face, [...(crossings[index].get(face) ?? []), corner]);
    });
    stops.sort((a, b) => a[0] - b[0]);
    return [corners[from], ...stops.map(([, corner]) => corner), corners[to]];
  };
  for (const { from, to, left, right } of traces.arcs) {
    const found = chain(from, to, [left, right]);
    for (let i = 1; i < found.length; i++) graph.crease(found[i - 1], found[i]);
  }
  for (const { edge, nodes, faces } of walls)
    standOnWall(
      graph,
      edge,
      nodes.slice(1).flatMap((node, i) => chain(nodes[i], node, [faces[i]])),
    );
  const directions = edgeDirections(polygon);
  for (const level of crossings)
    for (const [face, found] of level) joinAlong(graph, [...new Set(found)], directions[face]);
  return graph;
}

/** One pitch: nothing crosses the faces. */
function plainRoof(graph: RoofGraph, { arcs, walls = [] }: Traces, corners: readonly number[]): Roof {
  for (const { from, to } of arcs) graph.crease(corners[from], corners[to]);
  for (const { edge, nodes } of walls) {
    const found = nodes.map((node) => corners[node]);
    standOnWall(graph, edge, found);
  }
  return graph;
}

/** Traces that end nearer to each other than this (mm) end in one corner: thinner triangles are no roof. */
export const weld = 6;

/** So that a weld never takes the top away. Nodes on which nothing hangs any more are left out. */
function highestFirst({ t, arcs }: Traces): number[] {
  const isUsed = new Uint8Array(t.length);
  for (const { from, to } of arcs) {
    isUsed[from] = 1;
    isUsed[to] = 1;
  }
  const used: number[] = [];
  for (let node = 0; node < t.length; node++) if (isUsed[node] === 1) used.push(node);
  return used.sort((a, b) => t[b] - t[a] || a - b);
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
  { x, y, t }: Traces,
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

/** Edge k of the outline starts at its corner k. The wall's own corners stand there already. */
function standOnWall(graph: RoofGraph, edge: number, found: number[]): void {
  graph.loops.forEach((loop, number) => {
    const at = loop.indexOf(edge);
    if (at >= 0)
      graph.insertAfter(
        number,
        at,
        [...new Set(found)].filter((corner) => !loop.includes(corner)),
      );
  });
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
