import { expect, test } from "vitest";
import { type Solid, SolidBuilder } from "../layers/solid-builder.ts";
import { edgesAndOpen } from "./feature-edges.ts";
import { displayBuffers, makeDisplay } from "./make-display.ts";
import { featureVolumeM3, isClosedFeature } from "./measure.ts";
import type { GridLayer, InstanceLayer, MeshLayer, SceneModel } from "./scene-model.ts";

function layerOf(...features: Solid[]): MeshLayer {
  const positions: number[] = [];
  const indices: number[] = [];
  const firstIndex = [0];
  const firstVertex = [0];
  for (const feature of features) {
    const base = positions.length / 3;
    positions.push(...feature.positions);
    indices.push(...Array.from(feature.indices, (index) => index + base));
    firstIndex.push(indices.length);
    firstVertex.push(positions.length / 3);
  }
  return {
    kind: "mesh",
    id: "buildings",
    positions: Float32Array.from(positions),
    indices: Uint32Array.from(indices),
    firstIndex: Uint32Array.from(firstIndex),
    firstVertex: Uint32Array.from(firstVertex),
    descriptors: features.map(() => ({})),
  };
}

const modelOf = (...layers: SceneModel["layers"]): SceneModel => ({
  frame: { originLonDeg: 8, originLatDeg: 49, originHeightM: 0, crs: "local" },
  layers,
  attributions: [],
  skipped: [],
  warnings: [],
});

const box = (x: number) => new SolidBuilder().box([x, 0, 0], [10, 10, 5]).build();
const soup = (positions: number[], indices: number[]): Solid => ({
  positions: Float32Array.from(positions),
  indices: Uint32Array.from(indices),
});
const edgeCount = (layer: MeshLayer) => edgesAndOpen(layer).edges.length / 2;

/** Corners in one place become one. */
function welded({ positions, indices }: Solid): Solid {
  const numbers = new Map<string, number>();
  const points: number[] = [];
  const corners = Array.from(indices, (corner) => {
    const point = positions.slice(corner * 3, corner * 3 + 3);
    const number = numbers.get(point.join()) ?? numbers.size;
    if (number === numbers.size) points.push(...point);
    numbers.set(point.join(), number);
    return number;
  });
  return soup(points, corners);
}

test("a box shows its twelve edges and none of its diagonals", () => {
  expect(edgeCount(layerOf(box(0)))).toBe(12);
});

test("a sixteen-sided drum shows its two rims, since its walls meet at 22.5 degrees", () => {
  expect(edgeCount(layerOf(new SolidBuilder().lathe([4, 0, 4, 9], 16).build()))).toBe(32);
});

test("an eight-sided drum shows its uprights too, since its walls meet at 45 degrees", () => {
  expect(edgeCount(layerOf(new SolidBuilder().lathe([4, 0, 4, 9], 8).build()))).toBe(24);
});

test("every feature has its own edges, also where the same place is built on twice", () => {
  const { edges } = edgesAndOpen(layerOf(box(0), box(30), box(0)));
  expect(edges.length / 2).toBe(36);
  expect(Array.from(edges.slice(24, 48)).every((vertex) => vertex >= 8 && vertex < 16)).toBe(true);
});

test("a flat square shows its border, whichever way its halves are wound", () => {
  const square = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0];
  expect(edgeCount(layerOf(soup(square, [0, 1, 2, 0, 2, 3])))).toBe(4);
  expect(edgeCount(layerOf(soup(square, [0, 1, 2, 0, 3, 2])))).toBe(4);
});

test("three faces on one edge show it", () => {
  const fins = [0, 0, 0, 0, 0, 1, 1, 0, 0, -1, 0, 0, 0, 1, 0];
  expect(edgeCount(layerOf(soup(fins, [0, 1, 2, 1, 0, 3, 0, 1, 4])))).toBe(7);
});

test("a sliver without area between two flat halves draws nothing", () => {
  const seam = [0, 0, 0, 1, 0, 0, 2, 0, 0, 1, 1, 0, 1, -1, 0];
  const { edges } = edgesAndOpen(layerOf(soup(seam, [0, 1, 3, 1, 2, 3, 0, 2, 1, 0, 4, 2])));
  expect(edges.length / 2).toBe(4);
});

test("bounds are those of each feature, and a feature without vertices is met by no ray", () => {
  const [display] = makeDisplay(modelOf(layerOf(box(0), soup([], []), box(30))));
  expect(Array.from(display.bounds.slice(0, 6))).toEqual([-5, -5, 0, 5, 5, 5]);
  expect(display.bounds[6]).toBeGreaterThan(display.bounds[9]);
  expect(Array.from(display.bounds.slice(12))).toEqual([25, -5, 0, 35, 5, 5]);
});

