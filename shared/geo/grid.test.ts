import { expect, test } from "vitest";
import type { GridLayer } from "../scene/scene-model.ts";
import { gridToMesh } from "./grid-to-mesh.ts";
import { sampleGrid } from "./sample-grid.ts";

/** Two columns of cells, one row: 6 points. Heights fall from the north-west to the south-east. */
const grid: GridLayer = {
  kind: "grid",
  id: "topography",
  segmentsX: 2,
  segmentsY: 1,
  widthM: 100,
  heightM: 50,
  centreX: 50,
  centreY: 25,
  heights: new Float32Array([5, 4, 3, 2, 1, 0]),
};

test("rows run from north to south, columns from west to east, triangles face up", () => {
  const mesh = gridToMesh(grid);
  expect([...mesh.positions]).toEqual([0, 50, 5, 50, 50, 4, 100, 50, 3, 0, 0, 2, 50, 0, 1, 100, 0, 0]);
  expect([...mesh.indices]).toEqual([0, 3, 4, 0, 4, 1, 1, 4, 5, 1, 5, 2]);
  for (let i = 0; i < mesh.indices.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => 3 * mesh.indices[i + k]);
    const p = mesh.positions;
    expect((p[b] - p[a]) * (p[c + 1] - p[a + 1]) - (p[c] - p[a]) * (p[b + 1] - p[a + 1])).toBeGreaterThan(0);
  }
  expect([...mesh.firstIndex, ...mesh.firstVertex]).toEqual([0, 12, 0, 6]);
});

test("heights between the points are bilinear, on the edge exact, outside null", () => {
  expect(sampleGrid(grid, 0, 50)).toBe(5);
  expect(sampleGrid(grid, 100, 0)).toBe(0);
  expect(sampleGrid(grid, 50, 25)).toBe(2.5);
  expect(sampleGrid(grid, 25, 50)).toBe(4.5);
  expect(sampleGrid(grid, -0.1, 25)).toBeNull();
  expect(sampleGrid(grid, 50, 50.1)).toBeNull();
  expect(sampleGrid(grid, Number.NaN, 0)).toBeNull();
});
