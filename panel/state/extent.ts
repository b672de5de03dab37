/** Boxes of degrees: which of two areas meet, and whether an area lies where a service has data. */
import type { LonLat } from "../../shared/scene/area-selection.ts";

/** West, south, east, north, WGS84 degrees. */
export type Extent = readonly [west: number, south: number, east: number, north: number];

/** The box around points; of no points it meets nothing. */
export function extentOf(points: readonly LonLat[]): Extent {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of points) {
    west = Math.min(west, lon);
    south = Math.min(south, lat);
    east = Math.max(east, lon);
    north = Math.max(north, lat);
  }
  return [west, south, east, north];
}

export function extentsMeet(a: readonly number[], b: readonly number[]): boolean {
  return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}

/** How much of a ring lies in the data of a service; without a known extent all of it does. */
export function inCoverage(
  ring: readonly LonLat[],
  coverage: readonly number[] | null,
): "all" | "part" | "none" {
  if (coverage === null || ring.length === 0) return "all";
  const extent = extentOf(ring);
  if (!extentsMeet(extent, coverage)) return "none";
  const [west, south, east, north] = coverage;
  const isInside = extent[0] >= west && extent[1] >= south && extent[2] <= east && extent[3] <= north;
  return isInside ? "all" : "part";
}
