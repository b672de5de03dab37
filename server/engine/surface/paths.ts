/** All ways of the map as lines in millimetres, and which of them meet where. */
import type { MapFeature } from "../../sources/map-source.ts";
import type { Ring } from "../geometry/rings.ts";
import { parseNumber } from "../tag-values.ts";
import { toMillimetres, type Work } from "../work.ts";
import { type Strip, stripOf } from "./path-type.ts";

export interface Path {
  feature: MapFeature & { kind: "line" };
  strip: Strip;
  /** Flat, whole mm. */
  line: Ring;
  /** mm. */
  width: number;
  bridge: boolean;
  /** Bridges: 1 to 5. Others: 0. */
  level: number;
}

/** A point of a path. */
export interface Stop {
  path: Path;
  /** Where its x stands in the line. */
  at: number;
}

/** Ways without those in tunnels, which are counted; null for what is no way. */
export function pathOf(work: Work, feature: MapFeature & { kind: "line" }): Path | "tunnel" | null {
  const { tags } = feature;
  const strip = stripOf(tags);
  if (strip === null || tags.area === "yes") return null;
  if (tags.tunnel !== undefined && tags.tunnel !== "no" && tags.tunnel !== "building_passage")
    return "tunnel";
  const bridge = tags.bridge !== undefined && tags.bridge !== "no";
  const level = bridge ? Math.min(5, Math.max(1, Math.round(parseNumber(tags.layer) ?? 1))) : 0;
  const line = withoutRepeats(toMillimetres(work.plan, feature.coordinates, false).map(Math.round));
  return line.length < 4
    ? null
    : { feature, strip, line, width: Math.round(strip.widthM * 1000), bridge, level };
}

function withoutRepeats(line: Ring): Ring {
  const result: Ring = [];
  for (let i = 0; i < line.length; i += 2)
    if (i === 0 || line[i] !== line[i - 2] || line[i + 1] !== line[i - 1]) result.push(line[i], line[i + 1]);
  return result;
}

/** Name of a place, the same for all ways that have a point there. */
export function placeKey(x: number, y: number): number {
  // Both are below 2^27: the pair fits the 53 bits of a double.
  return x * 2 ** 27 + y;
}

/** The places of a path's points, in order. */
export function keysOf({ line }: Path): number[] {
  const keys: number[] = [];
  for (let i = 0; i < line.length; i += 2) keys.push(placeKey(line[i], line[i + 1]));
  return keys;
}

/** Places where paths have a point, with all of those points. */
export function stopsByPlace(paths: readonly Path[]): Map<number, Stop[]> {
  const stops = new Map<number, Stop[]>();
  for (const path of paths)
    for (let at = 0; at < path.line.length; at += 2) {
      const key = placeKey(path.line[at], path.line[at + 1]);
      const known = stops.get(key);
      if (known === undefined) stops.set(key, [{ path, at }]);
      else known.push({ path, at });
    }
  return stops;
}

/** From a line to a place, mm. */
export function distanceTo(line: Ring, x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 2; i < line.length; i += 2) {
    const [dx, dy] = [line[i] - line[i - 2], line[i + 1] - line[i - 1]];
    const [px, py] = [x - line[i - 2], y - line[i - 1]];
    const at = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
    const [offX, offY] = [px - at * dx, py - at * dy];
    least = Math.min(least, offX * offX + offY * offY);
  }
  return Math.sqrt(least);
}

/** Linear between the points of the nearest piece of a path. */
export function heightAt({ line }: Path, heights: Float64Array, x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  let height = heights[0];
  for (let i = 2; i < line.length; i += 2) {
    const [dx, dy] = [line[i] - line[i - 2], line[i + 1] - line[i - 1]];
    const along = ((x - line[i - 2]) * dx + (y - line[i - 1]) * dy) / (dx * dx + dy * dy || 1);
    const at = Math.min(1, Math.max(0, along));
    const off = Math.hypot(x - line[i - 2] - at * dx, y - line[i - 1] - at * dy);
    if (off >= least) continue;
    least = off;
    height = heights[i / 2 - 1] + at * (heights[i / 2] - heights[i / 2 - 1]);
  }
  return height;
}
