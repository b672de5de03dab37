import { expect, test } from "vitest";
import { defaultInstant, sunAt } from "./sun.ts";

const degrees = (radians: number) => (radians * 180) / Math.PI;

test("at noon of the June solstice the sun stands 62 degrees above Greenwich's southern horizon", () => {
  // 90 - latitude 51.48 + declination 23.44 = 61.96; noon is two minutes after 12:00 UTC that day.
  const { altitudeDeg, direction, strength } = sunAt(new Date("2025-06-21T12:02:00Z"), 0, 51.48);
  expect(altitudeDeg).toBeCloseTo(61.96, 1);
  expect(degrees(Math.atan2(direction[0], -direction[1]))).toBeCloseTo(0, 0);
  expect(direction[2]).toBeCloseTo(Math.sin((61.96 * Math.PI) / 180), 2);
  expect(strength).toBe(1);
});

test("on the equinox the sun rises in the east and sets in the west", () => {
  const morning = sunAt(new Date("2025-03-20T06:30:00Z"), 0, 0).direction;
  const evening = sunAt(new Date("2025-03-20T17:45:00Z"), 0, 0).direction;
  expect(morning[0]).toBeGreaterThan(0.99);
  expect(evening[0]).toBeLessThan(-0.99);
});

test("south of the equator the midday sun stands in the north", () => {
  // Sydney: 90 - 33.87 + 23.44 - 0 in December = 79.57; solar noon 01:53 UTC on the 21st.
  const { altitudeDeg, direction } = sunAt(new Date("2025-12-21T01:53:00Z"), 151.21, -33.87);
  expect(altitudeDeg).toBeCloseTo(79.57, 0);
  expect(direction[1]).toBeGreaterThan(0);
});

test("by night the sun has no strength, at dusk a little", () => {
  expect(sunAt(new Date("2025-12-21T23:00:00Z"), 8.65, 49.87).strength).toBe(0);
  const dusk = sunAt(new Date("2025-06-21T19:00:00Z"), 8.65, 49.87).strength;
  expect(dusk).toBeGreaterThan(0);
  expect(dusk).toBeLessThan(0.5);
});

test.each([-122.4, 0, 8.65, 151.21])(
  "before anybody asks, the sun stands high in the afternoon at %d°",
  (lon) => {
    const { altitudeDeg, direction } = sunAt(defaultInstant(lon), lon, 45);
    expect(altitudeDeg).toBeGreaterThan(40);
    expect(direction[0]).toBeLessThan(-0.4);
  },
);
