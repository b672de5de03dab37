import { type Issue, issueSaying } from "../issues.ts";
import type { LonLat } from "../scene/area-selection.ts";
import { type Said, says } from "../sentences.ts";
import { createLocalProjection } from "./local-projection.ts";
import { findRingContact } from "./ring-contact.ts";

/** Largest extent of one request in either direction, metres. The API's local frame is documented to 10 km radius. */
export const maxSpanM = 20_000;
/** More corners than anybody draws; keeps the pairwise check of a hostile ring bounded. */
export const maxRingPoints = 5_000;
/** Closer than this is the same point: a map cannot be drawn more exactly. Metres. */
export const ringToleranceM = 0.001;
/** Smaller than this is nothing to fetch: m². */
export const minAreaM2 = 1;

/**
 * What is wrong with a drawn ring (WGS84 degrees, lon-lat, closed); empty = fine to send. Codes: `ring-not-finite`,
 * `ring-out-of-range`, `ring-too-few-points`, `ring-too-many-points`, `ring-open`, `ring-antimeridian`,
 * `ring-pole`, `ring-too-large`, `ring-repeated-point`, `ring-zero-area`, `ring-self-crossing`. Checks that need the ones before
 * them are left out when those fail, so the list never blames one mistake twice.
 */
export function ringIssues(ring: readonly LonLat[]): Issue[] {
  const broken = coordinateIssues(ring);
  if (broken.length > 0) return broken;
  const shape = [...countIssues(ring), ...closureIssues(ring), ...antimeridianIssues(ring)];
  if (shape.some(({ code }) => code !== "ring-open")) return shape;
  const plane = projectRing(ring);
  const large = spanIssues(plane);
  if (large.length > 0) return [...shape, ...large];
  return [...shape, ...(shape.length === 0 ? planeIssues(plane) : [])];
}

function coordinateIssues(ring: readonly LonLat[]): Issue[] {
  const notFinite = ring.findIndex(([lon, lat]) => !Number.isFinite(lon) || !Number.isFinite(lat));
  if (notFinite >= 0) return [issue(says("ring-not-finite", { point: notFinite + 1 }), notFinite)];
  const outside = ring.findIndex(([lon, lat]) => Math.abs(lon) > 180 || Math.abs(lat) > 90);
  if (outside < 0) return [];
  const [lon, lat] = ring[outside];
  const swapped = Math.abs(lat) > 90 && Math.abs(lon) <= 90;
  return [issue(says("ring-out-of-range", { point: outside + 1, lon, lat, swapped }), outside)];
}

function countIssues(ring: readonly LonLat[]): Issue[] {
  if (ring.length > maxRingPoints + 1)
    return [issue(says("ring-too-many-points", { points: ring.length, most: maxRingPoints }))];
  const corners = new Set(ring.map(([lon, lat]) => `${lon},${lat}`)).size;
  if (corners >= 3) return [];
  return [issue(says("ring-too-few-points", { points: corners }))];
}

function closureIssues(ring: readonly LonLat[]): Issue[] {
  const first = ring[0];
  const last = ring[ring.length - 1];
  if (first === undefined || (first[0] === last[0] && first[1] === last[1])) return [];
  return [issue(says("ring-open"))];
}

function antimeridianIssues(ring: readonly LonLat[]): Issue[] {
  for (let i = 1; i < ring.length; i++) {
    if (Math.abs(ring[i][0] - ring[i - 1][0]) <= 180) continue;
    return [issue(says(enclosesPole(ring) ? "ring-pole" : "ring-antimeridian"), i)];
  }
  return [];
}

/** Whether the short ways from corner to corner go once around the world. */
function enclosesPole(ring: readonly LonLat[]): boolean {
  let turned = 0;
  for (let i = 1; i < ring.length; i++) {
    const step = ring[i][0] - ring[i - 1][0];
    turned += step > 180 ? step - 360 : step < -180 ? step + 360 : step;
  }
  return Math.abs(turned) > 180;
}

function spanIssues(plane: Float64Array): Issue[] {
  const span = Math.max(extent(plane, 0), extent(plane, 1));
  if (span <= maxSpanM) return [];
  const km = Number.isFinite(span) ? span / 1000 : 0;
  return [issue(says("ring-too-large", { km, most: maxSpanM / 1000 }))];
}

function planeIssues(plane: Float64Array): Issue[] {
  const count = plane.length / 2;
  for (let i = 0; i < count - 1; i++) {
    const gap = Math.hypot(plane[2 * i + 2] - plane[2 * i], plane[2 * i + 3] - plane[2 * i + 1]);
    if (gap <= ringToleranceM)
      return [issue(says("ring-repeated-point", { point: i + 1, other: i + 2 }), i + 1)];
  }
  const contact = findRingContact(plane, ringToleranceM);
  // The lobes of a symmetric bow tie cancel each other: flat is only what has no area whichever way it turns.
  if (Math.abs(planeArea(plane)) < minAreaM2 && turnedArea(plane) < minAreaM2)
    return [issue(says("ring-zero-area"))];
  if (contact === null) return [];
  const [i, j] = contact;
  return [issue(says("ring-self-crossing", { side: i + 1, other: j + 1 }), i)];
}

/** Sum of the triangles from the first corner to every side, each counted as positive, m². */
function turnedArea(plane: Float64Array): number {
  const [x0, y0] = plane;
  let sum = 0;
  for (let i = 2; i + 3 < plane.length; i += 2)
    sum += Math.abs((plane[i] - x0) * (plane[i + 3] - y0) - (plane[i + 2] - x0) * (plane[i + 1] - y0)) / 2;
  return sum;
}

function issue(said: Said, point?: number): Issue {
  return issueSaying(point === undefined ? "area.ring" : `area.ring.${point}`, said);
}

function projectRing(ring: readonly LonLat[]): Float64Array {
  const projection = createLocalProjection(ring[0][0], ring[0][1]);
  const plane = new Float64Array(ring.length * 2);
  const point: [number, number] = [0, 0];
  ring.forEach(([lon, lat], i) => {
    plane.set(projection.toLocal(lon, lat, point), 2 * i);
  });
  return plane;
}

function extent(plane: Float64Array, axis: 0 | 1): number {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = axis; i < plane.length; i += 2) {
    // Half a world away the projection has no finite answer; that is certainly too far.
    if (!Number.isFinite(plane[i])) return Number.POSITIVE_INFINITY;
    min = Math.min(min, plane[i]);
    max = Math.max(max, plane[i]);
  }
  return max - min;
}

function planeArea(plane: Float64Array): number {
  let twice = 0;
  for (let i = 0; i + 3 < plane.length; i += 2)
    twice += plane[i] * plane[i + 3] - plane[i + 2] * plane[i + 1];
  return twice / 2;
}
