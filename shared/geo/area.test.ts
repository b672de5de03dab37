import { expect, test } from "vitest";
import type { LonLat } from "../scene/area-selection.ts";
import { ringAreaKm2, ringPerimeterM } from "./area.ts";
import { areaFromCircle } from "./circle.ts";
import { areaFromRectangle } from "./rectangle.ts";

test("Antarctica's rough outline has the area and perimeter that the GeographicLib manual gives", () => {
  const latLon = [
    [-63.1, -58],
    [-72.9, -74],
    [-71.9, -102],
    [-74.9, -102],
    [-74.3, -131],
    [-77.5, -163],
    [-77.4, 163],
    [-71.7, 172],
    [-65.9, 140],
    [-65.7, 113],
    [-66.6, 88],
    [-66.9, 59],
    [-69.8, 25],
    [-70, -4],
    [-71, -14],
    [-77.3, -33],
    [-77.9, -46],
    [-74.7, -61],
  ];
  const ring = latLon.map(([lat, lon]): LonLat => [lon, lat]);
  expect(ringAreaKm2(ring)).toBeCloseTo(13662703.6801, 3);
  expect(ringPerimeterM(ring)).toBeCloseTo(16831067.893, 2);
});

test("winding, closing and starting corner do not change the area", () => {
  const { ring } = areaFromRectangle([8.65, 49.87], 400, 250, 33);
  const area = ringAreaKm2(ring);
  expect(ringAreaKm2([...ring].reverse())).toBeCloseTo(area, 12);
  expect(ringAreaKm2(ring.slice(0, -1))).toBeCloseTo(area, 12);
  expect(ringAreaKm2([...ring.slice(2, -1), ...ring.slice(0, 3)])).toBeCloseTo(area, 12);
  expect(ringPerimeterM(ring)).toBeCloseTo(1300, 1);
});

test.each([
  [[8.65, 49.87], 0],
  [[-78.5, 0], 30],
  [[15.63, 78.22], 45],
  [[151.2, -33.86], -120],
  [[40, 89], 10],
] as [LonLat, number][])(
  "a rectangle of 1,000 × 600 m around %j is 0.6 km², however it is turned",
  (centre, turn) => {
    const { ring, label } = areaFromRectangle(centre, 1000, 600, turn);
    expect(ring.length).toBe(5);
    expect(ring[4]).toEqual(ring[0]);
    expect(Math.abs(ringAreaKm2(ring) / 0.6 - 1)).toBeLessThan(1e-6);
    expect(label).toBe("1000 m × 600 m");
  },
);

test("rotation turns clockwise: by 90° the width runs north-south", () => {
  const flat = areaFromRectangle([8.65, 49.87], 1000, 100).ring;
  const turned = areaFromRectangle([8.65, 49.87], 1000, 100, 90).ring;
  const slightly = areaFromRectangle([8.65, 49.87], 1000, 100, 10).ring;
  const heightDeg = (ring: readonly LonLat[]) =>
    Math.max(...ring.map(([, lat]) => lat)) - Math.min(...ring.map(([, lat]) => lat));
  expect(heightDeg(flat) * 111_230).toBeCloseTo(100, 0);
  expect(heightDeg(turned) * 111_230).toBeCloseTo(1000, -1);
  const east = slightly.reduce((best, point) => (point[0] > best[0] ? point : best));
  expect(east[1]).toBeLessThan(49.87);
});

test("a circle of 300 m covers what a regular polygon with 64 corners does", () => {
  const { ring, label } = areaFromCircle([103.85, 1.28], 300);
  expect(ring.length).toBe(65);
  const polygon = (64 / 2) * 0.3 ** 2 * Math.sin((2 * Math.PI) / 64);
  expect(Math.abs(ringAreaKm2(ring) / polygon - 1)).toBeLessThan(1e-6);
  expect(label).toBe("Circle, radius 300 m");
  expect(areaFromCircle([103.85, 1.28], 300, 8).ring.length).toBe(9);
});