test("a grid has one box and a rim; a tree's box grows with its scale", () => {
  const grid: GridLayer = {
    kind: "grid",
    id: "topography",
    segmentsX: 2,
    segmentsY: 1,
    widthM: 20,
    heightM: 10,
    centreX: 5,
    centreY: 0,
    heights: Float32Array.of(1, 2, 3, 4, 5, 6),
  };
  const trees: InstanceLayer = {
    kind: "instances",
    id: "infrastructure",
    kinds: ["tree"],
    kindIndex: Uint16Array.of(0),
    positions: Float32Array.of(100, 0, 7),
    scales: Float32Array.of(10),
    rotations: Float32Array.of(0),
    descriptors: [{}],
  };
  const [ground, nodes] = makeDisplay(modelOf(grid, trees));
  expect(Array.from(ground.bounds)).toEqual([-5, -5, 1, 15, 5, 6]);
  expect([ground.edges.length, [...ground.open]]).toEqual([0, [0]]);
  expect(nodes.bounds[0]).toBeCloseTo(97.1, 3);
  expect(nodes.bounds[5]).toBeCloseTo(17, 3);
  expect(ground.drawn?.indices.length).toBe(12);
  expect(nodes.drawn?.featureOf).toEqual(Uint32Array.of(0));
  // Edges, open features and bounds of both, where the tree has neither edges nor open features and one empty column
  // stands for both; five columns of the tree's triangles, four of the grid's.
  expect(displayBuffers([ground, nodes]).length).toBe(14);
});

test("bodies are told from sheets: closed is what has every edge once in each direction, however many meet there", () => {
  const cube = box(0);
  const holed = soup([...cube.positions], [...cube.indices].slice(3));
  const turned = soup(
    [...cube.positions],
    [...cube.indices]
      .slice(0, 3)
      .reverse()
      .concat([...cube.indices].slice(3)),
  );
  const nothing = soup([], []);
  const square = soup([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0], [0, 1, 2, 0, 2, 3]);
  // Two boxes that touch in one upright edge: four faces meet there, and it is a body all the same.
  const touching = welded(new SolidBuilder().box([0, 0, 0], [2, 2, 2]).box([2, 2, 0], [2, 2, 2]).build());
  expect(touching.positions.length / 3).toBe(14);
  const layer = layerOf(cube, holed, turned, nothing, square, touching);
  expect([...edgesAndOpen(layer).open]).toEqual([1, 2, 4]);
  const [display] = makeDisplay(modelOf(layer));
  expect([...display.open]).toEqual([1, 2, 4]);
  const closed = [0, 1, 2, 4].map((feature) => isClosedFeature(layer, feature));
  expect(closed).toEqual([true, false, false, false]);
  const terrain = makeDisplay(modelOf({ ...layer, id: "topography" }))[0];
  expect([[...terrain.open], terrain.edges.length]).toEqual([[0, 1, 2, 3, 4, 5], 0]);
});

test("an empty model has no display", () => {
  expect(makeDisplay(modelOf())).toEqual([]);
  expect(makeDisplay(modelOf(layerOf()))[0].edges.length).toBe(0);
});

test("above its budget buildings become boxes, one a feature, and the rest stays as it is", () => {
  const model = modelOf(layerOf(box(0), soup([], []), box(30)));
  const [exact] = makeDisplay(model, { triangles: 24, bytes: 1e9 });
  expect([exact.asBoxes, exact.drawn]).toEqual([false, null]);
  for (const budget of [
    { triangles: 23, bytes: 1e9 },
    { triangles: 24, bytes: 100 },
  ]) {
    const [boxes] = makeDisplay(model, budget);
    expect(boxes.asBoxes).toBe(true);
    expect(Array.from(boxes.bounds)).toEqual(Array.from(exact.bounds));
    expect(boxes.edges.length / 2).toBe(36);
    expect(boxes.drawn?.firstIndex).toEqual(Uint32Array.of(0, 36, 72, 108));
    const drawn = { ...layerOf(box(0), box(1), box(2)), ...boxes.drawn };
    expect([0, 2].map((feature) => featureVolumeM3(drawn, feature))).toEqual([500, 500]);
    expect([0, 2].map((feature) => isClosedFeature(drawn, feature))).toEqual([true, true]);
  }
  const [walls] = makeDisplay(modelOf({ ...layerOf(box(0)), id: "barriers" }), { triangles: 1, bytes: 1 });
  expect(walls.asBoxes).toBe(false);
});
