import type { Ring } from "./rings.ts";

/** Past this many edges pairs are sorted out along x first. */
const fewEdges = 40;

/** Whether any two edges of the rings cross or touch (beyond neighbours sharing their corner). Whole millimetres. */
export function ringsCross(rings: Ring[]): boolean {
  const count = layOut(rings);
  if (count <= fewEdges) return anyPairCrosses(count);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  order.sort((a, b) => minX(a) - minX(b));
  for (let i = 0; i < count; i++) {
    const end = Math.max(edges[6 * order[i]], edges[6 * order[i] + 2]);
    for (let j = i + 1; j < count && minX(order[j]) <= end; j++)
      // In ring order: first and last edge of a ring are told apart from strangers by their places.
      if (edgesCross(Math.min(order[i], order[j]), Math.max(order[i], order[j]))) return true;
  }
  return false;
}

/**
 * Per edge: x, y of both ends, number of its ring's first and last edge. Kept between calls, because every outline comes
 * by here.
 */
let edges = new Float64Array(6 * 256);

function layOut(rings: Ring[]): number {
  let room = 0;
  for (const ring of rings) room += 3 * ring.length;
  if (edges.length < room) edges = new Float64Array(2 * room);
  let at = 0;
  for (const ring of rings) {
    const size = ring.length;
    const first = at / 6;
    const last = first + size / 2 - 1;
    for (let i = 0; i < size; i += 2, at += 6) {
      const j = i + 2 < size ? i + 2 : 0;
      edges[at] = ring[i];
      edges[at + 1] = ring[i + 1];
      edges[at + 2] = ring[j];
      edges[at + 3] = ring[j + 1];
      edges[at + 4] = first;
      edges[at + 5] = last;
    }
  }
  return at / 6;
}

function minX(edge: number): number {
  return Math.min(edges[6 * edge], edges[6 * edge + 2]);
}

function anyPairCrosses(count: number): boolean {
  for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) if (edgesCross(i, j)) return true;
  return false;
}

/** `i` < `j`. */
function edgesCross(i: number, j: number): boolean {
  const p = 6 * i;
  const q = 6 * j;
  const ax = edges[p];
  const bx = edges[p + 2];
  const cx = edges[q];
  const dx = edges[q + 2];
  if (
    ax < bx ? bx < Math.min(cx, dx) || Math.max(cx, dx) < ax : ax < Math.min(cx, dx) || Math.max(cx, dx) < bx
  )
    return false;
  const ay = edges[p + 1];
  const by = edges[p + 3];
  const cy = edges[q + 1];
  const dy = edges[q + 3];
  if (
    ay < by ? by < Math.min(cy, dy) || Math.max(cy, dy) < ay : ay < Math.min(cy, dy) || Math.max(cy, dy) < by
  )
    return false;
  // Neighbours share a corner; they cross only by folding back, which simplification has removed.
  if (edges[p + 4] === edges[q + 4] && (j === i + 1 || (i === edges[p + 4] && j === edges[p + 5])))
    return false;
  if (side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) > 0) return false;
  return side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) <= 0;
}

/** Positive, zero or negative: left of the line from a to b, on it, right of it. */
function side(ax: number, ay: number, bx: number, by: number, x: number, y: number): number {
  return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
}
