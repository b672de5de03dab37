/** WGS84 position, degrees, **longitude first** (GeoJSON order). The wire's lat-lon order never leaves `contract/`. */
export type LonLat = readonly [lonDeg: number, latDeg: number];

/**
 * What the user drew: one ring, closed (first point repeated last), WGS84 degrees, lon-lat, either winding.
 * Holes are not part of the API. `label` is free text for lists ("Luisenplatz, 300 × 200 m").
 */
export interface AreaSelection {
  ring: LonLat[];
  label?: string;
}
