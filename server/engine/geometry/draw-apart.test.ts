import { describe, expect, it } from "vitest";
import { cleanPolygon } from "./clean-polygon.ts";
import { drawApart } from "./draw-apart.ts";
import { polygonArea, ringsOf } from "./rings.ts";
import { ringsCross } from "./rings-cross.ts";

/** Metres → millimetres. */
const mm = (...metres: number[]) => metres.map((value) => value * 1000);
const block = mm(0, 0, 20, 0, 20, 20, 0, 20);
const total = (rings: number[][]) => cleanPolygon(rings).reduce((sum, part) => sum + polygonArea(part), 0);

/** Rings, how many polygons they are, and their area in m². */
const cases: Record<string, [rings: number[][], polygons: number, area: number]> = {
  "two squares with one corner in common": [[mm(0, 0, 4, 0, 4, 4, 8, 4, 8, 8, 4, 8, 4, 4, 0, 4)], 2, 32],
  "a bow tie": [[mm(0, 0, 4, 4, 4, 0, 0, 4)], 2, 8],
  "a courtyard whose corner lies in a corner of the outline": [
    [block, mm(0, 0, 10, 3, 3, 10)],
    1,
    400 - 45.5,
  ],
  "a courtyard whose corner lies on a wall": [[block, mm(10, 0, 14, 6, 6, 6)], 1, 400 - 24],
  "a notch that touches a courtyard": [
    [mm(0, 0, 8, 0, 10, 6, 12, 0, 20, 0, 20, 20, 0, 20), mm(10, 6, 14, 14, 6, 14)],
    1,
    400 - 12 - 32,
  ],
  "two courtyards with one corner in common": [
    [block, mm(4, 4, 10, 4, 10, 10, 4, 10), mm(10, 10, 16, 10, 16, 16, 10, 16)],
    1,
    400 - 72,
  ],
  "three courtyards round one point": [
    [block, mm(10, 10, 2, 8, 2, 12), mm(10, 10, 18, 6, 18, 12), mm(10, 10, 12, 18, 8, 18)],
    1,
    400 - 16 - 24 - 16,
  ],
  "a courtyard that touches two walls": [[block, mm(10, 0, 14, 10, 10, 20, 6, 10)], 1, 400 - 80],
};

describe("outlines that touch themselves", () => {
  for (const [name, [rings, polygons, area]] of Object.entries(cases))
    it(`keeps the area of ${name}, and lets nothing touch within a polygon`, () => {
      const found = cleanPolygon(rings);
      expect(found).toHaveLength(polygons);
      for (const polygon of found) expect(ringsCross(ringsOf(polygon))).toBe(false);
      // A tip of 2 cm at most is lost; rounding moves walls by half a millimetre.
      expect(Math.abs(total(rings) / 1e6 - area) / area).toBeLessThan(0.0002);
    });

  it("keeps the area of a small one within a thousandth", () => {
    // 7.8 m², as a shed of the map that touches itself: corners moved apart by 5 mm took 0.18 % of it.
    const small = [mm(0, 0, 3.2, 0, 3.2, 3, 0, 3), mm(1, 0, 1.9, 0.95, 0.7, 1.6)];
    const exact = 9.6 - 0.5 * Math.abs(0.9 * 1.6 - 0.95 * -0.3);
    expect(Math.abs(total(small) / 1e6 - exact) / exact).toBeLessThan(0.0005);
  });
});

it("changes nothing where nothing touches", () => {
  const polygons = [{ outer: block, holes: [mm(5, 5, 5, 10, 10, 10)] }];
  expect(drawApart(polygons)).toBe(polygons);
});

it("draws apart polygons that go into one mesh", () => {
  const squares = [mm(0, 0, 4, 0, 4, 4, 0, 4), mm(4, 4, 8, 4, 8, 8, 4, 8)].map((outer) => ({
    outer,
    holes: [],
  }));
  const corners = drawApart(squares).flatMap(({ outer }) =>
    Array.from({ length: outer.length / 2 }, (_, i) => `${outer[2 * i]},${outer[2 * i + 1]}`),
  );
  expect(new Set(corners).size).toBe(corners.length);
  expect(corners).toHaveLength(9);
});
