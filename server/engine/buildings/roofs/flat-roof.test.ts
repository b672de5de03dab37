import { expect, it } from "vitest";
import { RoofGraph } from "../../geometry/roof-graph.ts";
import { flatRoof } from "./flat-roof.ts";

/** Corners on a circle of 50 m, whole mm. */
function round(corners: number): number[] {
  return Array.from({ length: corners }, (_, i) => (2 * Math.PI * i) / corners).flatMap((angle) => [
    Math.round(50_000 * Math.cos(angle)),
    Math.round(50_000 * Math.sin(angle)),
  ]);
}

const courtyard = [-1000, -1000, -1000, 1000, 1000, 1000, 1000, -1000];

it("is the outline's own plan, whatever its number of corners, with a courtyard or without, in any order asked", () => {
  for (const corners of [3, 4, 129, 4, 128, 200, 3])
    for (const holes of [[], [courtyard]]) {
      const polygon = { outer: round(corners), holes };
      const { points, z, loops, creases } = flatRoof(polygon);
      const drawn = new RoofGraph(polygon);
      expect([points, z, loops, creases]).toEqual([drawn.points, drawn.z, drawn.loops, drawn.creases]);
    }
});
