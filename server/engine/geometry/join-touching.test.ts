import { expect, it } from "vitest";
import { joinTouching } from "./join-touching.ts";
import { polygonArea, ringArea } from "./rings.ts";
import { triangulateGraph } from "./triangulate.ts";

const outer = [0, 0, 10_000, 0, 10_000, 4000, 10_000, 10_000, 0, 10_000];
const inCorner = [0, 0, 1000, 3000, 3000, 1000];
const onWall = [10_000, 4000, 7000, 4000, 8000, 6000];
const beside = [4000, 7000, 4000, 8000, 5000, 8000, 5000, 7000];
const atBeside = [5000, 7000, 7000, 6900, 6000, 5000];

it("makes rings of holes that touch the outline, and keeps the area", () => {
  const polygon = { outer, holes: [inCorner, onWall, beside, atBeside].map(clockwise) };
  const joined = joinTouching(polygon);
  expect(joined.outer).toHaveLength(outer.length + inCorner.length + onWall.length);
  expect(joined.holes.map((hole) => hole.length)).toEqual([beside.length + atBeside.length]);
  expect(polygonArea(joined)).toBe(polygonArea(polygon));
});

it("gives what can be triangulated where the holes could not", () => {
  const polygon = joinTouching({ outer, holes: [clockwise(inCorner), clockwise(onWall)] });
  const loop = Array.from({ length: polygon.outer.length / 2 }, (_, i) => i);
  const triangles = triangulateGraph({ points: polygon.outer, loops: [loop], creases: [] }) ?? [];
  const covered = Array.from(triangles).flatMap((corner) => polygon.outer.slice(2 * corner, 2 * corner + 2));
  let area = 0;
  for (let i = 0; i < covered.length; i += 6) area += ringArea(covered.slice(i, i + 6));
  expect(area).toBe(polygonArea(polygon));
});

function clockwise(ring: number[]): number[] {
  if (ringArea(ring) < 0) return ring;
  return Array.from({ length: ring.length / 2 }, (_, i) =>
    ring.slice(ring.length - 2 * i - 2, ring.length - 2 * i),
  ).flat();
}
