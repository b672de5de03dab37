import { expect, test } from "vitest";
import { box, makeScene, meshLayer } from "../testing/make-scene.ts";
import { heightOrigin } from "./building-facts.ts";
import type { Descriptor, SceneModel } from "./scene-model.ts";
import { sceneStatistics } from "./statistics.ts";

const solids = [
  box(0, 0, 10, 8, -1, 13),
  box(2, 2, 4, 4, 12, 18),
  box(20, 0, 5, 5, 0, 6),
  box(30, 0, 5, 5, 0, 4),
];
const facts: Descriptor[] = [
  { id: "w1", buildingHeight: 12, heightSource: "OSM", hasDefaultHeight: false, hasDefaultRoof: false },
  { id: "w2", partOf: "w1", buildingHeight: 30, buildingMinHeight: 12, heightSource: "levels" },
  { id: "w3", buildingHeight: 6, heightSource: "default", hasDefaultHeight: true, hasDefaultRoof: true },
  {},
];
const town: SceneModel = {
  ...makeScene(),
  layers: [meshLayer("buildings", solids, facts)],
  attributions: [{ text: "Map", date: "2026-07-01" }, { text: "Relief", date: "2014-09-01" }, { text: "Us" }],
};

test("parts count as one building, and a part above the ground covers no ground of its own", () => {
  const statistics = sceneStatistics(town);
  expect([statistics.buildings, statistics.buildingMeshes]).toEqual([3, 4]);
  expect(statistics.footprintM2).toBeCloseTo(80 + 25 + 25, 6);
  expect(statistics.meanHeightM).toBeCloseTo((30 + 6 + 4) / 3, 6);
  expect(statistics.highestM).toBe(30);
});

test("heights and roofs are counted by how they are known, and dates by age", () => {
  const { heights, roofs, dataDates } = sceneStatistics(town);
  expect(heights).toEqual({ stated: 1, levels: 1, default: 1, unknown: 1 });
  expect(roofs).toEqual({ stated: 1, default: 1, unknown: 2 });
  expect(dataDates).toEqual({ oldest: "2014-09-01", newest: "2026-07-01" });
});

test("a model without buildings has no mean height", () => {
  const bare = { ...makeScene(), layers: [], attributions: [] };
  expect(sceneStatistics(bare)).toMatchObject({
    buildings: 0,
    footprintM2: 0,
    meanHeightM: null,
    dataDates: null,
  });
});

test.each([
  [{ heightSource: "LIDAR" }, "stated"],
  [{ heightSource: "Levels" }, "levels"],
  [{ heightSource: "OSM", hasDefaultHeight: true }, "default"],
  [{ hasDefaultHeight: false }, "stated"],
  [{ heightSource: 7 }, "unknown"],
] as [Descriptor, string][])("the height of %j is %s", (descriptor, origin) => {
  expect(heightOrigin(descriptor)).toBe(origin);
});
