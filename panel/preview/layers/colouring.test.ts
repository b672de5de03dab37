import { expect, test } from "vitest";
import type { Descriptor } from "../../../shared/scene/scene-model.ts";
import { box, meshLayer } from "../../../shared/testing/make-scene.ts";
import { colourBuildings } from "./colouring.ts";

function town(facts: Descriptor[], heights: number[] = []) {
  const solids = facts.map((_, i) => box(20 * i, 0, 5, 5, 0, heights[i] ?? 5));
  return meshLayer("buildings", solids, facts);
}

test("heights fall into classes from low to high, by the stated height and else by the mesh", () => {
  const { colours, legend } = colourBuildings(
    town([{ buildingHeight: 120 }, {}, { buildingHeight: 6 }, {}], [5, 7.9, 50, 8]),
    "height",
  );
  expect(legend.entries.map(({ meaning, count }) => [meaning, count])).toEqual([
    [{ kind: "range", fromM: 4, toM: 8 }, 2],
    [{ kind: "range", fromM: 8, toM: 12 }, 1],
    [{ kind: "range", fromM: 100, toM: null }, 1],
  ]);
  expect(colours[1]).toBe(colours[2]);
  const light = colours.map(([red, green, blue]) => red + green + blue);
  expect(light[0]).toBeLessThan(light[3]);
  expect(light[3]).toBeLessThan(light[1]);
});

test("uses get their own colours, most frequent first; rare ones share one, missing ones another", () => {
  const words = Array.from({ length: 11 }, (_, i) => new Array<string>(12 - i).fill(`use ${i}`)).flat();
  const { colours, legend } = colourBuildings(
    town([{ buildingType: null }, ...words.map((buildingType) => ({ buildingType }))]),
    "use",
  );
  expect(legend.entries.length).toBe(10);
  expect(legend.entries[0]).toMatchObject({ count: 12, meaning: { kind: "word", word: "use 0" } });
  expect(legend.entries[8]).toMatchObject({ count: 4 + 3 + 2, meaning: { kind: "others" } });
  expect(legend.entries[9]).toMatchObject({ count: 1, meaning: { kind: "unknown" } });
  expect(new Set(legend.entries.map(({ colour }) => colour.join())).size).toBe(10);
  expect(colours[0]).toBe(legend.entries[9].colour);
  expect(colours[words.length]).toBe(legend.entries[8].colour);
});

test("sources tell the data set and how its heights are known", () => {
  const { legend } = colourBuildings(
    town([
      { datasetName: "OSM", heightSource: "levels" },
      { datasetName: "OSM", heightSource: "levels" },
      { datasetName: "OSM", heightSource: "OSM" },
      {},
    ]),
    "source",
  );
  expect(legend.entries.map(({ meaning }) => meaning)).toEqual([
    { kind: "source", dataset: "OSM", height: "levels" },
    { kind: "source", dataset: "OSM", height: "stated" },
    { kind: "unknown" },
  ]);
});

test("a roof that was assumed is not passed off as known", () => {
  const { legend } = colourBuildings(
    town([
      { buildingRoofType: "gabled", hasDefaultRoof: false },
      { buildingRoofType: "flat", hasDefaultRoof: true },
      { buildingRoofType: "__proto__" },
    ]),
    "roof",
  );
  expect(legend.entries.map(({ meaning }) => meaning)).toEqual([
    { kind: "word", word: "gabled" },
    { kind: "word", word: "__proto__" },
    { kind: "assumed" },
  ]);
});
