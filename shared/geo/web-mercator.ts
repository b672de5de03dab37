import type { PlaneProjection } from "./transverse-mercator.ts";

const radius = 6378137;
const degree = Math.PI / 180;

/** EPSG:3857: spherical Mercator on the WGS84 equator's radius. Metres are stretched by 1 / cos(latitude). */
export const webMercator: PlaneProjection = {
  toLocal(lonDeg, latDeg, into = [0, 0]) {
    into[0] = radius * lonDeg * degree;
    into[1] = radius * Math.asinh(Math.tan(latDeg * degree));
    return into;
  },
  toLonLat(x, y, into = [0, 0]) {
    into[0] = x / radius / degree;
    into[1] = Math.atan(Math.sinh(y / radius)) / degree;
    return into;
  },
};
