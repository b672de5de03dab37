/** Pavements that are mapped as ways of their own and run beside a ramp: they rise with it. */
import Flatbush from "flatbush";
import { boxOf, type Ring } from "../geometry/rings.ts";
import { distanceTo, type Path, placeKey } from "./paths.ts";
import { rampAt, type Way } from "./ramps.ts";

/** Between the edges of the two at most, mm. */
const apart = 3000;
/** Heights are taken over this often, mm. */
const step = 5000;

/**
 * Place → height of the ramp beside it, above the ground, mm. The sidewalks among `ways` get more corners where a ramp is
 * near. Only the nearest road counts: beside a ramp there may be another one that stays down.
 */
export function besideRamps(ways: Map<Path, Path>, ramps: ReadonlyMap<Path, Way>): Map<number, number> {
  const heights = new Map<number, number>();
  const sidewalks = [...ways].filter(
    ([
      {
        feature: { tags },
      },
    ]) => tags.footway === "sidewalk",
  );
  const roads = [...ways.keys()].filter(({ strip }) => strip.pathType === "roadway");
  if (sidewalks.length === 0 || !roads.some((road) => ramps.has(road))) return heights;
  const roadsNear = roadIndex(roads);
  for (const [mapped, path] of sidewalks) {
    if (!roadsNear(path.line, apart + path.width / 2).some((road) => ramps.has(road))) continue;
    const line = withMoreCorners(path.line);
    ways.set(mapped, { ...path, line });
    for (let i = 0; i < line.length; i += 2) {
      const [x, y] = [line[i], line[i + 1]];
      const way = ramps.get(nearest(roadsNear([x, y], apart + path.width / 2), x, y) ?? mapped);
      if (way === undefined || distanceTo(way.path.line, x, y) > apart + (path.width + way.path.width) / 2)
        continue;
      const rise = rampAt(way, x, y);
      if (rise > 0) heights.set(placeKey(x, y), rise);
    }
  }
  return heights;
}

/** Roads whose edge may be within `reach` of a line. */
function roadIndex(roads: Path[]): (line: Ring, reach: number) => Path[] {
  const tree = new Flatbush(roads.length);
  for (const { line, width } of roads) {
    const [west, south, east, north] = boxOf(line);
    tree.add(west - width / 2, south - width / 2, east + width / 2, north + width / 2);
  }
  tree.finish();
  return (line, reach) => {
    const [west, south, east, north] = boxOf(line);
    return tree.search(west - reach, south - reach, east + reach, north + reach).map((index) => roads[index]);
  };
}

/** By its edge. */
function nearest(roads: Path[], x: number, y: number): Path | undefined {
  let least = Number.POSITIVE_INFINITY;
  let found: Path | undefined;
  for (const road of roads) {
    const off = distanceTo(road.line, x, y) - road.width / 2;
    if (off < least) [least, found] = [off, road];
  }
  return found;
}

function withMoreCorners(line: Ring): Ring {
  const result: Ring = [line[0], line[1]];
  for (let i = 2; i < line.length; i += 2) {
    const [dx, dy] = [line[i] - line[i - 2], line[i + 1] - line[i - 1]];
    const pieces = Math.max(1, Math.ceil(Math.hypot(dx, dy) / step));
    for (let k = 1; k <= pieces; k++)
      result.push(Math.round(line[i - 2] + (dx * k) / pieces), Math.round(line[i - 1] + (dy * k) / pieces));
  }
  return result;
}
