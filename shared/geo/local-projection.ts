import type { LonLat } from "../scene/area-selection.ts";
import { createTransverseMercator, type PlaneProjection } from "./transverse-mercator.ts";

/**
 * The model's plan: metres east and north of an origin, WGS84. Transverse Mercator with the origin's own meridian
 * and latitude and scale 1, so (0, 0) is the origin, y points to true north there, and lengths within 10 km are
 * true to 1.3 mm per km at worst. `toLocal(lon, lat)` → [x, y]; `toLonLat(x, y)` → [lon, lat]; pass an array as
 * last argument to reuse it.
 */
export function createLocalProjection(originLonDeg: number, originLatDeg: number): PlaneProjection {
  return createTransverseMercator({ centralLonDeg: originLonDeg, originLatDeg });
}

/** Degrees to nine decimals (0.1 mm on the ground): keeps wire bodies and cache keys short and stable. */
export function roundToTenthMillimetre([lonDeg, latDeg]: [number, number]): LonLat {
  return [Math.round(lonDeg * 1e9) / 1e9, Math.round(latDeg * 1e9) / 1e9];
}
