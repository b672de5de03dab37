import { describe, expect, it } from "vitest";
import { contextRequestSchema } from "../../../shared/contract/context-request.ts";
import { buildSolid } from "../buildings/build-solid.ts";
import { measure } from "../buildings/measure.ts";
import { seededRandom } from "../seeded.ts";
import { cleanPolygon } from "./clean-polygon.ts";
import { mendFlat } from "./mend-flat.ts";
import { isClosedSolid, solidOver } from "./solid.ts";

const { settings } = contextRequestSchema.parse({ polygon: [] });

/** A box of 1 m whose top has a corner in its middle edge, `off` mm beside the edge. */
function boxWithCap(off: number): Float64Array {
  const points = [0, 0, 1000, 0, 1000, 1000, 500, 1000 - off, 0, 1000];
  const soup =
    solidOver({ points, loops: [[0, 1, 2, 3, 4]], creases: [], z: [0, 0, 0, 0, 0] }, 0, 3000) ?? [];
  return Float64Array.from(soup);
}

describe("mendFlat", () => {
  it("hands back the very same numbers when nothing is flat", () => {
    const soup = boxWithCap(-100);
    expect(mendFlat(soup)).toBe(soup);
  });

  it("joins a corner that came to lie on the opposite side to the triangle behind it", () => {
    // The tetrahedron's side from (0,0,0) to (1000,0,0), with a flat triangle on it.
    const [a, b, c, d, m] = [
      [0, 0, 0],
      [1000, 0, 0],
      [0, 1000, 0],
      [0, 0, 1000],
      [500, 0, 0],
    ];
    const faces = [
      [a, c, b],
      [a, m, d],
      [m, b, d],
      [a, b, m],
      [b, c, d],
      [a, d, c],
    ];
    const mended = mendFlat(Float64Array.from(faces.flat(2)));
    expect(mended.length / 9).toBe(6);
    expect(isClosedSolid(mended)).toBe(true);
  });

  it("drops flat triangles of an open sheet and keeps the others", () => {
    const sheet = [0, 0, 0, 1000, 0, 0, 0, 1000, 0, 0, 1000, 0, 1000, 0, 0, 500, 500, 0];
    expect([...mendFlat(Float64Array.from(sheet))]).toHaveLength(18);
    expect([...mendFlat(Float64Array.from([0, 0, 0, 500, 0, 0, 1000, 0, 0]))]).toEqual([]);
  });

  it("keeps every roof closed and without flat triangles after a second rounding", () => {
    const shapes = ["hipped", "mansard", "round", "dome", "onion", "gabled", "gambrel", "quadruple_saltbox"];
    const random = seededRandom("second rounding");
    let mended = 0;
    for (let i = 0; i < 240; i++) {
      // Narrower than 30 cm no roof is built: what is rounded is small only after it.
      const side = () => 350 + random() * (i % 2 === 0 ? 900 : 9000);
      const [w, h, cut] = [side(), 900 + side(), 0.1 + 0.6 * random()];
      const turn = random() * 6.3;
      const ring = [0, 0, w, 0, w, cut * h, cut * w, cut * h, cut * w, h, 0, h];
      const turned = ring.map((_, k) =>
        k % 2 === 0
          ? ring[k] * Math.cos(turn) - ring[k + 1] * Math.sin(turn)
          : ring[k - 1] * Math.sin(turn) + ring[k] * Math.cos(turn),
      );
      const [polygon] = cleanPolygon([turned]);
      if (polygon === undefined) continue;
      const tags = { height: "9", "roof:shape": shapes[i % shapes.length], "roof:height": "3" };
      const built = buildSolid(polygon, tags, measure(tags, settings), { zero: 0, foundation: 0 }, null);
      for (const soup of built?.solids ?? [])
        for (const scale of [0.9996, 0.2]) {
          const rounded = Float64Array.from(soup, (value, k) =>
            k % 3 === 2 ? value : Math.round(value * scale + 4_567_890.4),
          );
          if (isClosedSolid(rounded)) continue;
          mended++;
          expect(isClosedSolid(mendFlat(rounded)), `case ${i}, × ${scale}`).toBe(true);
        }
    }
    expect(mended).toBeGreaterThan(3);
  });
});
