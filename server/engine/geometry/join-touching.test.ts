import { expect, it } from "vitest";
import { joinTouching } from "./join-touching.ts";
import { type Polygon, polygonArea, ringArea } from "./rings.ts";
import { triangulateGraph } from "./triangulate.ts";

const outer = [0, 0, 10_000, 0, 10_000, 4000, 10_000, 10_000, 0, 10_000];
const inCorner = [0, 0, 1000, 3000, 3000, 1000];
const onWall = [10_000, 4000, 7000, 4000, 8000, 6000];
const beside = [4000, 7000, 4000, 8000, 5000, 8000, 5000, 7000];
const atBeside = [5000, 7000, 7000, 6900, 6000, 5000];
const sum = (polygons: Polygon[]) => polygons.reduce((total, polygon) => total + polygonArea(polygon), 0);

it("makes rings of holes that touch the outline, and keeps the area", () => {
  const polygon = { outer, holes: [inCorner, onWall, beside, atBeside].map(clockwise) };
  const [joined, ...more] = joinTouching(polygon);
  expect(more).toEqual([]);
  expect(joined.outer).toHaveLength(outer.length + inCorner.length + onWall.length);
  expect(joined.holes.map((hole) => hole.length)).toEqual([beside.length + atBeside.length]);
  expect(polygonArea(joined)).toBe(polygonArea(polygon));
  expect(covered({ ...joined, holes: [] })).toBe(polygonArea({ ...joined, holes: [] }));
});

it("makes two polygons where two holes that touch shut a pocket off", () => {
  // Rock round a garden in three pieces: found in a made landscape.
  const rock = {
    outer: [
      ...[178166, 502693, 199208, 535650, 245403, 628427, 130437, 700000, 126990, 634357, 107556, 659399],
      ...[124344, 626467, 102792, 624911, 88142, 589339],
    ],
    holes: [
      [126990, 634357, 132648, 627067, 126427, 626617],
      [124344, 626467, 126427, 626617, 126158, 622909],
    ],
  };
  const joined = joinTouching(rock);
  expect(joined.map((polygon) => polygon.outer.length / 2).sort()).toEqual([11, 4].sort());
  expect(sum(joined)).toBe(polygonArea(rock));
  for (const polygon of joined) expect(covered(polygon)).toBe(polygonArea(polygon));
});

it("leaves polygons as they are whose rings do not touch", () => {
  const square = {
    outer: [0, 0, 900, 0, 900, 900, 0, 900],
    holes: [[100, 100, 100, 200, 200, 200, 200, 100]],
  };
  expect(joinTouching(square)).toEqual([square]);
});

/** Area of all triangles of a polygon without holes; 0 where it cannot be cut into any. */
function covered({ outer: ring }: Polygon): number {
  const loop = Array.from({ length: ring.length / 2 }, (_, i) => i);
  const triangles = triangulateGraph({ points: ring, loops: [loop], creases: [] }) ?? [];
  const soup = Array.from(triangles).flatMap((corner) => ring.slice(2 * corner, 2 * corner + 2));
  let area = 0;
  for (let i = 0; i < soup.length; i += 6) area += ringArea(soup.slice(i, i + 6));
  return area;
}

function clockwise(ring: number[]): number[] {
  if (ringArea(ring) < 0) return ring;
  return Array.from({ length: ring.length / 2 }, (_, i) =>
    ring.slice(ring.length - 2 * i - 2, ring.length - 2 * i),
  ).flat();
}
