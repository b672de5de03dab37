import { createLocalProjection, roundToTenthMillimetre } from "../geo/local-projection.ts";
import type { PlaneProjection } from "../geo/transverse-mercator.ts";
import { createUtm, utmZoneFromEpsg, utmZoneOf } from "../geo/utm.ts";
import { webMercator } from "../geo/web-mercator.ts";
import type { LonLat } from "./area-selection.ts";
import type { Georeference } from "./handoff.ts";

/** The outline of what is selected in a host: `corners` are x, y of its document in metres, not repeated at the end. */
interface SelectedOutline {
  georeference: Georeference;
  corners: readonly (readonly [number, number])[];
}

/**
 * The outline that a host has selected → a closed ring, WGS84 degrees, lon-lat, rounded to a tenth of a millimetre.
 * Document metres are taken as the document's own reference means them: true metres around the origin, or easting
 * and northing from it. Whether the ring can be fetched is the matter of `ringIssues`.
 */
export function selectionRing({ georeference, corners }: SelectedOutline): LonLat[] {
  const { originLonDeg, originLatDeg } = georeference;
  const plane = planeOf(georeference);
  const [originX, originY] = plane.toLocal(originLonDeg, originLatDeg);
  const ring = corners.map(([x, y]) => roundToTenthMillimetre(plane.toLonLat(originX + x, originY + y)));
  return [...ring, ring[0]];
}

function planeOf({ crs, epsg, originLonDeg, originLatDeg }: Georeference): PlaneProjection {
  if (crs === "local") return createLocalProjection(originLonDeg, originLatDeg);
  if (crs === "EPSG:3857") return webMercator;
  const named = epsg === undefined ? null : utmZoneFromEpsg(epsg);
  return createUtm(named ?? utmZoneOf(originLonDeg, originLatDeg));
}
