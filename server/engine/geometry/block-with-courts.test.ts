import { expect, it } from "vitest";
import { createRandom } from "../../../shared/testing/random.ts";
import { blockWithCourts } from "./block-with-courts.ts";
import { normalise } from "./clip.ts";
import { type Ring, reverseRing } from "./rings.ts";
import { ringsCross } from "./rings-cross.ts";

/** A star with arms in and out, so that a ring has many corners that are lowest or highest of their neighbours. */
function star(random: () => number, x: number, y: number, reach: number): Ring {
  const corners = 3 + Math.floor(20 * random());
  const ring: Ring = [];
  for (let i = 0; i < corners; i++) {
    const angle = (2 * Math.PI * (i + 0.8 * random())) / corners;
    const far = reach * (0.3 + 0.7 * random());
    ring.push(Math.round(x + far * Math.cos(angle)), Math.round(y + far * Math.sin(angle)));
  }
  return random() < 0.5 ? ring : reverseRing(ring);
}

const shuffled = <T>(random: () => number, list: T[]): T[] =>
  list
    .map((value): [number, T] => [random(), value])
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value);

it("gives blocks with courtyards corner by corner as the clipper does, or leaves them to it (seed 11)", () => {
  const random = createRandom(11);
  const seen = { given: 0, left: 0, courts: 0 };
  for (let round = 0; round < 3000; round++) {
    const [x, y] = [2e6 * (random() - 0.5), 2e6 * (random() - 0.5)];
    const courts = Array.from({ length: 1 + Math.floor(5 * random()) }, () =>
      star(random, x + 30_000 * (random() - 0.5), y + 30_000 * (random() - 0.5), 4000 + 6000 * random()),
    );
    const rings = shuffled(random, [star(random, x, y, 60_000), ...courts]);
    if (ringsCross(rings)) continue;
    const block = blockWithCourts(rings);
    if (block === null) seen.left++;
    else {
      expect([block], `round ${round}`).toEqual(normalise(rings));
      seen.given++;
      seen.courts += block.holes.length;
    }
  }
  console.log("blocks", seen);
  expect(seen.given).toBeGreaterThan(300);
  expect(seen.courts).toBeGreaterThan(seen.given);
});

const slanted = (x: number, y: number, side: number): Ring => [
  ...[x, y, x + side, y + 100, x + side - 100, y + side, x - 100, y + side - 100],
];

it("leaves to the clipper what is no single block: rings beside each other, and an island in a courtyard", () => {
  const beside = [slanted(0, 0, 10_000), slanted(20_000, 50, 9000)];
  const island = [slanted(0, 0, 50_000), slanted(10_000, 10_000, 30_000), slanted(20_000, 20_000, 9000)];
  for (const rings of [beside, island]) {
    expect(blockWithCourts(rings)).toBeNull();
    expect(normalise(rings)).toHaveLength(2);
  }
});

it("leaves to the clipper where a ring begins that has no single lowest corner, and equal heights", () => {
  const level: Ring = [0, 0, 50_000, 0, 50_000, 50_000, 0, 50_000];
  expect(blockWithCourts([level, slanted(10_000, 10_000, 9000)])).toBeNull();
  const whole = slanted(0, 0, 50_000);
  expect(blockWithCourts([whole, slanted(10_000, 10_000, 9000), slanted(30_000, 10_000, 9000)])).toBeNull();
  expect(
    blockWithCourts([whole, slanted(10_000, 10_000, 9000), slanted(30_000, 10_001, 9000)]),
  ).not.toBeNull();
});
