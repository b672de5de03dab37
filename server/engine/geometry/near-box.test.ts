import { expect, it } from "vitest";
import { createRandom } from "../../../shared/testing/random.ts";
import { clipLine } from "./clip.ts";
import { nearBox } from "./near-box.ts";
import { boxOf, type Ring } from "./rings.ts";

/** A lagoon with many bays, and an island in it. */
const shore = (radius: number, corners: number, turn: 1 | -1): Ring =>
  Array.from({ length: corners }, (_, i) => (turn * 2 * Math.PI * i) / corners).flatMap((angle) => {
    const reach = radius * (1 + 0.2 * Math.sin(37 * angle));
    return [Math.round(reach * Math.cos(angle)), Math.round(reach * Math.sin(angle))];
  });
const lagoon = { outer: shore(1_000_000, 5000, 1), holes: [shore(300_000, 2000, -1)] };

it("changes nothing of what lines cross within the box, and keeps few corners", () => {
  const seed = 7;
  const random = createRandom(seed);
  let crossing = 0;
  for (let i = 0; i < 200; i++) {
    const [x, y] = [Math.round(3e6 * (random() - 0.5)), Math.round(3e6 * (random() - 0.5))];
    const line = [x, y, x + Math.round(80_000 * (random() - 0.5)), y + Math.round(80_000 * (random() - 0.5))];
    const near = nearBox(lagoon, boxOf(line));
    const parts = clipLine(line, [lagoon]);
    expect(near === null ? [] : clipLine(line, [near]), `seed ${seed}, line ${i}`).toEqual(parts);
    if (parts.length > 0) crossing++;
    const corners = near === null ? 0 : [near.outer, ...near.holes].flat().length / 2;
    expect(corners).toBeLessThan(700);
  }
  expect(crossing).toBeGreaterThan(40);
});

it("has nothing of a polygon that lies beyond one side, and all around a box within", () => {
  expect(nearBox(lagoon, [1_300_000, 0, 1_400_000, 100])).toBeNull();
  expect(nearBox({ outer: shore(1000, 300, 1), holes: [] }, [-10, -10, 10, 10])?.outer.length).toBeLessThan(
    20,
  );
  expect(nearBox(lagoon, boxOf(lagoon.outer))).toEqual(lagoon);
});
