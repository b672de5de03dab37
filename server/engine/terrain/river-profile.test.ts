import { expect, it } from "vitest";
import { contextRequestSchema } from "../../../shared/contract/context-request.ts";
import type { MapFeature } from "../../sources/map-source.ts";
import type { Box, Polygon } from "../geometry/rings.ts";
import { makePlan } from "../plan.ts";
import { ringOf } from "../testing/ask.ts";
import { riverProfile } from "./river-profile.ts";

const plan = makePlan(
  contextRequestSchema.parse({ polygon: ringOf([10, 48, 10.01, 48.01]), origin: [48, 10] }),
);
const ground: Box = [0, 0, 750_000, 1_110_000];
const water: Polygon[] = [
  { outer: [-20_000, 0, 20_000, 0, 20_000, 1_110_000, -20_000, 1_110_000], holes: [] },
];

/** Along the meridian of the origin, so that it is straight on the plane too. */
const river = (...lats: number[]): MapFeature => ({
  id: "way/1",
  tags: { waterway: "river" },
  kind: "line",
  coordinates: Float64Array.from(lats.flatMap((lat) => [10, lat])),
});

/** Falls by 1 m every 100 m northwards; counts how often it is asked. */
function slope() {
  const asked = { times: 0 };
  const heightAt = (_x: number, y: number) => {
    asked.times++;
    return 500_000 - y / 100;
  };
  return { asked, heightAt };
}

it("asks for few heights along a line of thousands of kilometres, and knows the level in the area", () => {
  const { asked, heightAt } = slope();
  const levelAt = riverProfile(plan, [river(30, 66)], water, heightAt, ground);
  // The lower ground 15 m further on counts.
  for (const y of [0, 300_007, 1_110_000])
    expect(Math.abs((levelAt?.(5000, y) ?? 0) - (500_000 - (y + 15_000) / 100))).toBeLessThan(100);
  // 3.1 km in steps of 20 m, five places each.
  expect(asked.times).toBeLessThan(1000);
});

it("keeps what corners far upstream say: the water never rises from there", () => {
  const dip = (_x: number, y: number) => (y < -100_000_000 ? 50_000 : 90_000);
  const levelAt = riverProfile(plan, [river(46, 47, 48.005, 49)], water, dip, ground);
  expect(levelAt?.(0, 500_000)).toBe(50_000);
});

it("passes by the ground without a place near it", () => {
  const { asked, heightAt } = slope();
  const far: Box = [5_000_000, 0, 6_000_000, 1_000_000];
  expect(riverProfile(plan, [river(30, 48.001, 66)], water, heightAt, far)?.(0, 0)).toBeTypeOf("number");
  expect(asked.times).toBe(15);
});
