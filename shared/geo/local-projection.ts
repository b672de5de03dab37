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
