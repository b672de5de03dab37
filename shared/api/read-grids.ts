import { elevationKeys, elevationSchema, numberArrayRefSchema } from "../contract/context-response.ts";
import type { GridLayer } from "../scene/scene-model.ts";
import type { ArrayCollector } from "./collect-arrays.ts";
import type { SkipLog } from "./skip-log.ts";
import type { WireFrame } from "./wire-frame.ts";

/**
 * Height-map elements → grids. Readings of what is not documented: `moveVector` is the grid's centre, x east and y
 * north; rows run from north to south and in a row from west to east (the order of a three.js plane).
 */
export function readGrids(
  elements: readonly unknown[],
  collector: ArrayCollector,
  wire: WireFrame,
  skips: SkipLog,
): GridLayer[] {
  const grids: GridLayer[] = [];
  elements.forEach((element, index) => {
    const grid = readGrid(element, collector, wire);
    if (typeof grid === "string") skips.add("topography", index, grid);
    else grids.push(grid);
  });
  return grids;
}

function readGrid(element: unknown, collector: ArrayCollector, wire: WireFrame): GridLayer | string {
  const parsed = elevationSchema.safeParse(element);
  if (!parsed.success) return "its height map has no proper size";
  const key = elevationKeys.find((name) => parsed.data[name] !== undefined);
  const reference = numberArrayRefSchema.safeParse(key === undefined ? undefined : parsed.data[key]);
  const array = reference.success ? collector.arrays[reference.data.array] : undefined;
  if (array?.heights === null || array?.heights === undefined) return "has no list of heights";
  if (array.fault !== null) return array.fault;
  const { width, height, segmentsWidth, segmentsHeight, moveVector } = parsed.data.info;
  const expected = (segmentsWidth + 1) * (segmentsHeight + 1);
  if (array.heights.length !== expected)
    return `its height map has ${array.heights.length} heights instead of ${expected}`;
  const [falseEast, falseNorth] = wire.falseOriginM ?? [0, 0];
  return {
    kind: "grid",
    id: "topography",
    segmentsX: segmentsWidth,
    segmentsY: segmentsHeight,
    widthM: width,
    heightM: height,
    centreX: moveVector.x - falseEast,
    centreY: moveVector.y - falseNorth,
    heights: array.heights,
  };
}
