import type { AreaSelection, LonLat } from "../scene/area-selection.ts";
import { createLocalProjection, roundToTenthMillimetre } from "./local-projection.ts";

/**
 * Circle of true ground radius around a centre (lon-lat degrees), as a regular polygon with its corners on the
 * circle: with 64 sides it covers 99.84 % of the disc. The ring is closed and counter-clockwise from east.
 */
export function areaFromCircle(centre: LonLat, radiusM: number, segments = 64): AreaSelection {
  const projection = createLocalProjection(centre[0], centre[1]);
  const ring = Array.from({ length: segments }, (_, i) => {
    const angle = (2 * Math.PI * i) / segments;
    return roundToTenthMillimetre(projection.toLonLat(radiusM * Math.cos(angle), radiusM * Math.sin(angle)));
  });
  return { ring: [...ring, ring[0]], label: `Circle, radius ${Math.round(radiusM * 100) / 100} m` };
}
