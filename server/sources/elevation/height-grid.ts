/** Heights on a regular grid in memory: voids filled from their edges, and bilinear in between. */
import type { ElevationSource } from "../map-source.ts";

export interface HeightGrid {
  width: number;
  height: number;
  /** Metres, row by row; NaN is a void. */
  heights: Float32Array;
  /** Place → column and row, not whole; sample (0, 0) lies at 0, 0. */
  toGrid(lonDeg: number, latDeg: number): [column: number, row: number];
}

/** Higher or lower is no ground on Earth but a mark for missing data that the file does not declare. */
const highestGround = 9_500;
export const lowestGround = -11_500;
/** A void further than this many samples from data stays a void. */
const maxFill = 60;
/** More missing samples than this are not filled. */
const mostFilled = 4_000_000;

/** The grid as a source; what was filled is said in its name and attribution. Changes `grid.heights`. */
export function createGridSource(
  grid: HeightGrid,
  info: ReturnType<ElevationSource["info"]>,
): ElevationSource {
  const { filled, left } = fillVoids(grid);
  const note = filled + left === 0 ? "" : ` (${filled} missing samples filled, ${left} left out)`;
  return {
    info: () => ({
      name: `${info.name}${note}`,
      attribution: info.attribution.map((credit) => ({ ...credit, text: `${credit.text}${note}` })),
    }),
    heightAt: (lonDeg, latDeg) => bilinear(grid, ...grid.toGrid(lonDeg, latDeg)),
    toSamples: (lonDeg, latDeg) => grid.toGrid(lonDeg, latDeg),
  };
}

/** Outside every data. */
export function emptyElevation(info: ReturnType<ElevationSource["info"]>): ElevationSource {
  return { info: () => info, heightAt: () => null };
}

function bilinear({ width, height, heights }: HeightGrid, x: number, y: number): number | null {
  // Rounding of a projection must not make the last sample unreachable.
  const slack = 1e-6;
  if (!(x >= -slack && y >= -slack && x <= width - 1 + slack && y <= height - 1 + slack)) return null;
  const column = Math.max(0, Math.min(width - 2, Math.floor(x)));
  const row = Math.max(0, Math.min(height - 2, Math.floor(y)));
  const u = Math.min(1, Math.max(0, x - column));
  const v = Math.min(1, Math.max(0, y - row));
  const at = row * width + column;
  const right = width > 1 ? 1 : 0;
  const down = height > 1 ? width : 0;
  const upper = heights[at] * (1 - u) + heights[at + right] * u;
  const lower = heights[at + down] * (1 - u) + heights[at + down + right] * u;
  const result = upper * (1 - v) + lower * v;
  return Number.isNaN(result) ? null : result;
}

/** Voids grow in from their edges, each new sample the mean of its known neighbours, ring by ring. */
export function fillVoids(grid: HeightGrid): { filled: number; left: number } {
  const { heights } = grid;
  let total = 0;
  for (let i = 0; i < heights.length; i++) {
    if (heights[i] > lowestGround && heights[i] < highestGround) continue;
    heights[i] = Number.NaN;
    total++;
  }
  // Nothing known, nothing to grow from; and half an empty country is no gap.
  if (total === heights.length || total > mostFilled) return { filled: 0, left: total };
  let holes: number[] = [];
  for (let i = 0; total > 0 && i < heights.length; i++) if (Number.isNaN(heights[i])) holes.push(i);
  for (let round = 0; round < maxFill && holes.length > 0; round++) {
    const values = holes.map((at) => meanOfNeighbours(grid, at));
    values.forEach((value, i) => {
      if (value !== null) heights[holes[i]] = value;
    });
    holes = holes.filter((_, i) => values[i] === null);
  }
  return { filled: total - holes.length, left: holes.length };
}

function meanOfNeighbours({ width, heights }: HeightGrid, at: number): number | null {
  const column = at % width;
  let sum = 0;
  let count = 0;
  for (const [near, inside] of [
    [at - 1, column > 0],
    [at + 1, column < width - 1],
    [at - width, at >= width],
    [at + width, at < heights.length - width],
  ] as const) {
    if (!inside || Number.isNaN(heights[near])) continue;
    sum += heights[near];
    count++;
  }
  return count === 0 ? null : sum / count;
}
