import earcut from "earcut";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded.ts";
import { cleanPolygon } from "./clean-polygon.ts";
import { cutEars } from "./cut-ears.ts";
import type { Ring } from "./rings.ts";

const numbers = (ring: Ring) => Array.from({ length: ring.length / 2 }, (_, i) => i);

describe("cutEars", () => {
  it("gives earcut's triangles on 2,000 outlines of 3 to 80 corners", () => {
    console.log("seeds ears-0 … ears-1999");
    let compared = 0;
    for (let i = 0; i < 2000; i++) {
      const random = seededRandom(`ears-${i}`);
      const count = 3 + Math.floor(78 * random() ** 3);
      const ring: Ring = [];
      for (let k = 0; k < count; k++) {
        const reach = 3000 + 30_000 * random();
        const turn = (2 * Math.PI * (k + 0.8 * random())) / count;
        ring.push(reach * Math.cos(turn), reach * Math.sin(turn));
      }
      for (const { outer } of cleanPolygon([ring])) {
        const found = cutEars(outer, numbers(outer));
        if (found === null) continue;
        expect(found, `ears-${i}`).toEqual(earcut(outer));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(1900);
  });

  it("leaves to others what is clockwise, flat, or longer than 80 corners", () => {
    expect(cutEars([0, 0, 0, 1000, 1000, 1000, 1000, 0], [0, 1, 2, 3])).toBeNull();
    expect(cutEars([0, 0, 1000, 0, 2000, 0, 3000, 0], [0, 1, 2, 3])).toBeNull();
    expect(cutEars([0, 0, 1000, 0, 999, 1], [0, 1, 2])).not.toBeNull();
    expect(cutEars([0, 0, 3, 1, 2, 1], [0, 1, 2])).toBeNull();
    const circle = Array.from({ length: 81 }, (_, k) => (2 * Math.PI * k) / 81).flatMap((turn) => [
      Math.round(50_000 * Math.cos(turn)),
      Math.round(50_000 * Math.sin(turn)),
    ]);
    expect(cutEars(circle, numbers(circle))).toBeNull();
  });
});
