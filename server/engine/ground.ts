/**
 * The one ground of an answer: a grid over the area's box, two triangles a cell. Terrain, draped surfaces, buildings and
 * trees all read this same surface, so that nothing floats and nothing pokes through.
 */
import type { ElevationSource } from "../sources/map-source.ts";
import type { Box } from "./geometry/rings.ts";
import type { Plan } from "./plan.ts";
import type { Report } from "./report.ts";

export interface GroundGrid {
  /** West and south edge, mm. */
  x0: number;
  y0: number;
  /** Size of a cell, mm (not whole). */
  stepX: number;
  stepY: number;
  segmentsX: number;
  segmentsY: number;
  /** Rows from the south, mm, whole. */
  heights: Float64Array;
}

export interface Ground {
  /** null = flat at 0. */
  grid: GroundGrid | null;
  /** Height in whole mm. */
  at(x: number, y: number): number;
}

export const flatGround: Ground = { grid: null, at: () => 0 };

/** About this many cells over the area, none smaller or larger than this (mm): elevation data is 30 m to 90 m coarse. */
const targetCells = 5000;
const smallestStep = 10_000;
const largestStep = 60_000;

export function makeGround(plan: Plan, elevation: ElevationSource | null, report: Report): Ground {
  if (!plan.terrain.lift) return flatGround;
  if (elevation === null) {
    report.warn("This service has no elevation data: the terrain is flat at 0.");
    return flatGrid(plan.areaBox);
  }
  const sample = (x: number, y: number): number | null => {
    const [lon, lat] = plan.projection.toLonLat(x / 1000, y / 1000);
    const metres = elevation.heightAt(lon, lat);
    return metres === null || !Number.isFinite(metres) ? null : Math.round(metres * 1000);
  };
  const grid = emptyGrid(plan.areaBox);
  const missing = fillGrid(grid, sample);
  if (missing === grid.heights.length) {
    report.warn("The elevation data does not cover this area: the terrain is flat at 0.");
    return flatGrid(plan.areaBox);
  }
  if (missing > 0) report.warn("Gaps in the elevation data were filled from their surroundings.");
  return gridGround(grid, sample);
}

/** One cell is enough for a plane; more would only cut everything that lies on it. */
function flatGrid(box: Box): Ground {
  const [stepX, stepY] = [box[2] - box[0], box[3] - box[1]];
  const heights = new Float64Array(4);
  return gridGround({ x0: box[0], y0: box[1], stepX, stepY, segmentsX: 1, segmentsY: 1, heights }, () => 0);
}

function emptyGrid(box: Box): GroundGrid {
  const width = box[2] - box[0];
  const height = box[3] - box[1];
  const step = Math.min(largestStep, Math.max(smallestStep, Math.sqrt((width * height) / targetCells)));
  const segmentsX = Math.max(1, Math.ceil(width / step));
  const segmentsY = Math.max(1, Math.ceil(height / step));
  return {
    x0: box[0],
    y0: box[1],
    stepX: width / segmentsX,
    stepY: height / segmentsY,
    segmentsX,
    segmentsY,
    heights: new Float64Array((segmentsX + 1) * (segmentsY + 1)),
  };
}

/** Returns how many nodes had no data; they take the mean of their neighbours, ring by ring. */
function fillGrid(grid: GroundGrid, sample: (x: number, y: number) => number | null): number {
  const columns = grid.segmentsX + 1;
  const unknown = new Set<number>();
  for (let i = 0; i < grid.heights.length; i++) {
    const [x, y] = nodePlace(grid, i % columns, Math.floor(i / columns));
    const height = sample(x, y);
    if (height === null) unknown.add(i);
    else grid.heights[i] = height;
  }
  const missing = unknown.size;
  if (missing === grid.heights.length) return missing;
  while (unknown.size > 0) {
    const found: [number, number][] = [];
    for (const i of unknown) {
      const column = i % columns;
      const near = [
        column > 0 ? i - 1 : -1,
        column < columns - 1 ? i + 1 : -1,
        i - columns,
        i + columns,
      ].filter((other) => other >= 0 && other < grid.heights.length && !unknown.has(other));
      if (near.length > 0)
        found.push([i, near.reduce((sum, other) => sum + grid.heights[other], 0) / near.length]);
    }
    for (const [i, height] of found) {
      grid.heights[i] = Math.round(height);
      unknown.delete(i);
    }
  }
  return missing;
}

/** Plan position of a node, whole mm. */
export function nodePlace(grid: GroundGrid, column: number, row: number): [number, number] {
  return [Math.round(grid.x0 + column * grid.stepX), Math.round(grid.y0 + row * grid.stepY)];
}

function gridGround(grid: GroundGrid, beyond: (x: number, y: number) => number | null): Ground {
  return {
    grid,
    at(x, y) {
      const u = (x - grid.x0) / grid.stepX;
      const v = (y - grid.y0) / grid.stepY;
      const inside = u >= -1e-6 && v >= -1e-6 && u <= grid.segmentsX + 1e-6 && v <= grid.segmentsY + 1e-6;
      // What reaches past the area stands on the data itself; where there is none, on the nearest edge.
      if (!inside) {
        const height = beyond(x, y);
        if (height !== null) return height;
      }
      return Math.round(interpolate(grid, u, v));
    },
  };
}

/** Linear in the triangle: cells are cut from south-west to north-east. */
function interpolate(grid: GroundGrid, u: number, v: number): number {
  const column = Math.min(grid.segmentsX - 1, Math.max(0, Math.floor(u)));
  const row = Math.min(grid.segmentsY - 1, Math.max(0, Math.floor(v)));
  const s = Math.min(1, Math.max(0, u - column));
  const t = Math.min(1, Math.max(0, v - row));
  const at = row * (grid.segmentsX + 1) + column;
  const a = grid.heights[at];
  const b = grid.heights[at + 1];
  const c = grid.heights[at + grid.segmentsX + 1];
  const d = grid.heights[at + grid.segmentsX + 2];
  return s >= t ? a + s * (b - a) + t * (d - b) : a + t * (c - a) + s * (d - c);
}
