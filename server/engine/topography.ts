/** The terrain of an answer: the ground's own triangles inside the area, or heights on a grid over its box. */
import type { GridShape } from "../../shared/contract/elevation.ts";
import type { Soup } from "./geometry/solid.ts";
import { inArea } from "./terrain/ground-mesh.ts";
import type { WireFrame } from "./wire-frame.ts";
import type { WireMesh, Work } from "./work.ts";

/** One sheet, its edge exactly the area's outline. */
export function* terrainMesh({ ground }: Work): Generator<WireMesh> {
  if (ground.mesh === null) return;
  const { tin } = ground.mesh;
  const soup: Soup = [];
  for (let t = 0; t < tin.zones.length; t++) {
    if ((tin.zones[t] & inArea) === 0) continue;
    for (const corner of [tin.triangles[3 * t], tin.triangles[3 * t + 1], tin.triangles[3 * t + 2]])
      soup.push(tin.x[corner], tin.y[corner], tin.z[corner]);
  }
  yield { descriptor: { type: "topography" }, soup };
}

/** About this many cells over the box, none smaller or larger than this (mm). */
const targetCells = 5000;
const smallestStep = 10_000;
const largestStep = 60_000;

/**
 * The grid as the contract has it: rows from north to south, each from west to east; its place is the centre
 * relative to the origin (in a projected reference: its coordinates there; the grid's slight turn against that reference
 * is left out, the mesh has it). Its nodes lie on the same ground as the mesh. Heights in mm here, metres on the wire.
 */
export function terrainGrid(
  { plan, ground }: Work,
  place: WireFrame["place"],
): { shape: GridShape; heights: Float64Array } {
  const [west, south, east, north] = plan.areaBox;
  const { segmentsX, segmentsY } = segmentsOf(east - west, north - south, isFlat(ground));
  const columns = segmentsX + 1;
  const heights = new Float64Array(columns * (segmentsY + 1));
  for (let row = 0; row <= segmentsY; row++)
    for (let column = 0; column < columns; column++)
      heights[row * columns + column] = ground.at(
        Math.round(west + (column * (east - west)) / segmentsX),
        Math.round(north - (row * (north - south)) / segmentsY),
      );
  const [x, y] = [(west + east) / 2, (south + north) / 2];
  const [centreX, centreY] = place(x, y);
  const shape = {
    widthM: (place(east, y)[0] - place(west, y)[0]) / 1000,
    heightM: (place(x, north)[1] - place(x, south)[1]) / 1000,
    segmentsX,
    segmentsY,
    centreX: centreX / 1000,
    centreY: centreY / 1000,
  };
  return { shape, heights };
}

/** One cell is enough for a plane at one height. */
function isFlat({ mesh }: Work["ground"]): boolean {
  return mesh === null || mesh.tin.z.every((z) => z === mesh.tin.z[0]);
}

function segmentsOf(width: number, height: number, flat: boolean): { segmentsX: number; segmentsY: number } {
  if (flat) return { segmentsX: 1, segmentsY: 1 };
  const step = Math.min(largestStep, Math.max(smallestStep, Math.sqrt((width * height) / targetCells)));
  return {
    segmentsX: Math.max(1, Math.ceil(width / step)),
    segmentsY: Math.max(1, Math.ceil(height / step)),
  };
}
