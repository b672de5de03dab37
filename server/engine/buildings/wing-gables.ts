/** Gables on any outline: the hipped roof of the skeleton with the hips that end its wings pulled out over their walls. */
import { type Polygon, ringsOf } from "../geometry/rings.ts";
import { RoofGraph } from "../geometry/roof-graph.ts";
import type { Roof } from "../geometry/solid.ts";
import type { Skeleton } from "../geometry/straight-skeleton.ts";
import { edgeDirections, topFirst, weld } from "./skeleton-roof.ts";

/** Neighbours of a gable wall may be this far from parallel (cosine of the angle between them). */
const facing = -0.85;
/** A gable's foot stays this far (share of the wall) from the corners. */
const margin = 0.1;

/** The end of a wing: a wall whose face is a triangle between walls that run side by side. */
export interface WingEnd {
  /** Unit vector out of the wall. */
  outX: number;
  outY: number;
}

/**
 * `hipShare`: how much of the height of a wing's end is a hip: 0 = a gable, 1 = all, between = a half hip at equal pitch.
 * Null where no end of a wing is found. `height` in mm.
 */
export function wingGableRoof(
  polygon: Polygon,
  skeleton: Skeleton,
  height: number,
  hipShare: (ends: WingEnd[]) => number[],
): Roof | null {
  const graph = new RoofGraph(polygon);
  const gables = oneEach([...findGables(polygon, skeleton)]);
  const shares = hipShare(gables);
  const tops = new Map<number, Top>();
  const dropped = new Set<number>();
  gables.forEach((gable, i) => {
    const top = shares[i] < 1 ? openEnd(graph, gable, skeleton, shares[i]) : null;
    if (top === null) return;
    tops.set(gable.apex, top);
    for (const arc of gable.arcs) dropped.add(arc);
  });
  if (tops.size === 0) return null;
  const most = skeleton.t.reduce((found, t, i) => Math.max(found, tops.get(i)?.t ?? t), 0);
  const scale = height / most;
  const corners = topFirst(skeleton, (i) => {
    const top = tops.get(i);
    if (top === undefined) return graph.cornerNear(skeleton.x[i], skeleton.y[i], skeleton.t[i] * scale, weld);
    return finishEnd(graph, top, scale);
  });
  skeleton.arcs.forEach(({ from, to }, i) => {
    if (!dropped.has(i)) graph.crease(corners[from], corners[to]);
  });
  return graph;
}

/** What an end's apex becomes: a corner on the wall, or a place inside with two corners of a half hip on the wall. */
interface Top {
  x: number;
  y: number;
  t: number;
  foot: { corners: number[]; t: number };
}

/** Puts the corners on the wall; null where they would fall together with others. */
function openEnd(graph: RoofGraph, gable: Gable, skeleton: Skeleton, share: number): Top | null {
  const { x, y, t, apex } = gable;
  const known = graph.z.length;
  const low = (1 - share) * t;
  const places =
    share === 0
      ? [[x, y]]
      : gable.sides.map(({ cornerX, cornerY, t: side }) => [
          cornerX + ((x - cornerX) * low) / side,
          cornerY + ((y - cornerY) * low) / side,
        ]);
  const corners = places.map(([px, py]) => graph.corner(px, py, 0));
  if (corners.some((corner, i) => corner < known || corners.indexOf(corner) !== i)) return null;
  insertOnEdge(graph, gable.edge, corners);
  return {
    x: x + share * (skeleton.x[apex] - x),
    y: y + share * (skeleton.y[apex] - y),
    t: t + share * (skeleton.t[apex] - t),
    foot: { corners, t: low },
  };
}

function finishEnd(graph: RoofGraph, { x, y, t, foot }: Top, scale: number): number {
  for (const corner of foot.corners) graph.z[corner] = Math.round(foot.t * scale);
  if (foot.corners.length === 1) return foot.corners[0];
  const end = graph.cornerNear(x, y, t * scale, weld);
  for (const corner of foot.corners) graph.crease(corner, end);
  return end;
}

