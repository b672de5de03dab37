import { expect, it } from "vitest";
import type { MapFeature } from "../../../server/sources/map-source.ts";
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";
import { bendFeatures, bends, featuresNear } from "./bends.ts";

const middle: [number, number] = [10, 48];
const plane = createLocalProjection(...middle);
const flat = (points: [number, number][]) =>
  Float64Array.from(points.flatMap(([x, y]) => plane.toLonLat(x, y)));
const house: MapFeature = {
  id: "way/1",
  tags: { building: "yes" },
  kind: "area",
  polygons: [
    {
      outer: flat([
        [100, 50],
        [130, 50],
        [130, 70],
        [100, 70],
        [100, 50],
      ]),
      holes: [],
    },
  ],
};

function corners(bend: keyof typeof bends): [number, number][] {
  const [bent] = bendFeatures([house], middle, bends[bend]);
  if (bent.kind !== "area") throw new Error("no area");
  const { outer } = bent.polygons[0];
  return Array.from({ length: outer.length / 2 }, (_, i) => plane.toLocal(outer[2 * i], outer[2 * i + 1]));
}

it("turns, shears and mirrors about the middle, to OpenStreetMap's own seven decimals", () => {
  const near = (bend: keyof typeof bends, x: number, y: number) => {
    const [[foundX, foundY]] = corners(bend);
    expect(Math.hypot(foundX - x, foundY - y)).toBeLessThan(0.01);
  };
  // 100 cos 23° - 50 sin 23°, 100 sin 23° + 50 cos 23°.
  near("turned-23", 72.514, 85.098);
  near("mirrored", -100, 50);
  near("sheared-0.21", 110.5, 50);
  // First turned by 49°, then sheared.
  near("turned-and-sheared", 27.87 + 0.33 * 108.274, 108.274);
});

it("leaves areas as large as they were, and turns their corners the other way about where it mirrors", () => {
  for (const bend of Object.keys(bends)) {
    const found = corners(bend);
    const area = found.slice(1).reduce((sum, [x, y], i) => sum + found[i][0] * y - x * found[i][1], 0) / 2;
    expect(Math.abs(area - (bend.includes("mirrored") ? -600 : 600))).toBeLessThan(1);
  }
});

it("keeps what is near", () => {
  expect(featuresNear([house], [10, 48, 10.01, 48.01])).toEqual([house]);
  expect(featuresNear([house], [10.02, 48, 10.03, 48.01])).toEqual([]);
});
