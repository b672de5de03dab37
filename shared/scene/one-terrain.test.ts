import { expect, test } from "vitest";
import { create3dmFormat } from "../exports/3dm/create-3dm-format.ts";
import { loadRhinoInNode } from "../exports/3dm/load-node.ts";
import { glbFormat } from "../exports/glb.ts";
import { decodeScene, encodeScene } from "../exports/scene.ts";
import { makeScene } from "../testing/make-scene.ts";
import { measureScene } from "./measure.ts";
import { withOneTerrain } from "./one-terrain.ts";
import type { SceneModel } from "./scene-model.ts";

const grid = makeScene({ terrain: "grid" });
const mesh = makeScene({ terrain: "mesh" });
const both: SceneModel = { ...mesh, layers: [grid.layers[0], ...mesh.layers] };
const facets = (model: SceneModel) => measureScene(model).reduce((sum, layer) => sum + layer.facets, 0);

test("a terrain that came as mesh and grid goes into documents and files once", async () => {
  expect(facets(decodeScene(encodeScene(both, { name: "x" })))).toBe(facets(mesh));
  const options = { name: "x", perFeature: false };
  expect((await glbFormat.encode(both, options)).facets).toBe(facets(mesh));
  expect((await create3dmFormat(loadRhinoInNode).encode(both, options)).facets).toBe(facets(mesh));
});

test("a terrain that came in one form is left alone", () => {
  expect(withOneTerrain(grid)).toBe(grid);
  expect(withOneTerrain(mesh)).toBe(mesh);
});
