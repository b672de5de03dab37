import { expect, test } from "vitest";
import { checkScene } from "../scene/check-scene.ts";
import { featureVolumeM3, isClosedFeature, measureScene, sceneBounds } from "../scene/measure.ts";
import { makeBuildings, makeScene } from "./make-scene.ts";

test("the test scene is sound in every terrain form", () => {
  for (const terrain of ["grid", "mesh", "none"] as const)
    expect(checkScene(makeScene({ terrain }))).toEqual([]);
});

test("its buildings are watertight, outward-facing and have the volumes the comment promises", () => {
  const buildings = makeBuildings(4);
  expect([0, 1, 2, 3, 4].map((i) => isClosedFeature(buildings, i))).toEqual([true, true, true, true, true]);
  expect([0, 1, 2, 3, 4].map((i) => Math.round(featureVolumeM3(buildings, i)))).toEqual([
    600, 75, 100, 125, 150,
  ]);
  expect(buildings.firstIndex[1] / 3).toBe(16);
});

test("the yardstick counts, boxes and weighs it", () => {
  const measures = measureScene(makeScene());
  expect(measures.map(({ id, features, facets, instances }) => [id, features, facets, instances])).toEqual([
    ["topography", 1, 16, 0],
    ["surface", 2, 4, 0],
    ["barriers", 1, 12, 0],
    ["buildings", 5, 64, 0],
    ["infrastructure", 6, 0, 6],
  ]);
  expect(measures[3].bounds).toEqual({ min: [0, 0, 0], max: [85, 8, 9] });
  expect(measures[3].volumeM3).toBeCloseTo(1050, 3);
  expect(measures[0].bounds).toEqual({ min: [-50, -50, -4], max: [150, 50, -1] });
  expect(sceneBounds(makeScene()).min).toEqual([-50, -50, -4]);
});
