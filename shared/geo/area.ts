import geographiclib from "geographiclib-geodesic";
import type { LonLat } from "../scene/area-selection.ts";

/**
 * Geodesic area of a ring on the WGS84 ellipsoid, km². Open or closed, either winding. This is the figure that is
 * shown before a request and metered by the service. Source: Karney, "Algorithms for geodesics" (2013), through
 * geographiclib-geodesic.
 */
export function ringAreaKm2(ring: readonly LonLat[]): number {
  return Math.abs(measure(ring).area) / 1e6;
}

/** Geodesic length of a ring's outline on WGS84, metres; an open ring is closed first. */
export function ringPerimeterM(ring: readonly LonLat[]): number {
  return measure(ring).perimeter;
}

function measure(ring: readonly LonLat[]): { area: number; perimeter: number } {
  const polygon = geographiclib.Geodesic.WGS84.Polygon(false);
  const last = ring.length - 1;
  const closed = last > 0 && ring[0][0] === ring[last][0] && ring[0][1] === ring[last][1];
  for (let i = 0; i < (closed ? last : ring.length); i++) polygon.AddPoint(ring[i][1], ring[i][0]);
  const result = polygon.Compute(false, true);
  return { area: result.area ?? 0, perimeter: result.perimeter };
}
