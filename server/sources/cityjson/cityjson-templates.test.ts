import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openCityJson } from "./cityjson.ts";

const folder = mkdtempSync(join(tmpdir(), "contextile-templates-"));

const instance = {
  type: "GeometryInstance",
  template: 0,
  boundaries: [0],
  transformationMatrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
};

/** One object at 500000, 5316300 in UTM 32, made of instances of one surface through corners 0, 1, 2. */
function open(type: string, instances: number, corners: number) {
  const path = join(folder, `${type}.city.json`);
  const boundaries = [[Array.from({ length: corners }, (_, i) => i % 3)]];
  writeFileSync(
    path,
    JSON.stringify({
      type: "CityJSON",
      version: "2.0",
      metadata: { referenceSystem: "https://www.opengis.net/def/crs/EPSG/0/25832" },
      transform: { scale: [0.001, 0.001, 0.001], translate: [500_000, 5_316_300, 0] },
      CityObjects: { a: { type, geometry: Array(instances).fill(instance) } },
      vertices: [[0, 0, 0]],
      "geometry-templates": {
        templates: [{ lod: "2", type: "MultiSurface", boundaries }],
        "vertices-templates": [
          [30, 30, 4],
          [34, 30, 4],
          [34, 34, 9],
        ],
      },
    }),
  );
  return openCityJson(path);
}

it("leaves a tree where it was set down, not at the first corner of its crown", async () => {
  const source = await open("SolitaryVegetationObject", 1, 3);
  const [tree, ...more] = (await source.features([8.999, 47.998, 9.002, 48.002])).features;
  expect(more).toEqual([]);
  expect(tree).toMatchObject({ kind: "point", tags: { natural: "tree" } });
  // By proj4's own call: 9° E, 47.999997982° N; the crown's corner is 30 m farther east and north.
  expect(tree.kind === "point" && [tree.lon.toFixed(7), tree.lat.toFixed(7)]).toEqual([
    "9.0000000",
    "47.9999980",
  ]);
});

it("reads any number of trees, but refuses buildings of more corners than memory holds", async () => {
  const trees = await open("SolitaryVegetationObject", 101, 100_000);
  expect((await trees.features([8.999, 47.998, 9.002, 48.002])).features.length).toBeGreaterThan(0);
  await expect(open("Building", 101, 100_000)).rejects.toMatchObject({
    code: "bad-request",
    message: expect.stringContaining("more than 10 million corners"),
  });
});
