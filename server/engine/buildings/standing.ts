/** How a building meets sloping ground: it stands on the lowest point under it and is never swallowed by the highest. */
import { boxAround, boxOf, type Polygon, pointInPolygon, type Ring } from "../geometry/rings.ts";
import type { Work } from "../work.ts";
import type { Standing } from "./build-solid.ts";
import type { BuildingGroup, Footprint } from "./group-parts.ts";
import { type Measures, measure } from "./measure.ts";

/** The base goes this far below the lowest ground, so that no light shows under a wall. mm. */
const skirt = 300;
/** Eaves stay at least this far above the highest ground under the outline. mm. */
const clear = 500;
/** Ground is looked at this often along walls, mm. */
const step = 5000;
/** No wall is longer than as many steps: a corner that is wrong by degrees must not be walked to. */
const mostSteps = 2000;

export function standingOf({ outline, parts }: BuildingGroup, { ground, plan }: Work): Standing {
  if (ground.mesh === null) return { zero: 0, foundation: 0 };
  const polygons = [outline, ...parts].flatMap((footprint) => footprint?.polygons ?? []);
  const { low, high } = groundUnder(polygons, ground);
  const eaves = low + lowestEaves(measure((outline ?? parts[0]).tags, plan.settings), polygons);
  const lift = Math.max(0, Math.round(high + clear - eaves));
  return { zero: low + lift, foundation: lift + skirt };
}

/** A low part on the upper side of a steep plot stands higher than the rest of its building. */
export function standingOfPart(
  { polygons }: Footprint,
  measures: Measures,
  standing: Standing,
  { ground }: Work,
): Standing {
  if (ground.mesh === null || measures.min > 0) return standing;
  const { high } = groundUnder(polygons, ground);
  const eaves = standing.zero + lowestEaves(measures, polygons);
  const lift = Math.max(0, Math.round(high + clear - eaves));
  return lift === 0 ? standing : { zero: standing.zero + lift, foundation: standing.foundation + lift };
}

/** At least this high above the building's zero the roof begins, mm: what a roof may take of a stated height. */
function lowestEaves({ shape, total, walls, roofHeight, roofAngle }: Measures, polygons: Polygon[]): number {
  if (total === null) return 1000 * walls;
  if (shape === "flat") return 1000 * total;
  if (roofHeight !== null) return 1000 * Math.max(0, total - roofHeight);
  if (roofAngle === null) return 500 * total;
  const [minX, minY, maxX, maxY] = boxAround(polygons);
  const run = Math.hypot(maxX - minX, maxY - minY) / (shape === "skillion" ? 1 : 2);
  return Math.max(0, 1000 * total - run * Math.tan((roofAngle * Math.PI) / 180));
}

function groundUnder(polygons: Polygon[], ground: Work["ground"]): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const look = (x: number, y: number) => {
    const height = ground.at(x, y);
    if (height < low) low = height;
    if (height > high) high = height;
  };
  for (const polygon of polygons) {
    for (const [x, y] of alongRing(polygon.outer)) look(x, y);
    for (const [x, y] of inside(polygon)) look(x, y);
  }
  return { low, high };
}

/** A hall may have a hill in its middle. */
function* inside(polygon: Polygon): Generator<[number, number]> {
  const [minX, minY, maxX, maxY] = boxOf(polygon.outer);
  if (maxX - minX < 4 * step || maxY - minY < 4 * step) return;
  for (let i = 1; i < 8; i++)
    for (let j = 1; j < 8; j++) {
      const [x, y] = [minX + ((maxX - minX) * i) / 8, minY + ((maxY - minY) * j) / 8];
      if (pointInPolygon(polygon, x, y)) yield [x, y];
    }
}

function* alongRing(ring: Ring): Generator<[number, number]> {
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [dx, dy] = [ring[j] - ring[i], ring[j + 1] - ring[i + 1]];
    const pieces = Math.min(mostSteps, Math.max(1, Math.ceil(Math.hypot(dx, dy) / step)));
    for (let k = 0; k < pieces; k++) yield [ring[i] + (dx * k) / pieces, ring[i + 1] + (dy * k) / pieces];
  }
}
