import { type Box, boxesTouch, boxOf, type Polygon, pointInPolygon, type Ring, ringsOf } from "./rings.ts";

/** Those of `others` that share a place with one of `polygons`, be it a corner. Whole mm, so that this is exact. */
export function meetingOnes(polygons: readonly Polygon[], others: readonly Polygon[]): Polygon[] {
  const boxes = polygons.map(({ outer }) => boxOf(outer));
  return others.filter((other) => {
    const box = boxOf(other.outer);
    return polygons.some((polygon, i) => boxesTouch(boxes[i], box) && meet(polygon, boxes[i], other, box));
  });
}

function meet(a: Polygon, boxA: Box, b: Polygon, boxB: Box): boolean {
  // Where the boxes overlap, and nowhere else, edges can meet.
  const west = Math.max(boxA[0], boxB[0]);
  const south = Math.max(boxA[1], boxB[1]);
  const east = Math.min(boxA[2], boxB[2]);
  const north = Math.min(boxA[3], boxB[3]);
  const count = layOut(a, west, south, east, north);
  for (const ring of ringsOf(b)) if (meetsRing(ring, count, west, south, east, north)) return true;
  // No edges meet: one lies in the other, or in a hole of it, or beside it.
  return pointInPolygon(a, b.outer[0], b.outer[1]) || pointInPolygon(b, a.outer[0], a.outer[1]);
}

/** x, y of both ends of the edges that reach into the overlap of two boxes. Kept between calls. */
let edges = new Float64Array(4 * 256);

function layOut(polygon: Polygon, west: number, south: number, east: number, north: number): number {
  let room = 2 * polygon.outer.length;
  for (const hole of polygon.holes) room += 2 * hole.length;
  if (edges.length < room) edges = new Float64Array(2 * room);
  let at = 0;
  for (const ring of ringsOf(polygon))
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const [ax, ay, bx, by] = [ring[j], ring[j + 1], ring[i], ring[i + 1]];
      if (isBeside(ax, ay, bx, by, west, south, east, north)) continue;
      edges[at] = ax;
      edges[at + 1] = ay;
      edges[at + 2] = bx;
      edges[at + 3] = by;
      at += 4;
    }
  return at;
}

function meetsRing(
  ring: Ring,
  count: number,
  west: number,
  south: number,
  east: number,
  north: number,
): boolean {
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [ring[j], ring[j + 1], ring[i], ring[i + 1]];
    if (isBeside(ax, ay, bx, by, west, south, east, north)) continue;
    const [minX, maxX, minY, maxY] = [Math.min(ax, bx), Math.max(ax, bx), Math.min(ay, by), Math.max(ay, by)];
    for (let e = 0; e < count; e += 4) {
      const [cx, cy, dx, dy] = [edges[e], edges[e + 1], edges[e + 2], edges[e + 3]];
      if (isBeside(cx, cy, dx, dy, minX, minY, maxX, maxY)) continue;
      if (side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) > 0) continue;
      if (side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) <= 0) return true;
    }
  }
  return false;
}

function isBeside(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  west: number,
  south: number,
  east: number,
  north: number,
): boolean {
  return (
    (ax < west && bx < west) ||
    (ax > east && bx > east) ||
    (ay < south && by < south) ||
    (ay > north && by > north)
  );
}

/** Positive, zero or negative: left of the line from a to b, on it, right of it. */
function side(ax: number, ay: number, bx: number, by: number, x: number, y: number): number {
  return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
}
