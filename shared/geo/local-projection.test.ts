import proj4 from "proj4";
import { expect, test } from "vitest";
import { createLocalProjection } from "./local-projection.ts";
import { createTransverseMercator } from "./transverse-mercator.ts";

const origins: [string, number, number][] = [
  ["Monaco", 7.42, 43.73],
  ["Quito, on the equator", -78.5, 0],
  ["Singapore", 103.85, 1.28],
  ["Longyearbyen", 15.63, 78.22],
  ["close to the north pole", 40, 89.2],
  ["Ushuaia", -68.3, -54.8],
  ["beside the antimeridian", 179.98, -16.8],
];

function offsets(): [number, number][] {
  const list: [number, number][] = [];
  for (let x = -10_000; x <= 10_000; x += 2500)
    for (let y = -10_000; y <= 10_000; y += 2500) list.push([x, y]);
  return list;
}

test.each(origins)(
  "the local projection agrees with proj4 to a micrometre within 10 km: %s",
  (_, lon, lat) => {
    const oracle = proj4(
      "WGS84",
      `+proj=tmerc +lat_0=${lat} +lon_0=${lon} +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +datum=WGS84 +units=m`,
    );
    const own = createLocalProjection(lon, lat);
    let worst = 0;
    for (const [x, y] of offsets()) {
      const [pointLon, pointLat] = oracle.inverse([x, y]);
      const [ownX, ownY] = own.toLocal(pointLon, pointLat);
      worst = Math.max(worst, Math.hypot(ownX - x, ownY - y));
      const [backLon, backLat] = own.toLonLat(x, y);
      const back = oracle.forward([backLon, backLat]);
      worst = Math.max(worst, Math.hypot(back[0] - x, back[1] - y));
    }
    expect(worst).toBeLessThan(1e-6);
  },
);

test("there and back loses less than a micrometre", () => {
  for (const [, lon, lat] of origins) {
    const own = createLocalProjection(lon, lat);
    for (const [x, y] of offsets()) {
      const [pointLon, pointLat] = own.toLonLat(x, y);
      const [backX, backY] = own.toLocal(pointLon, pointLat);
      expect(Math.hypot(backX - x, backY - y)).toBeLessThan(1e-6);
      expect(Math.abs(pointLon)).toBeLessThanOrEqual(180);
    }
  }
});

test("a point across the antimeridian is a few kilometres away, not once around the Earth", () => {
  const [x] = createLocalProjection(179.98, -16.8).toLocal(-179.99, -16.8);
  expect(x).toBeGreaterThan(3000);
  expect(x).toBeLessThan(3300);
});

test("the origin is (0, 0) and an array given is reused", () => {
  const own = createLocalProjection(8.65, 49.87);
  const point: [number, number] = [1, 1];
  expect(own.toLocal(8.65, 49.87, point)).toBe(point);
  expect(Math.abs(point[0])).toBeLessThan(1e-9);
  expect(Math.abs(point[1])).toBeLessThan(1e-8);
});

test("with a zone's meridian, scale and false origin it is UTM: Darmstadt in zone 32 by proj4", () => {
  const utm = createTransverseMercator({
    centralLonDeg: 9,
    originLatDeg: 0,
    k0: 0.9996,
    falseEastingM: 500_000,
  });
  const expected = proj4("WGS84", "+proj=utm +zone=32 +ellps=WGS84 +datum=WGS84 +units=m").forward([
    8.6512, 49.8728,
  ]);
  const [east, north] = utm.toLocal(8.6512, 49.8728);
  expect(Math.abs(east - expected[0])).toBeLessThan(1e-5);
  expect(Math.abs(north - expected[1])).toBeLessThan(1e-5);
});
