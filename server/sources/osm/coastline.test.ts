import { describe, expect, it } from "vitest";
import { seaRings } from "./coastline.ts";

const box = [0, 0, 10, 10] as const;
type Line = [number, number][];

/** Square degrees. */
function areas(lines: Line[], known: [number, number, number, number] | null): number[] {
  return seaRings(lines, box, known).rings.map((ring) => {
    let twice = 0;
    for (let i = 2; i < ring.length; i += 2) twice += ring[i - 2] * ring[i + 1] - ring[i - 1] * ring[i];
    return Math.abs(twice / 2);
  });
}

describe("a coastline that ends inside the box", () => {
  // Land to the north; it comes from the west and ends at 8.
  const coast: Line = [
    [-1, 4],
    [5, 4],
    [8, 5],
  ];

  it("goes on straight outwards where it ends outside of what the data covers", () => {
    const known: [number, number, number, number] = [0, 0, 7, 10];
    expect(seaRings([coast], box, known).broken).toBe(0);
    // 5 × 4, then 3 × 4.5 on average, then 2 × 5.
    expect(areas([coast], known)[0]).toBeCloseTo(20 + 13.5 + 10, 9);
  });

  it("is led out at its start too, west or east, south or north: as it comes, and never across the data", () => {
    const known: [number, number, number, number] = [3, 3, 10, 10];
    const loose: Line = [
      [2, 1],
      [6, 4],
      [11, 4],
    ];
    // West from its start: below it lie 2 × 1, 4 × 2.5 on average and 4 × 4.
    expect(areas([loose], known)[0]).toBeCloseTo(2 + 10 + 16, 9);
    // It came from the west over land that is mapped: now straight down.
    expect(areas([[[5, 1], ...loose.slice(1)]], [0, 0, 4.5, 10])[0]).toBeCloseTo(2.5 + 16, 9);
  });

  it("is left out, and counted, where it ends amid the data", () => {
    expect(seaRings([coast], box, [0, 0, 9, 10])).toEqual({ rings: [], broken: 1 });
    expect(seaRings([coast], box)).toEqual({ rings: [], broken: 1 });
  });

  it("is left out where the way on would cross another coast", () => {
    const island: Line = [
      [8.5, 4.5],
      [9.5, 4.5],
      [9.5, 5.5],
      [8.5, 5.5],
      [8.5, 4.5],
    ];
    expect(seaRings([coast, island], box, [0, 0, 7, 10]).broken).toBe(1);
  });
});
