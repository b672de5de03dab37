import { getPosition } from "suncalc";

export interface SunState {
  /** Unit vector from the model towards the sun: east, north, up. */
  direction: readonly [number, number, number];
  /** Degrees above the horizon, refraction included; negative at night. */
  altitudeDeg: number;
  /** 0 by night … 1 from 10 degrees up: how strong the sun is drawn. */
  strength: number;
}

/** Where the sun stands for an instant (UTC) at a place, WGS84 degrees. Source: suncalc 2. */
export function sunAt(instant: Date, lonDeg: number, latDeg: number): SunState {
  const { azimuth, altitude } = getPosition(instant, latDeg, lonDeg);
  const bearing = (azimuth * Math.PI) / 180;
  const height = (altitude * Math.PI) / 180;
  return {
    direction: [Math.sin(bearing) * Math.cos(height), Math.cos(bearing) * Math.cos(height), Math.sin(height)],
    altitudeDeg: altitude,
    strength: Math.min(1, Math.max(0, altitude / 10)),
  };
}

/**
 * A summer afternoon, used until somebody asks for a date: seen from the south-east, as the model first is, shadows
 * fall to the right and every house has a bright and a dark side. Local solar time, not clock time.
 */
export function defaultInstant(lonDeg: number): Date {
  return new Date(Date.UTC(2025, 5, 21, 15) - (lonDeg / 15) * 3_600_000);
}
