import { Box3, BufferAttribute, BufferGeometry, EdgesGeometry, Matrix4, Vector3 } from "three";
import { expect, test } from "vitest";
import { SolidBuilder } from "../../../shared/layers/solid-builder.ts";
import { bakedNodes, instancedNodes, popularKinds } from "../../../shared/scene/display-nodes.ts";
import { edgesAndOpen } from "../../../shared/scene/feature-edges.ts";
import type { InstanceLayer } from "../../../shared/scene/scene-model.ts";
import { makeScene, meshLayer } from "../../../shared/testing/make-scene.ts";
import { createRandom } from "../../../shared/testing/random.ts";
import { fittingView } from "../view/fitting-view.ts";
import { Lens } from "../view/lens.ts";
import { FeatureTable } from "./feature-table.ts";
import { featureRank } from "./layer-depth.ts";
import { featureIds } from "./mesh-view.ts";

test("edges are those of three's EdgesGeometry at 25 degrees on 60 seeded drums and spires", () => {
  const seed = 4711;
  console.log(`seed ${seed}`);
  const random = createRandom(seed);
  for (let i = 0; i < 60; i++) {
    const sides = 3 + Math.floor(random() * 22);
    const solid = new SolidBuilder()
      .lathe([2 + random(), 0, 3 + random(), 5 * random() + 1, random() < 0.5 ? 0 : 1, 9 + random()], sides)
      .build();
    const layer = meshLayer(
      "buildings",
      [{ points: Array.from(solid.positions), triangles: Array.from(solid.indices) }],
      [{}],
    );
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(layer.positions, 3));
    geometry.setIndex(new BufferAttribute(layer.indices, 1));
    const expected = new EdgesGeometry(geometry, 25).getAttribute("position").count;
    expect(edgesAndOpen(layer).edges.length).toBe(expected);
  }
});

test("every vertex knows its feature, in whatever slices they are asked for", () => {
  const firstVertex = Uint32Array.of(0, 3, 3, 7, 8);
  const source = {
    positions: new Float32Array(24),
    indices: new Uint32Array(0),
    edges: new Uint32Array(0),
    firstVertex,
    featureOf: null,
  };
  expect(Array.from(featureIds(source, 0, 8))).toEqual([0, 0, 0, 2, 2, 2, 2, 3]);
  expect(Array.from(featureIds(source, 2, 5))).toEqual([0, 2, 2]);
  expect(Array.from(featureIds(source, 7, 8))).toEqual([3]);
  const featureOf = Uint32Array.of(9, 8, 7, 6);
  expect(Array.from(featureIds({ ...source, featureOf }, 2, 8))).toEqual([9, 7, 7, 7, 7, 6]);
});

test("the two most frequent kinds are instanced, few nodes are not", () => {
  const layer = manyNodes([300, 500, 250, 199]);
  expect(popularKinds(layer)).toEqual([1, 0]);
  expect(popularKinds(manyNodes([10, 20, 30, 40]))).toEqual([]);
});

test("baked nodes stand exactly where instances would", () => {
  const layer = makeScene({ trees: 12 }).layers.find(
    (candidate): candidate is InstanceLayer => candidate.kind === "instances",
  )!;
  const baked = bakedNodes(layer, [])!;
  const only = bakedNodes(layer, [0]);
  const instances = [0, 1].map((kind) => instancedNodes(layer, kind));
  expect(baked.firstVertex.length).toBe(13);
  expect(Array.from(only?.featureOf ?? [])).toEqual([2, 5, 8, 11]);
  const tip = new Vector3();
  for (let node = 0; node < 12; node++) {
    const height = layer.kinds[layer.kindIndex[node]] === "tree" ? 1 : 0.85;
    const { nodes, matrices } = instances[layer.kindIndex[node]];
    const matrix = new Matrix4().fromArray(matrices, nodes.indexOf(node) * 16);
    tip.set(0, 0, height).applyMatrix4(matrix);
    const own = baked.positions.subarray(baked.firstVertex[node] * 3, baked.firstVertex[node + 1] * 3);
    const highest = Math.max(...own.filter((_, i) => i % 3 === 2));
    expect(highest).toBeCloseTo(tip.z, 4);
  }
});

