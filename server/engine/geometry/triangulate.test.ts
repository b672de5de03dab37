import { expect, it } from "vitest";
import { isClosedSolid, solidOver } from "./solid.ts";
import { triangulateGraph } from "./triangulate.ts";

/** A hall of 112 m with three courts, two of whose walls are nearly in line: found in a made campus. */
const hall = {
  points: [
    [582002, 20004, 582003, 131997, 469998, 131996, 470002, 20004, 526002, 19998],
    [477998, 88005, 502000, 87997, 502002, 63998, 478001, 63996],
    [514001, 87998, 538002, 88000, 537998, 64002, 514003, 63999],
    [477997, 28004, 478002, 52002, 501997, 52005, 501999, 27995],
  ].flat(),
  loops: [
    [0, 1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 10, 11, 12],
    [13, 14, 15, 16],
  ],
  creases: [],
};

it("makes no triangle flatter than a solid may have, even between courts that are nearly in line", () => {
  const triangles = triangulateGraph(hall) ?? [];
  expect(triangles.length / 3).toBe(21);
  const x = (corner: number) => hall.points[2 * corner];
  const y = (corner: number) => hall.points[2 * corner + 1];
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = triangles.slice(i, i + 3);
    expect((x(b) - x(a)) * (y(c) - y(a)) - (y(b) - y(a)) * (x(c) - x(a))).toBeGreaterThan(2);
  }
  const solid = solidOver({ ...hall, z: new Array(17).fill(0) }, -300, 16_000);
  expect(isClosedSolid(solid ?? [])).toBe(true);
});
