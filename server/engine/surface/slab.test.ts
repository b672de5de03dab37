import { expect, it } from "vitest";
import { isClosedSolid } from "../geometry/solid.ts";
import { flatGround } from "../ground.ts";
import { type Deck, slab } from "./raised.ts";

it("closes a deck that a cut left with two corners 8 mm apart (The Helix Bridge, turned)", () => {
  const outer = [
    ...[274853, 782154, 276723, 782863, 269361, 802268, 269364, 802261],
    ...[267485, 801576, 265615, 800867, 272981, 781450],
  ];
  const deck: Pick<Deck, "topAt"> = { topAt: () => 3500 };
  const solid = slab({ outer, holes: [] }, deck, flatGround);
  expect(isClosedSolid(solid ?? [])).toBe(true);
});
