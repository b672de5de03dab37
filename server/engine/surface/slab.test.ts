import { expect, it } from "vitest";
import { isClosedSolid } from "../geometry/solid.ts";
import { flatGround } from "../ground.ts";
import type { Deck } from "./deck.ts";
import { slab } from "./slab.ts";

it("closes a deck that a cut left with two corners 8 mm apart (The Helix Bridge, turned)", () => {
  const outer = [
    ...[274853, 782154, 276723, 782863, 269361, 802268, 269364, 802261],
    ...[267485, 801576, 265615, 800867, 272981, 781450],
  ];
  const deck: Pick<Deck, "topAt"> = { topAt: () => 3500 };
  const solid = slab({ outer, holes: [] }, deck, flatGround);
  expect(isClosedSolid(solid ?? [])).toBe(true);
});

it("follows heights between the corners of a wide deck, above and below", () => {
  const outer = [0, 0, 30_000, 0, 30_000, 30_000, 0, 30_000];
  // A roof-like top: a ridge 4 m high along the middle, which no corner of the outline's lies on but two.
  const topAt = (x: number) => 6000 + Math.round(4000 - Math.abs(x - 15_000) * (4000 / 15_000));
  const solid = slab({ outer, holes: [] }, { topAt, bendsEvery: 5000 }, flatGround) ?? [];
  expect(isClosedSolid(solid)).toBe(true);
  const middle: number[] = [];
  for (let i = 0; i < solid.length; i += 3)
    if (solid[i] === 15_000 && solid[i + 1] === 15_000) middle.push(solid[i + 2]);
  expect([...new Set(middle)].sort()).toEqual([10_000, 9200]);
});
