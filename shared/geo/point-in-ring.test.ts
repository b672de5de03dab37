import { expect, test } from "vitest";
import { distanceToRing, insideShare, pointInRing } from "./point-in-ring.ts";

/** An L of 4 × 4 with a notch of 2 × 2 in its north-east. */
const ring = new Float64Array([0, 0, 4, 0, 4, 2, 2, 2, 2, 4, 0, 4, 0, 0]);

test.each([
  [1, 1, true, 1],
  [3, 1, true, 1],
  [1, 3, true, 1],
  [3, 3, false, 1],
  [-1, 1, false, 1],
  [5, 5, false, Math.sqrt(10)],
  [1, -2, false, 2],
])("(%d, %d): inside %s, %d from the outline", (x, y, inside, distance) => {
  expect(pointInRing(x, y, ring)).toBe(inside);
  expect(distanceToRing(x, y, ring)).toBeCloseTo(distance, 12);
  const turned = ring.slice();
  for (let i = 0; i < ring.length; i += 2) turned.set(ring.subarray(ring.length - 2 - i, ring.length - i), i);
  expect(pointInRing(x, y, turned)).toBe(inside);
});

test("the share counts points within the slack as inside and no points as all inside", () => {
  const points = new Float64Array([1, 1, 9, 3, 3, 9, 4.3, 1, 9, 9, 9, 9]);
  const plan = { east: 0, north: 1, eastSign: 1, northSign: 1 };
  expect(insideShare(points, ring, plan, 0.5)).toBe(0.5);
  expect(insideShare(points, ring, plan, 1)).toBe(0.75);
  expect(insideShare(new Float64Array(), ring, plan, 0)).toBe(1);
});
