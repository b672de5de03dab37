/** Elevation data on a lattice over the ground's box: the data's own samples, and places between where those are far apart. */
import type { ElevationSource } from "../../sources/map-source.ts";
import type { Box } from "../geometry/rings.ts";
import type { Plan } from "../plan.ts";

/** Node (column, row) lies at x0 + column·ux + row·vx, y0 + column·uy + row·vy; mm. */
export interface Lattice {
  x0: number;
  y0: number;
  ux: number;
  uy: number;
  vx: number;
  vy: number;
  columns: number;
  rows: number;
}

export interface HeightField extends Lattice {
  /** mm, row by row, no gaps. */
  heights: Float64Array;
  /** How many nodes of the area had no data and were filled from their neighbours. */
  filled: number;
  /** Place in mm → column and row, not whole. */
  toCell(x: number, y: number): [column: number, row: number];
  /** Bilinear in the lattice; beyond it the nearest edge. mm. */
  at(x: number, y: number): number;
}

/** Between nodes the bilinear data may bend by so much at most; it is looked at more often until it does not. mm. */
const mostBend = 50;
/** But at no more than this many places along the side of a cell. */
const mostDivisions = 16;
/** Where the source does not say how its samples lie. mm. */
const blindStep = 10_000;
/** More nodes than this are not looked at; the lattice then takes every second sample, every fourth … */
const mostNodes = 600_000;
/** Between places whose degrees are computed; those between them are interpolated (off by less than 0.1 mm). */
const degreeStride = 16;

/** Null where the data covers nothing of the area. */
export function sampleHeights(plan: Plan, elevation: ElevationSource, box: Box): HeightField | null {
  const base = sampleLattice(plan.projection, elevation, box);
  const coarse = latticeOver(box, base, 1);
  const samples = read(plan, elevation, coarse);
  const divisions = elevation.toSamples === undefined ? 1 : divisionsFor(samples, coarse.columns);
  const lattice = divisions === 1 ? coarse : latticeOver(box, base, divisions);
  const heights = divisions === 1 ? samples : read(plan, elevation, lattice);
  const filled = gapsIn(lattice, heights, plan.areaBox);
  if (fillGaps(heights, lattice.columns) === heights.length || filled === Number.POSITIVE_INFINITY)
    return null;
  return { ...lattice, heights, filled, ...readers(lattice, heights) };
}

/** mm; NaN where there is no data. */
function read({ projection }: Plan, elevation: ElevationSource, lattice: Lattice): Float64Array {
  const heights = new Float64Array(lattice.columns * lattice.rows);
  eachPlace(lattice, projection, (index, lon, lat) => {
    const metres = elevation.heightAt(lon, lat);
    heights[index] = metres === null || !Number.isFinite(metres) ? Number.NaN : metres * 1000;
  });
  return heights;
}

/** A bilinear cell leaves the plane by a quarter of its twist; in a cell n times smaller by n² times less. */
function divisionsFor(heights: Float64Array, columns: number): number {
  let twist = 0;
  for (let i = columns + 1; i < heights.length; i++) {
    if (i % columns === 0) continue;
    const here = Math.abs(heights[i] - heights[i - 1] - heights[i - columns] + heights[i - columns - 1]);
    if (here > twist) twist = here;
  }
  const needed = Math.sqrt(twist / 4 / mostBend);
  return Math.min(mostDivisions, 2 ** Math.max(0, Math.ceil(Math.log2(needed))));
}

/** Nodes in the area (or next to it) without data; Infinity when none has any. */
function gapsIn(lattice: Lattice, heights: Float64Array, [west, south, east, north]: Box): number {
  const reach = Math.max(Math.hypot(lattice.ux, lattice.uy), Math.hypot(lattice.vx, lattice.vy));
  let gaps = 0;
  let known = 0;
  for (let i = 0; i < heights.length; i++) {
    const [column, row] = [i % lattice.columns, Math.floor(i / lattice.columns)];
    const x = lattice.x0 + column * lattice.ux + row * lattice.vx;
    const y = lattice.y0 + column * lattice.uy + row * lattice.vy;
    if (x < west - reach || x > east + reach || y < south - reach || y > north + reach) continue;
    if (Number.isNaN(heights[i])) gaps++;
    else known++;
  }
  return known === 0 ? Number.POSITIVE_INFINITY : gaps;
}

type Step = Pick<Lattice, "x0" | "y0" | "ux" | "uy" | "vx" | "vy">;

/** The data's own lattice around the box's centre, as far as it is regular in the plan; else one along the axes. */
function sampleLattice(projection: Plan["projection"], elevation: ElevationSource, box: Box): Step {
  const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  const blind = { x0: box[0], y0: box[1], ux: blindStep, uy: 0, vx: 0, vy: blindStep };
  const { toSamples } = elevation;
  if (toSamples === undefined) return blind;
  const samplesAt = (px: number, py: number) => toSamples(...lonLat(projection, px, py));
  const [column, row] = samplesAt(x, y);
  const reach = 100_000;
  const [east, west] = [samplesAt(x + reach, y), samplesAt(x - reach, y)];
  const [north, south] = [samplesAt(x, y + reach), samplesAt(x, y - reach)];
  const a = (east[0] - west[0]) / (2 * reach);
  const b = (north[0] - south[0]) / (2 * reach);
  const c = (east[1] - west[1]) / (2 * reach);
  const d = (north[1] - south[1]) / (2 * reach);
  const determinant = a * d - b * c;
  if (!Number.isFinite(column + row) || !(Math.abs(determinant) > 1e-16)) return blind;
  const step = { ux: d / determinant, uy: -c / determinant, vx: -b / determinant, vy: a / determinant };
  // From the sample next to the centre.
  const [du, dv] = [Math.round(column) - column, Math.round(row) - row];
  return { x0: x + du * step.ux + dv * step.vx, y0: y + du * step.uy + dv * step.vy, ...step };
}

