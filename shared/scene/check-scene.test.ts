import { expect, test } from "vitest";
import { makeScene } from "../testing/make-scene.ts";
import { checkScene } from "./check-scene.ts";
import { measureLayer } from "./measure.ts";
import type { InstanceLayer, MeshLayer, SceneModel } from "./scene-model.ts";

function broken(change: (mesh: MeshLayer, nodes: InstanceLayer, model: SceneModel) => void): string[] {
  const model = makeScene();
  const mesh = model.layers.find((layer) => layer.id === "buildings");
  const nodes = model.layers.find((layer) => layer.kind === "instances");
  if (mesh?.kind !== "mesh" || nodes?.kind !== "instances") throw new Error("the test scene has changed");
  change(mesh, nodes, model);
  return checkScene(model);
}

test("each broken promise is named", () => {
  expect(broken(() => undefined)).toEqual([]);
  expect(broken((mesh) => mesh.positions.fill(Number.NaN, 4, 5))).toEqual([
    "Layer buildings: has a coordinate that is not a number.",
  ]);
  expect(broken((mesh) => mesh.indices.fill(9999, 0, 1))).toEqual([
    "Layer buildings: a feature uses a vertex that is not its own.",
  ]);
  expect(broken((mesh) => mesh.indices.fill(20, 0, 1))).toEqual([
    "Layer buildings: a feature uses a vertex that is not its own.",
  ]);
  expect(broken((mesh) => mesh.descriptors.pop())).toEqual([
    "Layer buildings: feature tables do not fit the descriptors.",
  ]);
  expect(broken((mesh) => mesh.firstIndex.fill(3, 1, 2))).not.toEqual([]);
  expect(broken((_, nodes) => nodes.kindIndex.fill(7))).toEqual([
    "Layer infrastructure: a node has a kind that is not listed.",
  ]);
  expect(broken((_, nodes) => nodes.descriptors.pop())).toEqual([
    "Layer infrastructure: columns differ in length (6, 6, 6, 6, 5).",
  ]);
  expect(broken((_, __, model) => Object.assign(model.frame, { originLatDeg: Number.NaN }))).toEqual([
    "The frame's origin is not a number.",
  ]);
});

test("an empty layer has no box and no volume", () => {
  const empty: MeshLayer = {
    kind: "mesh",
    id: "buildings",
    positions: new Float32Array(),
    indices: new Uint32Array(),
    firstIndex: new Uint32Array(1),
    firstVertex: new Uint32Array(1),
    descriptors: [],
  };
  expect(measureLayer(empty)).toMatchObject({ features: 0, facets: 0, bounds: null, volumeM3: 0 });
});
