import { describe, expect, it } from "vitest";
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";
import { districtPath } from "../../../shared/testing/districts.ts";
import { openOsmFile } from "../../sources/open-osm-file.ts";
import type { Plan } from "../plan.ts";
import { seededRandom } from "../seeded.ts";
import { toMillimetres } from "../work.ts";
import { cleanPolygon } from "./clean-polygon.ts";
import { type Polygon, polygonArea, ringsOf } from "./rings.ts";
import { type Skeleton, straightSkeleton } from "./straight-skeleton.ts";

/** Sum of the areas of all faces, each from its own loop of traces. */
function faceAreas(skeleton: Skeleton, loops: number[][]): number[] {
  const areas: number[] = [];
  const add = (edge: number, from: number, to: number) => {
    const { x, y } = skeleton;
    areas[edge] =
      (areas[edge] ?? 0) + ((x[from] - x[0]) * (y[to] - y[0]) - (x[to] - x[0]) * (y[from] - y[0])) / 2;
  };
  let first = 0;
  for (const loop of loops) {
    const count = loop.length / 2;
    for (let i = 0; i < count; i++) add(first + i, first + i, first + ((i + 1) % count));
    first += count;
  }
  for (const { from, to, left, right } of skeleton.arcs) {
    add(left, from, to);
    add(right, to, from);
  }
  return areas;
}

function expectProper(polygon: Polygon): void {
  const loops = ringsOf(polygon);
  const skeleton = straightSkeleton(loops);
  if (skeleton === null) throw new Error("there is no skeleton");
  const areas = faceAreas(skeleton, loops);
  const total = polygonArea(polygon);
  expect(Math.min(...areas)).toBeGreaterThan(-total * 1e-6 - 1);
  expect(Math.abs(areas.reduce((sum, area) => sum + area, 0) - total)).toBeLessThan(total * 1e-6);
}

describe("straightSkeleton", () => {
  it("puts the ridge of a rectangle half its width from the ends", () => {
    const skeleton = straightSkeleton([[0, 0, 20_000, 0, 20_000, 10_000, 0, 10_000]]);
    const inner = skeleton?.x
      .slice(4)
      .map((x, i) => [Math.round(x), Math.round(skeleton.y[4 + i]), Math.round(skeleton.t[4 + i])]);
    expect(inner?.sort()).toEqual([
      [15_000, 5000, 5000],
      [5000, 5000, 5000],
    ]);
    expect(skeleton?.arcs).toHaveLength(5);
  });

  it("has nothing but sound faces on regular polygons, crosses and combs, where many events fall together", () => {
    for (const corners of [3, 4, 5, 6, 8, 12, 24, 48, 96]) {
      const ring = Array.from({ length: corners }, (_, i) => 2 * Math.PI * (i / corners)).flatMap((angle) => [
        Math.round(9000 * Math.cos(angle)),
        Math.round(9000 * Math.sin(angle)),
      ]);
      expectProper({ outer: ring, holes: [] });
    }
    const cross = [8, 0, 16, 0, 16, 8, 24, 8, 24, 16, 16, 16, 16, 24, 8, 24, 8, 16, 0, 16, 0, 8, 8, 8];
    expectProper({ outer: cross.map((value) => value * 1000), holes: [] });
    const comb = [
      0, 0, 50, 0, 50, 20, 45, 20, 45, 5, 40, 5, 40, 20, 35, 20, 35, 5, 30, 5, 30, 20, 25, 20, 25, 5, 20, 5,
      20, 20, 0, 20,
    ];
    expectProper({ outer: comb.map((value) => value * 1000), holes: [] });
  });

  it("has nothing but sound faces on 400 random stars, with and without a yard", () => {
    console.log("seeds skeleton-0 … skeleton-399");
    for (let i = 0; i < 400; i++) {
      const random = seededRandom(`skeleton-${i}`);
      const corners = 4 + Math.floor(random() * 30);
      const star = Array.from({ length: corners }, (_, k) => {
        const angle = (2 * Math.PI * (k + 0.6 * random())) / corners;
        const radius = 6000 + 9000 * random();
        return [radius * Math.cos(angle), radius * Math.sin(angle)];
      }).flat();
      const yard = i % 3 === 0 ? [[-1500, -1500, -1500, 1500, 1500, 1500, 1500, -1500]] : [];
      for (const polygon of cleanPolygon([star, ...yard])) expectProper(polygon);
    }
  });

  for (const name of [
    "berlin-wittenau-2026-07.osm.pbf",
    "monaco-2025-02.osm.pbf",
    "singapore-bayfront-2019.osm.pbf",
  ])
    it(`finds a skeleton for every footprint of ${name}`, async ({ skip }) => {
      const path = districtPath(name);
      if (path === null) return skip();
      const source = await openOsmFile(path);
      const box = source.info().coverage ?? [0, 0, 0, 0];
      const plan = { projection: createLocalProjection(box[0], box[1]) } as Plan;
      let count = 0;
      const failed: string[] = [];
      for (const feature of (await source.features(box)).features) {
        if (feature.kind !== "area" || !(feature.tags.building ?? feature.tags["building:part"])) continue;
        const rings = feature.polygons
          .flatMap(({ outer, holes }) => [outer, ...holes])
          .map((ring) => toMillimetres(plan, ring, true));
        for (const polygon of cleanPolygon(rings)) {
          count++;
          if (straightSkeleton(ringsOf(polygon)) === null) failed.push(feature.id);
        }
      }
      expect(failed).toEqual([]);
      expect(count).toBeGreaterThan(50);
    });
});
