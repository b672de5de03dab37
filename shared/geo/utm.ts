import { createTransverseMercator, type PlaneProjection } from "./transverse-mercator.ts";

/** A UTM zone: number 1–60 and hemisphere. */
export interface UtmZone {
  zone: number;
  south: boolean;
}

/** Zone of a place by its meridian alone (the exceptions around Norway and Svalbard are not applied). */
export function utmZoneOf(lonDeg: number, latDeg: number): UtmZone {
  return { zone: Math.min(60, Math.floor((lonDeg + 180) / 6) + 1), south: latDeg < 0 };
}

/** EPSG code on WGS84: 326xx north, 327xx south. */
export function utmEpsg({ zone, south }: UtmZone): number {
  return (south ? 32700 : 32600) + zone;
}

/** Zone behind an EPSG code on WGS84, or null. */
export function utmZoneFromEpsg(epsg: number): UtmZone | null {
  const zone = epsg % 100;
  const series = Math.floor(epsg / 100);
  return (series === 326 || series === 327) && zone >= 1 && zone <= 60
    ? { zone, south: series === 327 }
    : null;
}

/** Degrees (lon, lat) ↔ easting and northing in metres. Scale 0.9996, false easting 500 km, southern 10,000 km. */
export function createUtm({ zone, south }: UtmZone): PlaneProjection {
  return createTransverseMercator({
    centralLonDeg: zone * 6 - 183,
    originLatDeg: 0,
    k0: 0.9996,
    falseEastingM: 500_000,
    falseNorthingM: south ? 10_000_000 : 0,
  });
}
