import { ringAreaKm2 } from "../../shared/geo/area.ts";
import { ringIssues } from "../../shared/geo/ring-issues.ts";
import type { Issue } from "../../shared/issues.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import { m2PerKm2 } from "../billing/ledger.ts";
import { refuse } from "../refusal.ts";

export interface MeasuredArea {
  ring: LonLat[];
  /** What is metered: the geodesic area of the polygon on WGS84, to the nearest square metre, at least one. */
  m2: number;
}

/** Checks a wire polygon (closed, lat-lon) and measures it; refuses with what to do. */
export function measureArea(polygon: readonly (readonly number[])[], maxAreaKm2: number): MeasuredArea {
  const ring = polygon.map(([lat, lon]): LonLat => [lon, lat]);
  if (ring.length === 0) refuse("bad-polygon", "The polygon has no points.", { next: polygonHelp });
  const issues = ringIssues(ring).map(inWireWords);
  const tooLarge = issues.length > 0 && issues.every(({ code }) => code === "ring-too-large");
  if (tooLarge) refuse("area-too-large", issues[0].message, { issues, next: tooLargeHelp(maxAreaKm2) });
  if (issues.length > 0)
    refuse("bad-polygon", issues.map(({ message }) => message).join(" "), { issues, next: polygonHelp });
  const km2 = ringAreaKm2(ring);
  if (km2 > maxAreaKm2)
    refuse(
      "area-too-large",
      `The area has ${km2.toFixed(2)} km²; one request may have at most ${maxAreaKm2} km².`,
      { next: tooLargeHelp(maxAreaKm2) },
    );
  return { ring, m2: Math.max(1, Math.round(km2 * m2PerKm2)) };
}

const polygonHelp =
  "Send one ring of [latitude, longitude] pairs that does not cross itself, with the first pair repeated last.";
const tooLargeHelp = (maxAreaKm2: number) =>
  `Draw an area of at most ${maxAreaKm2} km², or fetch it in several pieces.`;

/** The ring checks speak of an area; the request's field is called `polygon`. */
const inWireWords = (issue: Issue): Issue => ({
  ...issue,
  path: issue.path.replace(/^area\.ring/, "polygon"),
});
