import { ringAreaKm2 } from "../../shared/geo/area.ts";
import { ringIssues } from "../../shared/geo/ring-issues.ts";
import { type Issue, saidByIssue } from "../../shared/issues.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import { type Said, says } from "../../shared/sentences.ts";
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
  const next = says("next-ring-form");
  if (ring.length === 0) refuse("bad-polygon", says("request-no-points"), { next });
  const issues = ringIssues(ring).map(inWireWords);
  const tooLarge = issues.length > 0 && issues.every(({ code }) => code === "ring-too-large");
  const smaller = says("next-area-of", { mostKm2: maxAreaKm2 });
  if (tooLarge) refuse("area-too-large", inOne(issues), { issues, next: smaller });
  if (issues.length > 0) refuse("bad-polygon", inOne(issues), { issues, next });
  const km2 = ringAreaKm2(ring);
  if (km2 > maxAreaKm2)
    refuse("area-too-large", says("request-area-size", { km2, most: maxAreaKm2 }), { next: smaller });
  return { ring, m2: Math.max(1, Math.round(km2 * m2PerKm2)) };
}

/** What is wrong, in one sentence: the issue's own where there is one. */
function inOne(issues: readonly Issue[]): Said {
  const alone = issues.length === 1 ? saidByIssue(issues[0]) : null;
  return alone ?? says("request-area-faults", { faults: issues.map(({ message }) => message).join(" ") });
}

/** The ring checks speak of an area; the request's field is called `polygon`. */
const inWireWords = (issue: Issue): Issue => ({
  ...issue,
  path: issue.path.replace(/^area\.ring/, "polygon"),
});
