import type { GridLayer } from "../scene/scene-model.ts";

/** Height of a grid at (x, y) in its own frame, metres, bilinear inside a cell; null outside the grid. */
export function sampleGrid(grid: GridLayer, x: number, y: number): number | null {
  const column = ((x - grid.centreX) / grid.widthM + 0.5) * grid.segmentsX;
  const row = (0.5 - (y - grid.centreY) / grid.heightM) * grid.segmentsY;
  if (!(column >= 0 && column <= grid.segmentsX && row >= 0 && row <= grid.segmentsY)) return null;
  const west = Math.min(Math.floor(column), grid.segmentsX - 1);
  const north = Math.min(Math.floor(row), grid.segmentsY - 1);
  const u = column - west;
  const v = row - north;
  const at = north * (grid.segmentsX + 1) + west;
  const below = at + grid.segmentsX + 1;
  const { heights } = grid;
  return (
    (heights[at] * (1 - u) + heights[at + 1] * u) * (1 - v) +
    (heights[below] * (1 - u) + heights[below + 1] * u) * v
  );
}
