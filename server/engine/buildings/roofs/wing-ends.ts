/** Where the wings of an outline end: the walls whose faces of the straight skeleton are triangles between two sides. */
import { type Polygon, ringsOf } from "../../geometry/rings.ts";
import type { Skeleton } from "../../geometry/straight-skeleton.ts";
import { edgeDirections } from "./skeleton-roof.ts";

/** Neighbours of an end's wall may be this far from parallel (cosine of the angle between them). */
const facing = -0.85;
/** A gable's foot stays this far (share of the wall) from the corners. */
const margin = 0.1;

export interface WingEnd {
  /** Unit vector out of the wall. */
  outX: number;
  outY: number;
  edge: number;
  apex: number;
  /** Its two hips: from the start and from the end of the wall. */
  arcs: [number, number];
  /** Foot of the ridge on the wall, and how far inward of both neighbours it lies. */
  x: number;
  y: number;
  t: number;
  /** Before and after: the edge that runs there, its corner with the wall, and how far from it the foot lies. */
  sides: [Side, Side];
}

interface Side {
  edge: number;
  corner: number;
  t: number;
}

/** Two walls may share an apex (a square): the first has it. */
export function wingEnds(polygon: Polygon, skeleton: Skeleton): WingEnd[] {
  const ends = [...findEnds(polygon, skeleton)];
  return ends.filter(({ apex }, i) => ends.findIndex((other) => other.apex === apex) === i);
}

function* findEnds(polygon: Polygon, skeleton: Skeleton): Generator<WingEnd> {
  const { faceArcs, degree } = facesOf(skeleton);
  const directions = edgeDirections(polygon);
  let first = 0;
  for (const ring of ringsOf(polygon)) {
    const count = ring.length / 2;
    for (let k = 0; k < count; k++) {
      const edge = first + k;
      const [before, after] = [(k + count - 1) % count, (k + 1) % count];
      const hips = hipsOf(skeleton, faceArcs[edge] ?? [], edge, first + after);
      if (hips === null || degree[hips.apex] > 3) continue;
      const [px, py] = directions[first + before];
      const [nx, ny] = directions[first + after];
      if (px * nx + py * ny > facing) continue;
      const foot = footOf(ring, k, [px - nx, py - ny], skeleton, hips.apex);
      if (foot === null) continue;
      const sides: [Side, Side] = [
        { edge: first + before, corner: edge, t: distanceTo(ring, before, [px, py], foot) },
        { edge: first + after, corner: first + after, t: distanceTo(ring, after, [nx, ny], foot) },
      ];
      const t = Math.min(sides[0].t, sides[1].t);
      const [dx, dy] = directions[edge];
      if (t > 0) yield { edge, ...hips, ...foot, t, sides, outX: dy, outY: -dx };
    }
    first += count;
  }
}

/** The two arcs of a triangular face, first the one at the start of its wall, and where they meet. */
function hipsOf(
  { arcs }: Skeleton,
  face: number[],
  start: number,
  end: number,
): Pick<WingEnd, "apex" | "arcs"> | null {
  if (face.length !== 2) return null;
  const has = (arc: number, node: number) => arcs[arc].from === node || arcs[arc].to === node;
  const one = face.find((arc) => has(arc, start));
  const two = face.find((arc) => has(arc, end));
  if (one === undefined || two === undefined || one === two) return null;
  const apex = arcs[one].from === start ? arcs[one].to : arcs[one].from;
  return has(two, apex) ? { apex, arcs: [one, two] } : null;
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

function distanceTo(
  ring: number[],
  k: number,
  [dx, dy]: [number, number],
  { x, y }: { x: number; y: number },
): number {
  return dx * (y - ring[2 * k + 1]) - dy * (x - ring[2 * k]);
}
