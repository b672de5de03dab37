import { expect, it } from "vitest";
import { openProjection } from "./epsg.ts";

it("has no place for what is no number (seed 20261201, case 2804: a damaged GeoTIFF far out)", () => {
  const system = openProjection(25_832);
  for (const [a, b] of [
    [Number.NaN, 48],
    [10, Number.POSITIVE_INFINITY],
  ]) {
    expect(system?.fromLonLat(a, b)).toEqual([Number.NaN, Number.NaN]);
    expect(system?.toLonLat(a, b)).toEqual([Number.NaN, Number.NaN]);
  }
});

it("goes there and back in UTM zone 32 (the zone's middle is 500,000 m at 9° east)", () => {
  const system = openProjection(32_632);
  const [x, y] = system?.fromLonLat(9, 48) ?? [0, 0];
  expect(x).toBeCloseTo(500_000, 3);
  const [lon, lat] = system?.toLonLat(x, y) ?? [0, 0];
  expect(lon).toBeCloseTo(9, 9);
  expect(lat).toBeCloseTo(48, 9);
});
