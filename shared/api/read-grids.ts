import { heightCount, readElevation } from "../contract/elevation.ts";
import { gridToMesh } from "../geo/grid-to-mesh.ts";
import { createLocalProjection } from "../geo/local-projection.ts";
import type { LonLat } from "../scene/area-selection.ts";
import type { GridLayer, MeshLayer } from "../scene/scene-model.ts";
import { type Said, says } from "../sentences.ts";
import type { ArrayCollector } from "./collect-arrays.ts";
import type { SkipLog } from "./skip-log.ts";
import type { ToPlan } from "./wire-frame.ts";

/**
 * Height-map elements → grids. Readings of what is not documented: its vector is the grid's centre, x east and y
 * north, metres around the answer's origin (also when the reference is projected: its numbers are small);
 * rows run from north to south and in a row from west to east (the order of a three.js plane).
 */
export function readGrids(
  elements: readonly unknown[],
  collector: ArrayCollector,
  skips: SkipLog,
): GridLayer[] {
  const grids: GridLayer[] = [];
  elements.forEach((element, index) => {
    const grid = readGrid(element, collector);
    if ("id" in grid && "data" in grid) skips.add("topography", index, grid);
    else grids.push(grid);
  });
  return grids;
}

/**
 * A grid of true metres → triangles in the plan of a projected answer, where it is stretched and slightly turned and
 * so no grid any more. `origin` is the place around which the grid's metres count.
 */
export function projectGrid(grid: GridLayer, origin: LonLat, toPlan: ToPlan): MeshLayer {
  const mesh = gridToMesh(grid);
  const { toLonLat } = createLocalProjection(origin[0], origin[1]);
  for (let i = 0; i < mesh.positions.length; i += 3) {
    const [x, y] = toPlan(...toLonLat(mesh.positions[i], mesh.positions[i + 1]));
    mesh.positions[i] = x;
    mesh.positions[i + 1] = y;
  }
  return mesh;
}

function readGrid(element: unknown, collector: ArrayCollector): GridLayer | Said {
  const read = readElevation(element);
  if (read === null) return says("skip-grid-size");
  const array = read.array === null ? undefined : collector.arrays[read.array];
  if (array?.heights === null || array?.heights === undefined) return says("skip-no-heights");
  if (array.fault !== null) return array.fault;
  const expected = heightCount(read.shape);
  if (array.heights.length !== expected)
    return says("skip-grid-count", { count: array.heights.length, expected });
  return { kind: "grid", id: "topography", ...read.shape, heights: array.heights };
}
