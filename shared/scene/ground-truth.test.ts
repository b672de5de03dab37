import { expect, test } from "vitest";
import type { GeoFrame } from "./geo-frame.ts";
import { groundTruth } from "./ground-truth.ts";

const frame = (crs: GeoFrame["crs"], lon: number, lat: number, epsg?: number): GeoFrame => ({
  originLonDeg: lon,
  originLatDeg: lat,
  originHeightM: 0,
  crs,
  epsg,
});
const degrees = (radians: number) => (radians * 180) / Math.PI;

test("in a local frame north is y and a metre is a metre", () => {
  expect(groundTruth(frame("local", 8.65, 49.87))).toEqual({ northRad: 0, planScale: 1 });
});

test("Web Mercator keeps north and stretches a metre by the latitude", () => {
  const { northRad, planScale } = groundTruth(frame("EPSG:3857", 8.65, 60));
  expect(northRad).toBeCloseTo(0, 9);
  // Half at 60 degrees on the sphere; the ellipsoid makes 0.25 % of a difference along the meridian.
  expect(Math.abs(planScale - 0.5)).toBeLessThan(0.002);
});

test("UTM turns north by the convergence: longitude from the central meridian times sine of the latitude", () => {
  const expected = (11.9 - 9) * Math.sin((50 * Math.PI) / 180);
  const { northRad, planScale } = groundTruth(frame("UTM", 11.9, 50, 32632));
  expect(degrees(northRad)).toBeCloseTo(-expected, 1);
  expect(planScale).toBeGreaterThan(0.999);
  expect(planScale).toBeLessThan(1.0005);
  expect(groundTruth(frame("UTM", 11.9, 50)).northRad).toBe(northRad);
});
