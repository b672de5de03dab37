import { describe, expect, it } from "vitest";
import { isClosedSolid, type Roof, solidOver } from "./solid.ts";

const square = [0, 0, 4000, 0, 4000, 4000, 0, 4000];
const roof = (points: number[], loops: number[][], creases: number[] = []): Roof => ({
  points,
  loops,
  creases,
  z: new Array<number>(points.length / 2).fill(0),
});

describe("solidOver", () => {
  it("closes a box: two triangles a side", () => {
    const solid = solidOver(roof(square, [[0, 1, 2, 3]]), 0, 3000) ?? [];
    expect(solid).toHaveLength(12 * 9);
    expect(isClosedSolid(solid)).toBe(true);
  });

  it("closes a box with a court, and with a top in its middle", () => {
    const court = [...square, 1000, 1000, 1000, 3000, 3000, 3000, 3000, 1000];
    const rings = [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ];
    expect(isClosedSolid(solidOver(roof(court, rings), 0, 3000) ?? [])).toBe(true);
    const tent = {
      ...roof([...square, 2000, 2000], [[0, 1, 2, 3]], [0, 4, 1, 4, 2, 4, 3, 4]),
      z: [0, 0, 0, 0, 1500],
    };
    const solid = solidOver(tent, 0, 3000) ?? [];
    expect(solid).toHaveLength((4 + 2 + 8) * 9);
    expect(isClosedSolid(solid)).toBe(true);
  });

  it("is null where two corners are at one place, be it within a ring or of two rings", () => {
    const pinched = [0, 0, 2000, 0, 2000, 2000, 4000, 2000, 4000, 4000, 2000, 4000, 2000, 2000, 0, 2000];
    expect(solidOver(roof(pinched, [[0, 1, 2, 3, 4, 5, 6, 7]]), 0, 3000)).toBeNull();
    const touching = [...square, 0, 0, 1000, 2000, 2000, 1000];
    const rings = [
      [0, 1, 2, 3],
      [4, 5, 6],
    ];
    expect(solidOver(roof(touching, rings), 0, 3000)).toBeNull();
  });

  it("is null without height or with an edge that is none", () => {
    expect(solidOver(roof(square, [[0, 1, 2, 3]]), 3000, 3000)).toBeNull();
    expect(solidOver(roof([0, 0, 4000, 0, 4000, 4000, 4000, 4000], [[0, 1, 2, 3]]), 0, 3000)).toBeNull();
  });
});

describe("isClosedSolid", () => {
  const box = solidOver(roof(square, [[0, 1, 2, 3]]), 0, 3000) ?? [];

  it("sees a triangle that is missing, turned round, twice there, or flat", () => {
    const turned = [...box.slice(0, 3), ...box.slice(6, 9), ...box.slice(3, 6), ...box.slice(9)];
    const flat = [0, 0, 0, 1000, 0, 0, 2000, 0, 0];
    expect(isClosedSolid(box)).toBe(true);
    for (const broken of [box.slice(9), turned, [...box, ...box.slice(0, 9)], [...box, ...flat], []])
      expect(isClosedSolid(broken)).toBe(false);
  });

  it("sees a corner that is a millimetre off", () => {
    for (let i = 0; i < box.length; i++) {
      const moved = [...box];
      moved[i]++;
      expect(isClosedSolid(moved), `number ${i}`).toBe(false);
    }
  });

  it("takes two solids that share an edge for none, and two apart for closed", () => {
    const beside = (dx: number, dy: number) =>
      box.map((value, i) => value + (i % 3 === 0 ? dx : i % 3 === 1 ? dy : 0));
    expect(isClosedSolid([...box, ...beside(4000, 4000)])).toBe(false);
    expect(isClosedSolid([...box, ...beside(5000, 0)])).toBe(true);
  });
});
