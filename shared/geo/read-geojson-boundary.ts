import { type Checked, type Issue, issueSaying } from "../issues.ts";
import type { LonLat } from "../scene/area-selection.ts";
import { type Said, says } from "../sentences.ts";
import { ringAreaKm2 } from "./area.ts";

/** One boundary out of a file: a closed ring, WGS84 degrees, lon-lat, and what of the file was left out. */
export interface Boundary {
  ring: LonLat[];
  /** How many other polygons the file holds; the largest was taken. */
  others: number;
  /** The polygon has holes; an area has none. */
  holes: number;
}

/** Deeper nesting than any real file; keeps a hostile one from exhausting the stack. */
const maxDepth = 20;

/**
 * The boundary in a GeoJSON text: any geometry, feature or collection (RFC 7946: WGS84, longitude first). Of several
 * polygons the largest is taken; closed lines count. Issue codes: `file-not-json`, `file-no-polygon`, `file-bad-number`.
 * Whether the ring can be fetched is the matter of `ringIssues`.
 */
export function readGeoJsonBoundary(text: string): Checked<Boundary> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return fault(says("file-not-json"));
  }
  const polygons: unknown[][] = [];
  collect(value, polygons, 0);
  return chooseBoundary(polygons);
}

/** The largest of polygons (lists of rings, outer ring first, positions as they came) → the boundary or issues. */
export function chooseBoundary(polygons: readonly unknown[][]): Checked<Boundary> {
  let best: { ring: LonLat[]; holes: number; size: number } | null = null;
  for (const [outer, ...holes] of polygons) {
    const ring = readRing(outer);
    if (ring === null) return fault(says("file-bad-number"));
    const size = sizeOf(ring);
    if (best === null || size > best.size) best = { ring, holes: holes.length, size };
  }
  if (best === null) return fault(says("file-no-polygon"));
  return { ok: true, value: { ring: best.ring, holes: best.holes, others: polygons.length - 1 } };
}

function collect(value: unknown, found: unknown[][], depth: number): void {
  if (typeof value !== "object" || value === null || depth > maxDepth) return;
  const { type, coordinates, geometry, geometries, features } = value as Record<string, unknown>;
  if (type === "Polygon" && Array.isArray(coordinates) && coordinates.length > 0) found.push(coordinates);
  if (type === "MultiPolygon" && Array.isArray(coordinates))
    for (const polygon of coordinates) if (Array.isArray(polygon) && polygon.length > 0) found.push(polygon);
  if (type === "LineString" && isClosed(coordinates)) found.push([coordinates]);
  if (type === "Feature") collect(geometry, found, depth + 1);
  for (const list of [geometries, features])
    if (Array.isArray(list)) for (const item of list) collect(item, found, depth + 1);
}

function isClosed(line: unknown): boolean {
  return Array.isArray(line) && line.length > 3 && String(line[0]) === String(line[line.length - 1]);
}

/** Closed where the file left it open; heights dropped. Null where a position is none. */
function readRing(positions: unknown): LonLat[] | null {
  if (!Array.isArray(positions)) return null;
  const ring: LonLat[] = [];
  for (const position of positions) {
    if (!Array.isArray(position)) return null;
    const [lon, lat]: unknown[] = position;
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) return null;
    ring.push([Number(lon), Number(lat)]);
  }
  const [first, last] = [ring[0], ring[ring.length - 1]];
  if (first !== undefined && (first[0] !== last[0] || first[1] !== last[1])) ring.push(first);
  return ring;
}

function sizeOf(ring: readonly LonLat[]): number {
  const onEarth = ring.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90);
  return onEarth && ring.length > 3 ? ringAreaKm2([...ring]) : 0;
}

function fault(said: Said): { ok: false; issues: Issue[] } {
  return { ok: false, issues: [issueSaying("file", said)] };
}
