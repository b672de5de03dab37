import type { Ring } from "./rings.ts";

/** Past this many edges pairs are sorted out along x first. */
const fewEdges = 40;

/** Whether any two edges of the rings cross or touch (beyond neighbours sharing their corner). Whole millimetres. */
export function ringsCross(rings: Ring[]): boolean {
  const edges = edgesOf(rings);
  const count = edges.length / 6;
  if (count <= fewEdges) return anyPairCrosses(edges, count);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  order.sort((a, b) => minX(edges, a) - minX(edges, b));
  for (let i = 0; i < count; i++) {
    const end = Math.max(edges[6 * order[i]], edges[6 * order[i] + 2]);
    for (let j = i + 1; j < count && minX(edges, order[j]) <= end; j++)
      // In ring order: first and last edge of a ring are told apart from strangers by their places.
      if (edgesCross(edges, Math.min(order[i], order[j]), Math.max(order[i], order[j]))) return true;
  }
  return false;
}

/** Per edge: x, y of both ends, ring number, place in the ring. */
function edgesOf(rings: Ring[]): Float64Array {
  const edges = new Float64Array(rings.reduce((sum, ring) => sum + ring.length, 0) * 3);
  let at = 0;
  rings.forEach((ring, number) => {
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length;
      edges[at++] = ring[i];
      edges[at++] = ring[i + 1];
      edges[at++] = ring[j];
      edges[at++] = ring[j + 1];
      edges[at++] = number;
      edges[at++] = i / 2;
    }
  });
  return edges;
}

function minX(edges: Float64Array, edge: number): number {
  return Math.min(edges[6 * edge], edges[6 * edge + 2]);
}

function anyPairCrosses(edges: Float64Array, count: number): boolean {
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) if (edgesCross(edges, i, j)) return true;
  return false;
}

function edgesCross(edges: Float64Array, i: number, j: number): boolean {
  const p = 6 * i;
  const q = 6 * j;
  const ax = edges[p];
  const ay = edges[p + 1];
  const bx = edges[p + 2];
  const by = edges[p + 3];
  const cx = edges[q];
  const cy = edges[q + 1];
  const dx = edges[q + 2];
  const dy = edges[q + 3];
  if (Math.max(ax, bx) < Math.min(cx, dx) || Math.max(cx, dx) < Math.min(ax, bx)) return false;
  if (Math.max(ay, by) < Math.min(cy, dy) || Math.max(cy, dy) < Math.min(ay, by)) return false;
  if (edges[p + 4] === edges[q + 4]) {
    // Neighbours share a corner; they cross only by folding back, which simplification has removed.
    if ((bx === cx && by === cy) || (ax === dx && ay === dy))
      return Math.abs(edges[p + 5] - edges[q + 5]) > 1 && !wraps(edges, p, q);
  }
  if (side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) > 0) return false;
  return side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) <= 0;
}

/** -1, 0 or 1: right of the line from a to b, on it, left of it. */
function side(ax: number, ay: number, bx: number, by: number, x: number, y: number): number {
  return Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax));
}

/** First and last edge of a ring are neighbours too. */
function wraps(edges: Float64Array, p: number, q: number): boolean {
  const next = q + 6;
  const last = next >= edges.length || edges[next + 4] !== edges[q + 4];
  return last && edges[p + 5] === 0;
}