test("selecting and hiding keep a feature's colour and rank", () => {
  const table = new FeatureTable(3000);
  table.paint(2500, [10, 20, 30], 9);
  table.setSelected(2500, true);
  table.setHidden(2500, true);
  expect(table.isHidden(2500)).toBe(true);
  expect(table.rank(2500)).toBe(9);
  table.paint(2500, [40, 50, 60], 3);
  expect(table.isHidden(2500)).toBe(true);
  table.setHidden(2500, false);
  expect([table.isHidden(2500), table.rank(2500)]).toEqual([false, 3]);
  table.setSelected(-1, true);
  table.setHidden(3000, true);
  expect(table.isHidden(2999)).toBe(false);
});

test("rails lie on roads, roads on water, water on grass", () => {
  const rank = (type: string) => featureRank("surface", { type });
  expect(rank("railway")).toBeGreaterThan(rank("roadway"));
  expect(rank("roadway")).toBeGreaterThan(rank("water"));
  expect(rank("water")).toBeGreaterThan(rank("grass"));
  expect(featureRank("surface", { type: "water", pathType: "roadway" })).toBe(rank("roadway"));
  expect(featureRank("buildings", { type: "railway" })).toBe(0);
});

test.each([
  [0.46, -0.66, 0.6, false],
  [0, -0.0008, 1, false],
  [0, -1, 0.28, false],
  [0, -0.00001, 1, true],
  [0, -1, 0, true],
  [-0.6, 0.64, 0.48, true],
])(
  "from (%d, %d, %d) the whole box is in the picture and touches two opposite sides",
  (x, y, z, isParallel) => {
    const box = new Box3(new Vector3(-400, 100, -10), new Vector3(300, 500, 60));
    const camera = new Lens();
    Object.assign(camera, { aspect: 1.5, far: 10_000 });
    camera.up.set(0, 0, 1);
    const direction = new Vector3(x, y, z).normalize();
    const { fov, aspect } = camera;
    const { target, distance } = fittingView(box, direction, { fov, aspect, isParallel });
    camera.parallelAtM = isParallel ? distance : null;
    camera.updateProjectionMatrix();
    camera.position.copy(target).addScaledVector(direction, distance);
    camera.lookAt(target);
    camera.updateMatrixWorld();
    const seen = [0, 1, 2, 3, 4, 5, 6, 7].map((i) =>
      new Vector3(i & 1 ? -400 : 300, i & 2 ? 100 : 500, i & 4 ? -10 : 60).project(camera),
    );
    const [right, left] = [
      Math.max(...seen.map((point) => point.x)),
      Math.min(...seen.map((point) => point.x)),
    ];
    const [top, bottom] = [
      Math.max(...seen.map((point) => point.y)),
      Math.min(...seen.map((point) => point.y)),
    ];
    expect(Math.max(right, -left, top, -bottom)).toBeLessThan(1.001);
    expect(Math.max(Math.min(right, -left), Math.min(top, -bottom))).toBeGreaterThan(0.999);
  },
);

function manyNodes(counts: number[]): InstanceLayer {
  const kindIndex = Uint16Array.from(counts.flatMap((count, kind) => new Array<number>(count).fill(kind)));
  return {
    kind: "instances",
    id: "infrastructure",
    kinds: ["tree", "bench", "hydrant", "wire"],
    kindIndex,
    positions: new Float32Array(kindIndex.length * 3),
    scales: new Float32Array(kindIndex.length).fill(1),
    rotations: new Float32Array(kindIndex.length),
    descriptors: [],
  };
}