function lonLat(projection: Plan["projection"], x: number, y: number): [number, number] {
  const [lon, lat] = projection.toLonLat(x / 1000, y / 1000);
  return [lon, lat];
}

/** The lattice divided, thinned until its nodes are few enough, and cut to the box. */
function latticeOver(box: Box, base: Step, divisions: number): Lattice {
  const [ux, uy] = [base.ux / divisions, base.uy / divisions];
  let step = { ...base, ux, uy, vx: base.vx / divisions, vy: base.vy / divisions };
  for (;;) {
    const [minU, minV, maxU, maxV] = rangeOf(box, step);
    const columns = maxU - minU + 1;
    const rows = maxV - minV + 1;
    if (columns * rows > mostNodes) {
      step = { ...step, ux: 2 * step.ux, uy: 2 * step.uy, vx: 2 * step.vx, vy: 2 * step.vy };
      continue;
    }
    const x0 = step.x0 + minU * step.ux + minV * step.vx;
    return { ...step, x0, y0: step.y0 + minU * step.uy + minV * step.vy, columns, rows };
  }
}

/** Whole columns and rows around the box. */
function rangeOf([west, south, east, north]: Box, step: Step): Box {
  const toCell = inverse(step);
  const cells = [toCell(west, south), toCell(east, south), toCell(west, north), toCell(east, north)];
  const us = cells.map(([u]) => u);
  const vs = cells.map(([, v]) => v);
  return [
    Math.floor(Math.min(...us)),
    Math.floor(Math.min(...vs)),
    Math.ceil(Math.max(...us)),
    Math.ceil(Math.max(...vs)),
  ];
}

function inverse({ x0, y0, ux, uy, vx, vy }: Step): (x: number, y: number) => [number, number] {
  const determinant = ux * vy - vx * uy;
  return (x, y) => [
    ((x - x0) * vy - (y - y0) * vx) / determinant,
    ((y - y0) * ux - (x - x0) * uy) / determinant,
  ];
}

function readers(lattice: Lattice, heights: Float64Array): Pick<HeightField, "toCell" | "at"> {
  const { columns, rows } = lattice;
  const toCell = inverse(lattice);
  return {
    toCell,
    at(x, y) {
      const [cu, cv] = toCell(x, y);
      const u = Math.min(columns - 1, Math.max(0, cu));
      const v = Math.min(rows - 1, Math.max(0, cv));
      const column = Math.min(columns - 2, Math.floor(u));
      const row = Math.min(rows - 2, Math.floor(v));
      const [s, t] = [u - column, v - row];
      const i = row * columns + column;
      const lower = heights[i] * (1 - s) + heights[i + 1] * s;
      return lower * (1 - t) + (heights[i + columns] * (1 - s) + heights[i + columns + 1] * s) * t;
    },
  };
}

/** Calls `visit` for every node with its degrees. */
function eachPlace(
  lattice: Lattice,
  projection: Plan["projection"],
  visit: (index: number, lon: number, lat: number) => void,
): void {
  const { columns, rows } = lattice;
  for (let row0 = 0; row0 < rows; row0 += degreeStride)
    for (let column0 = 0; column0 < columns; column0 += degreeStride) {
      const place = (column: number, row: number) =>
        lonLat(
          projection,
          lattice.x0 + column * lattice.ux + row * lattice.vx,
          lattice.y0 + column * lattice.uy + row * lattice.vy,
        );
      const a = place(column0, row0);
      const b = place(column0 + degreeStride, row0);
      const c = place(column0, row0 + degreeStride);
      const d = place(column0 + degreeStride, row0 + degreeStride);
      const mixed = (axis: 0 | 1, s: number, t: number) =>
        (a[axis] * (1 - s) + b[axis] * s) * (1 - t) + (c[axis] * (1 - s) + d[axis] * s) * t;
      for (let row = row0; row < Math.min(rows, row0 + degreeStride); row++)
        for (let column = column0; column < Math.min(columns, column0 + degreeStride); column++) {
          const [s, t] = [(column - column0) / degreeStride, (row - row0) / degreeStride];
          visit(row * columns + column, mixed(0, s, t), mixed(1, s, t));
        }
    }
}

/** Nodes without data take the mean of their known neighbours, ring by ring. Returns how many there were. */
function fillGaps(heights: Float64Array, columns: number): number {
  let holes: number[] = [];
  for (let i = 0; i < heights.length; i++) if (Number.isNaN(heights[i])) holes.push(i);
  const missing = holes.length;
  if (missing === heights.length) return missing;
  while (holes.length > 0) {
    const means = holes.map((i) => meanOfNeighbours(heights, columns, i));
    means.forEach((mean, k) => {
      if (!Number.isNaN(mean)) heights[holes[k]] = mean;
    });
    holes = holes.filter((_, k) => Number.isNaN(means[k]));
  }
  return missing;
}

function meanOfNeighbours(heights: Float64Array, columns: number, i: number): number {
  const column = i % columns;
  let sum = 0;
  let count = 0;
  const add = (other: number) => {
    const value = heights[other];
    if (value === undefined || Number.isNaN(value)) return;
    sum += value;
    count++;
  };
  if (column > 0) add(i - 1);
  if (column < columns - 1) add(i + 1);
  add(i - columns);
  add(i + columns);
  return count === 0 ? Number.NaN : sum / count;
}
