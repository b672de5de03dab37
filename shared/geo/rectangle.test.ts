import { describe, expect, it } from "vitest";
import type { LonLat } from "../scene/area-selection.ts";
import { createRandom } from "../testing/random.ts";
import { areaFromRectangle, rectangleOf } from "./rectangle.ts";

describe("the rectangle of a ring", () => {
  it("is what the ring was made of, anywhere, of any size and turn", () => {
    const seed = 20261123;
    console.log(`seed ${seed}`);
    const random = createRandom(seed);
    for (let i = 0; i < 500; i++) {
      const centre: LonLat = [random() * 340 - 170, random() * 150 - 75];
      const size = { widthM: 1 + random() * 15_000, heightM: 1 + random() * 15_000 };
      const rotationDeg = random() * 179 - 89.5;
      const found = rectangleOf(areaFromRectangle(centre, size.widthM, size.heightM, rotationDeg).ring);
      expect(Math.abs((found?.widthM ?? 0) - size.widthM)).toBeLessThan(0.002);
      expect(Math.abs((found?.heightM ?? 0) - size.heightM)).toBeLessThan(0.002);
      // To four decimals; corners 0.1 mm off turn a side of a metre by 0.012°.
      const turn = Math.abs((found?.rotationDeg ?? 0) - rotationDeg);
      expect(turn).toBeLessThan(0.00006 + 0.012 / size.widthM);
      expect(Math.abs((found?.centre[0] ?? 0) - centre[0])).toBeLessThan(1e-8);
      expect(Math.abs((found?.centre[1] ?? 0) - centre[1])).toBeLessThan(2e-9);
    }
  });

  it("is the same after many turns there and back", () => {
    let ring = areaFromRectangle([7.42, 43.735], 500, 300, 12.3).ring;
    for (let i = 0; i < 200; i++) {
      const found = rectangleOf(ring);
      if (found === null) throw new Error("no rectangle any more");
      ring = areaFromRectangle(found.centre, found.widthM, found.heightM, found.rotationDeg).ring;
    }
    expect(rectangleOf(ring)).toMatchObject({ widthM: 500, heightM: 300, rotationDeg: 12.3 });
  });

  it("turned by a right angle has its sides exchanged, and by half a turn is the same", () => {
    const turned = (deg: number) => rectangleOf(areaFromRectangle([7.42, 43.735], 500, 300, deg).ring);
    expect(turned(90)).toMatchObject({ widthM: 300, heightM: 500, rotationDeg: 0 });
    expect(turned(180)).toMatchObject({ widthM: 500, heightM: 300, rotationDeg: 0 });
    expect(turned(135)).toMatchObject({ widthM: 500, heightM: 300, rotationDeg: -45 });
  });

  it("may begin at any corner and run either way round", () => {
    const { ring } = areaFromRectangle([7.42, 43.735], 500, 300);
    const [a, b, c, d] = ring;
    for (const order of [
      [b, c, d, a, b],
      [d, c, b, a, d],
      [c, b, a, d, c],
    ])
      expect(rectangleOf(order)).toMatchObject({ widthM: 500, heightM: 300, rotationDeg: 0 });
  });

  it("is found in one drawn along meridians and parallels, whose top is a little shorter", () => {
    const found = rectangleOf([
      [7.4, 43.7],
      [7.45, 43.7],
      [7.45, 43.73],
      [7.4, 43.73],
      [7.4, 43.7],
    ]);
    // 0.05° of a parallel at 43.715° are 4,029.2 m, 0.03° of a meridian 3,333.1 m (WGS84).
    expect(found?.widthM).toBeCloseTo(4029.2, 0);
    expect(found?.heightM).toBeCloseTo(3333.1, 0);
    expect(found?.rotationDeg).toBe(0);
  });

  it("is none of a trapeze, a lozenge, a triangle, a point or of nothing on Earth", () => {
    const { ring } = areaFromRectangle([7.42, 43.735], 500, 300);
    const [a, b, c, d] = ring;
    const east = (point: LonLat): LonLat => [point[0] + 0.001, point[1]];
    expect(rectangleOf([a, b, c, east(d), a])).toBeNull();
    expect(rectangleOf([a, b, east(c), east(d), a])).toBeNull();
    expect(rectangleOf([a, b, c, a])).toBeNull();
    expect(rectangleOf([a, a, a, a, a])).toBeNull();
    expect(rectangleOf([a, b, [Number.NaN, 1], d, a])).toBeNull();
    expect(rectangleOf(areaFromRectangle([7, 89.5], 500, 300).ring)).toBeNull();
  });
});
