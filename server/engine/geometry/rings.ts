/**
 * Plan geometry in whole millimetres. A ring is flat [x0, y0, x1, y1, …], first point not repeated, no edge of length
 * zero. Whole numbers make welding exact: two faces that should meet hold the very same numbers.
 */
export type Ring = number[];

/** Outer counter-clockwise, holes clockwise; no ring crosses or touches itself or another. */
export interface Polygon {
  outer: Ring;
  holes: Ring[];
}

/** Minimum x, minimum y, maximum x, maximum y. */
export type Box = [number, number, number, number];

/** Twice the signed area in mm² would overflow nothing here; plain mm². Counter-clockwise is positive. */
export function ringArea(ring: ArrayLike<number>): number {
  const count = ring.length;
  if (count < 6) return 0;
  // Relative to the first point: products of small numbers keep all their digits.
  const x0 = ring[0];
  const y0 = ring[1];
  let twice = 0;
  for (let i = 2; i + 3 < count; i += 2)
    twice += (ring[i] - x0) * (ring[i + 3] - y0) - (ring[i + 2] - x0) * (ring[i + 1] - y0);
  return twice / 2;
}

export function polygonArea({ outer, holes }: Polygon): number {
  return Math.abs(ringArea(outer)) - holes.reduce((sum, hole) => sum + Math.abs(ringArea(hole)), 0);
}

export function ringsOf({ outer, holes }: Polygon): Ring[] {
  return [outer, ...holes];
}

export function reverseRing(ring: Ring): Ring {
  const size = ring.length;
  const result: Ring = new Array(size);
  for (let i = 0; i < size; i += 2) {
    result[i] = ring[size - 2 - i];
    result[i + 1] = ring[size - 1 - i];
  }
  return result;
}

export function boxOf(points: ArrayLike<number>): Box {
  return widen([Infinity, Infinity, -Infinity, -Infinity], points);
}

/** Around the outer rings of all; of none, a box that touches nothing. */
export function boxAround(polygons: readonly Polygon[]): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { outer } of polygons) widen(box, outer);
  return box;
}

function widen(box: Box, points: ArrayLike<number>): Box {
  let [minX, minY, maxX, maxY] = box;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i];
    const y = points[i + 1];
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  box[0] = minX;
  box[1] = minY;
  box[2] = maxX;
  box[3] = maxY;
  return box;
}

export function boxesTouch(a: Box, b: Box): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

/** Even-odd; a point on the edge may fall on either side. */
export function pointInRing(ring: ArrayLike<number>, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const yi = ring[i + 1];
    const yj = ring[j + 1];
    if (yi > y !== yj > y && x < ring[i] + ((y - yi) / (yj - yi)) * (ring[j] - ring[i])) inside = !inside;
  }
  return inside;
}

export function pointInPolygon(polygon: Polygon, x: number, y: number): boolean {
  return pointInRing(polygon.outer, x, y) && !polygon.holes.some((hole) => pointInRing(hole, x, y));
}
