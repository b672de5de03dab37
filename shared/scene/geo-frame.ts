/**
 * Where a model lies on Earth. All model coordinates are metres: x east, y north, z up, relative to `origin`.
 * `origin` is double precision; geometry is float32 relative to it (1 mm exact up to about 16 km).
 */
export interface GeoFrame {
  /** WGS84 degrees of model (0, 0). */
  originLonDeg: number;
  originLatDeg: number;
  /** Height in metres above the service's datum that model z = 0 stands for; 0 where no terrain was asked for. */
  originHeightM: number;
  /** Reference of the numbers on the wire; `local` means true metres around the origin. */
  crs: "local" | "EPSG:3857" | "UTM";
  /** Only for projected references: what was subtracted from wire coordinates (metres, easting and northing). */
  falseOriginM?: readonly [number, number];
  /** EPSG code when known, e.g. 32632 for UTM 32N. */
  epsg?: number;
}
