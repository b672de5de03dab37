import type { ElevationSource, MapFeature, MapPolygon, MapSourceInfo } from "../sources/map-source.ts";
import type { Ring } from "./geometry/rings.ts";
import type { Soup } from "./geometry/solid.ts";
import type { Ground } from "./ground.ts";
import type { Plan } from "./plan.ts";
import type { Report } from "./report.ts";

/** What every layer works from. */
export interface Work {
  plan: Plan;
  features: MapFeature[];
  ground: Ground;
  /** What the ground was made from, loaded; null without elevation data. */
  elevation: ElevationSource | null;
  report: Report;
  /** What descriptors call the data; absent: OpenStreetMap. */
  dataset?: MapSourceInfo["dataset"];
}

export type WireDescriptor = Record<string, string | number | boolean | null>;

/** One element of a `meshes` array: triangles in mm (east, north, up). */
export interface WireMesh {
  /** Written beside the vertices too, where the contract's sample has it. */
  type?: string;
  descriptor: WireDescriptor;
  soup: Soup;
}

/** A feature's coordinates (lon-lat) → mm around the origin, not yet whole; a closed ring loses its repeated point. */
export function toMillimetres(plan: Plan, coordinates: Float64Array, closed: boolean): Ring {
  const count = Math.max(0, coordinates.length - (closed ? 2 : 0));
  const ring: Ring = new Array(count);
  const point: [number, number] = [0, 0];
  for (let i = 0; i < count; i += 2) {
    plan.projection.toLocal(coordinates[i], coordinates[i + 1], point);
    ring[i] = point[0] * 1000;
    ring[i + 1] = point[1] * 1000;
  }
  return ring;
}

export function areaRings(plan: Plan, polygons: MapPolygon[]): Ring[] {
  const rings: Ring[] = [];
  for (const { outer, holes } of polygons) {
    rings.push(toMillimetres(plan, outer, true));
    for (const hole of holes) rings.push(toMillimetres(plan, hole, true));
  }
  return rings;
}

interface UndergroundTags {
  readonly location?: string | undefined;
  readonly tunnel?: string | undefined;
  readonly layer?: string | undefined;
  readonly level?: string | undefined;
}

export function isUnderground(tags: UndergroundTags): boolean {
  if (tags.location === "underground" || tags.location === "underwater") return true;
  if (tags.tunnel !== undefined && tags.tunnel !== "no") return true;
  return Number(tags.layer) < 0 || Number(tags.level) < 0;
}