interface Gable extends WingEnd {
  edge: number;
  apex: number;
  /** The two hips that go. */
  arcs: [number, number];
  /** Foot of the ridge on the wall, and how far inward of both neighbours it lies. */
  x: number;
  y: number;
  t: number;
  /** Before and after: the wall's corner, and the foot's distance from the wall that ends there. */
  sides: { cornerX: number; cornerY: number; t: number }[];
}

/** Two walls may share an apex (a square): the first has it. */
function oneEach(gables: Gable[]): Gable[] {
  return gables.filter(({ apex }, i) => gables.findIndex((other) => other.apex === apex) === i);
}

/** Triangular faces between walls that run side by side: the ends of wings. */
function* findGables(polygon: Polygon, skeleton: Skeleton): Generator<Gable> {
  const { faceArcs, degree } = facesOf(skeleton);
  const directions = edgeDirections(polygon);
  let first = 0;
  for (const ring of ringsOf(polygon)) {
    const count = ring.length / 2;
    for (let k = 0; k < count; k++) {
      const edge = first + k;
      const [before, after] = [(k + count - 1) % count, (k + 1) % count];
      const arcs = faceArcs[edge] ?? [];
      if (arcs.length !== 2) continue;
      const [one, two] = arcs.map((arc) => skeleton.arcs[arc]);
      const apex = [one.from, one.to].find((node) => node === two.from || node === two.to);
      if (apex === undefined || degree[apex] > 3) continue;
      const [px, py] = directions[first + before];
      const [nx, ny] = directions[first + after];
      if (px * nx + py * ny > facing) continue;
      const foot = footOf(ring, k, [px - nx, py - ny], skeleton, apex);
      if (foot === null) continue;
      const sides = [
        { ...cornerOf(ring, k), t: distanceTo(ring, before, directions[first + before], foot) },
        { ...cornerOf(ring, after), t: distanceTo(ring, after, directions[first + after], foot) },
      ];
      const t = Math.min(sides[0].t, sides[1].t);
      const [dx, dy] = directions[edge];
      if (t > 0) yield { edge, apex, arcs: [arcs[0], arcs[1]], ...foot, t, sides, outX: dy, outY: -dx };
    }
    first += count;
  }
}

function facesOf(skeleton: Skeleton): { faceArcs: number[][]; degree: Uint32Array } {
  const faceArcs: number[][] = [];
  const degree = new Uint32Array(skeleton.x.length);
  skeleton.arcs.forEach(({ from, to, left, right }, i) => {
    for (const edge of [left, right]) {
      faceArcs[edge] ??= [];
      faceArcs[edge].push(i);
    }
    degree[from]++;
    degree[to]++;
  });
  return { faceArcs, degree };
}

/** Where the ridge, carried on outward from the apex, meets the wall; null when too near a corner. */
function footOf(
  ring: number[],
  k: number,
  [dx, dy]: [number, number],
  { x, y }: Skeleton,
  apex: number,
): { x: number; y: number } | null {
  const i = 2 * k;
  const j = (i + 2) % ring.length;
  const ex = ring[j] - ring[i];
  const ey = ring[j + 1] - ring[i + 1];
  const cross = dx * ey - dy * ex;
  if (Math.abs(cross) < 1e-9) return null;
  const share = ((x[apex] - ring[i]) * dy - (y[apex] - ring[i + 1]) * dx) / -cross;
  if (share < margin || share > 1 - margin) return null;
  return { x: ring[i] + share * ex, y: ring[i + 1] + share * ey };
}

function cornerOf(ring: number[], k: number): { cornerX: number; cornerY: number } {
  return { cornerX: ring[2 * k], cornerY: ring[2 * k + 1] };
}

function distanceTo(
  ring: number[],
  k: number,
  [dx, dy]: [number, number],
  { x, y }: { x: number; y: number },
): number {
  return dx * (y - ring[2 * k + 1]) - dy * (x - ring[2 * k]);
}

/** Edge k of the outline starts at its corner k; other gables may have put corners in before. */
function insertOnEdge(graph: RoofGraph, edge: number, corners: number[]): void {
  graph.loops.forEach((loop, number) => {
    const at = loop.indexOf(edge);
    if (at >= 0) graph.insertAfter(number, at, corners);
  });
}
