import { expect, test } from "vitest";
import { makeScene } from "../testing/make-scene.ts";
import { checkScene } from "./check-scene.ts";
import { featureVolumeM3, measureLayer } from "./measure.ts";
import type { MeshLayer, SceneModel } from "./scene-model.ts";
import { withoutFeatures } from "./without-features.ts";

/** 0 grid, 1 surface, 2 barriers, 3 buildings (house and four boxes of 75, 100, 125, 150 m³), 4 trees and benches. */
const model = makeScene();
const buildingsOf = ({ layers }: SceneModel) =>
  layers.find((layer): layer is MeshLayer => layer.id === "buildings")!;

test("two excluded buildings are gone with their facts, the others keep their shape and order", () => {
  const before = JSON.stringify(measureLayer(model.layers[3]));
  const smaller = withoutFeatures(model, new Map([[3, new Set([0, 2])]]));
  const buildings = buildingsOf(smaller);
  expect(buildings.descriptors.map(({ id }) => id)).toEqual([101, 103, 104]);
  expect([0, 1, 2].map((i) => Math.round(featureVolumeM3(buildings, i)))).toEqual([75, 125, 150]);
  expect(smaller.skipped).toMatchObject([
    { layer: "buildings", index: -1, reason: "excluded by you", count: 2 },
  ]);
  expect(checkScene(smaller)).toEqual([]);
  expect(smaller.layers[1]).toBe(model.layers[1]);
  expect(JSON.stringify(measureLayer(model.layers[3]))).toBe(before);
});

test("nodes keep their place, kind and facts", () => {
  const smaller = withoutFeatures(model, new Map([[4, new Set([0, 1, 3, 4])]]));
  const nodes = smaller.layers[4];
  expect(nodes.kind === "instances" && nodes.descriptors.map(({ id }) => id)).toEqual([502, 505]);
  expect(nodes.kind === "instances" && [nodes.positions[0], nodes.positions[3]]).toEqual([20, 50]);
  expect(nodes.kind === "instances" && Array.from(nodes.kindIndex)).toEqual([1, 1]);
  expect(checkScene(smaller)).toEqual([]);
});

test("a layer of which nothing is left is left out, and so is a terrain", () => {
  const smaller = withoutFeatures(
    model,
    new Map([
      [0, new Set([0])],
      [1, new Set([0, 1])],
    ]),
  );
  expect(smaller.layers.map(({ id }) => id)).toEqual(["barriers", "buildings", "infrastructure"]);
  expect(smaller.skipped.map(({ layer, count }) => [layer, count])).toEqual([
    ["topography", 1],
    ["surface", 2],
  ]);
});

test("nothing excluded, or a feature that is not there, gives the same model back", () => {
  expect(withoutFeatures(model, new Map())).toBe(model);
  expect(withoutFeatures(model, new Map([[3, new Set([99])]]))).toBe(model);
});
