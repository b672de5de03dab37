/** The terrain of an answer: cut exactly at the area, or as the grid it is made of. */
import type { GridInfo } from "../../shared/contract/answer-text.ts";
import { intersection } from "./geometry/clip.ts";
import { pointInPolygon } from "./geometry/rings.ts";
import type { Soup } from "./geometry/solid.ts";
import { triangulateGraph } from "./geometry/triangulate.ts";
import { flatGround, type GroundGrid, nodePlace } from "./ground.ts";
import type { WireFrame } from "./wire-frame.ts";
import type { WireMesh, Work } from "./work.ts";

/** One sheet over the area. Cells the outline crosses are cut; all others are two triangles. */
export function* terrainMesh({ plan, ground }: Work): Generator<WireMesh> {
  if (ground.grid === null) return;
  const soup: Soup = [];
  const { grid } = ground;
  for (let row = 0; row < grid.segmentsY; row++)
    for (let column = 0; column < grid.segmentsX; column++)
      addCell(soup, grid, column, row, plan.area, ground);
  yield { descriptor: { type: "topography" }, soup };
}

function addCell(
  soup: Soup,
  grid: GroundGrid,
  column: number,
  row: number,
  area: Work["plan"]["area"],
  ground: Work["ground"],
): void {
  const a = nodePlace(grid, column, row);
  const b = nodePlace(grid, column + 1, row);
  const c = nodePlace(grid, column + 1, row + 1);
  const d = nodePlace(grid, column, row + 1);
  const whole = !cellMeetsOutline(area.outer, a, c) && pointInPolygon(area, a[0] + 1, a[1] + 1);
  for (const triangle of [
    [...a, ...b, ...c],
    [...a, ...c, ...d],
  ]) {
    if (whole) addTriangle(soup, triangle, ground);
    else
      for (const part of intersection([{ outer: triangle, holes: [] }], [area])) {
        const corners = part.outer.map((_, i) => i).slice(0, part.outer.length / 2);
        const inside = triangulateGraph({ points: part.outer, loops: [corners], creases: [] });
        for (let i = 0; inside !== null && i < inside.length; i += 3) {
          const plan = [0, 1, 2].flatMap((k) => [
            part.outer[2 * inside[i + k]],
            part.outer[2 * inside[i + k] + 1],
          ]);
          addTriangle(soup, plan, ground);
        }
      }
  }
}

function addTriangle(soup: Soup, plan: number[], ground: Work["ground"]): void {
  for (let i = 0; i < 6; i += 2) soup.push(plan[i], plan[i + 1], ground.at(plan[i], plan[i + 1]));
}

/** Whether an edge of the outline comes near the cell: by boxes, which is enough to be safe. */
function cellMeetsOutline(outline: number[], low: [number, number], high: [number, number]): boolean {
  for (let i = 0; i < outline.length; i += 2) {
    const j = (i + 2) % outline.length;
    const minX = Math.min(outline[i], outline[j]);
    const maxX = Math.max(outline[i], outline[j]);
    const minY = Math.min(outline[i + 1], outline[j + 1]);
    const maxY = Math.max(outline[i + 1], outline[j + 1]);
    if (minX <= high[0] && maxX >= low[0] && minY <= high[1] && maxY >= low[1]) {
      if (segmentMeetsBox(outline[i], outline[i + 1], outline[j], outline[j + 1], low, high)) return true;
    }
  }
  return false;
}

/** All four corners on one side of the line: it passes by. */
function segmentMeetsBox(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  low: [number, number],
  high: [number, number],
): boolean {
  const side = (x: number, y: number) => Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax));
  const first = side(low[0], low[1]);
  return (
    first === 0 ||
    side(high[0], low[1]) !== first ||
    side(high[0], high[1]) !== first ||
    side(low[0], high[1]) !== first
  );
}

/**
 * The grid as the contract has it: rows from north to south, each from west to east; `moveVector` is the centre
 * relative to the origin (in a projected reference: its coordinates there; the grid's slight turn against that reference
 * is left out, the mesh has it). Heights in mm here, metres on the wire.
 */
export function terrainGrid(
  { plan, ground }: Work,
  place: WireFrame["place"],
): { info: GridInfo; heights: Float64Array } {
  const [west, south, east, north] = plan.areaBox;
  const grid = ground.grid ?? gridOf(plan.areaBox);
  const columns = grid.segmentsX + 1;
  const rows = grid.segmentsY + 1;
  const heights = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++)
    heights.set(grid.heights.subarray((rows - 1 - row) * columns, (rows - row) * columns), row * columns);
  const [x, y] = [(west + east) / 2, (south + north) / 2];
  const [centreX, centreY] = place(x, y);
  const info = {
    width: (place(east, y)[0] - place(west, y)[0]) / 1000,
    height: (place(x, north)[1] - place(x, south)[1]) / 1000,
    segmentsWidth: grid.segmentsX,
    segmentsHeight: grid.segmentsY,
    moveVector: { x: centreX / 1000, y: centreY / 1000 },
  };
  return { info, heights };
}

function gridOf([west, south, east, north]: Work["plan"]["areaBox"]): GroundGrid {
  const [stepX, stepY] = [east - west, north - south];
  return {
    x0: west,
    y0: south,
    stepX,
    stepY,
    segmentsX: 1,
    segmentsY: 1,
    heights: new Float64Array(4).fill(flatGround.at(0, 0)),
  };
}
