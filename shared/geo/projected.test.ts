import proj4 from "proj4";
import { expect, test } from "vitest";
import { createUtm, utmEpsg, utmZoneFromEpsg, utmZoneOf } from "./utm.ts";
import { webMercator } from "./web-mercator.ts";

test.each([
  [8.65, 49.87, 32632],
  [103.85, 1.28, 32648],
  [-68.3, -54.8, 32719],
  [179.99, -16.8, 32760],
  [-180, 10, 32601],
])("UTM of %d, %d is EPSG:%i and agrees with proj4", (lon, lat, epsg) => {
  const zone = utmZoneOf(lon, lat);
  expect(utmEpsg(zone)).toBe(epsg);
  expect(utmZoneFromEpsg(epsg)).toEqual(zone);
  const oracle = proj4("WGS84", `+proj=utm +zone=${zone.zone} ${zone.south ? "+south" : ""} +datum=WGS84`);
  const [x, y] = createUtm(zone).toLocal(lon, lat);
  const [expectedX, expectedY] = oracle.forward([lon, lat]);
  expect(Math.hypot(x - expectedX, y - expectedY)).toBeLessThan(1e-4);
  const [backLon, backLat] = createUtm(zone).toLonLat(x, y);
  expect(Math.abs(((backLon - lon + 540) % 360) - 180) + Math.abs(backLat - lat)).toBeLessThan(1e-9);
});

test("other codes are no UTM zones", () => {
  expect([3857, 32600, 32661, 4326].map(utmZoneFromEpsg)).toEqual([null, null, null, null]);
});

test.each([
  [8.65, 49.87],
  [0, 0],
  [-179.9, -80],
])("Web Mercator of %d, %d agrees with proj4", (lon, lat) => {
  const [x, y] = webMercator.toLocal(lon, lat);
  const [expectedX, expectedY] = proj4("WGS84", "EPSG:3857").forward([lon, lat]);
  expect(Math.hypot(x - expectedX, y - expectedY)).toBeLessThan(1e-6);
  const [backLon, backLat] = webMercator.toLonLat(x, y);
  expect(Math.abs(backLon - lon) + Math.abs(backLat - lat)).toBeLessThan(1e-11);
});
