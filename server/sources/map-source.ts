/** What the engine and the routes need of open map data. One adapter a file; all pass `map-source.suite.ts`. */

import type { PlainId } from "../../shared/sentences.ts";
import type { SharedFeatures } from "./feature-source.ts";
import type { SharedOsm } from "./osm/osm-map-source.ts";

/** A map that one thread has read, for the others. */
export type SharedMap = SharedOsm | SharedFeatures;

/** West, south, east, north; WGS84 degrees. */
export type BoundingBox = readonly [west: number, south: number, east: number, north: number];

export type Tags = Readonly<Record<string, string>>;

/** A polygon with holes: rings closed, lon-lat degrees, outer counter-clockwise, holes clockwise. */
export interface MapPolygon {
  outer: Float64Array;
  holes: Float64Array[];
}

/**
 * One mapped thing. `id` is the source's own, e.g. `way/123`. Coordinates: stride 2, lon-lat degrees. `partOf`: id of the
 * building that the data says this is a part of.
 */
export type MapFeature =
  | { id: string; tags: Tags; kind: "point"; lon: number; lat: number }
  | { id: string; tags: Tags; kind: "line"; coordinates: Float64Array }
  | { id: string; tags: Tags; kind: "area"; polygons: MapPolygon[]; model?: MapModel; partOf?: string };

/** What a source with 3D models knows of a building beyond its tags. */
export interface MapModel {
  /** Name of the data set, for descriptors. */
  dataset: string;
  /** What the height was measured from, e.g. "LoD2"; absent where it was only stated. */
  heightSource?: string;
  /** Whether `solids` were closed as they came; "open" = they were not and could not be repaired, and there are none. */
  state: "closed" | "repaired" | "open" | "none";
  solids: MapSolid[];
}

/** A closed solid. Corners: stride 3, longitude, latitude (degrees), metres above the ground of the building. */
export interface MapSolid {
  corners: Float64Array;
  /** Corner numbers, three a triangle, counter-clockwise seen from outside. */
  triangles: Uint32Array;
}

/** Something the source could not use, and why. */
export interface SourceSkip {
  id: string;
  reason: PlainId;
  /** Its tags, where they could be read: they tell what is missing from the answer. */
  tags?: Tags;
}

export interface MapSourceInfo {
  name: string;
  /** What descriptors call the data, and the form it came in, e.g. "geojson". Absent: OpenStreetMap. */
  dataset?: { name: string; form: string };
  attribution: { text: string; licence?: string; date?: string }[];
  coverage: BoundingBox | null;
  /** Closed ring, lon-lat, inside the data: where a first visit starts. */
  sampleArea: { label: string; ring: [number, number][] } | null;
  /** True where the whole is too much to draw a map of, or not at hand: there is no basemap then. */
  withoutBasemap?: boolean;
}

export interface MapPlace {
  name: string;
  kind: string;
  lon: number;
  lat: number;
  bbox?: BoundingBox;
}

export interface MapSource {
  info(): MapSourceInfo;
  /**
   * Everything whose box touches `box`, in the order of the data. `keys`: a thing that has a tag of none of these may be
   * left out, among what is skipped too, so that an answer about buildings does not pay for the trees between them.
   */
  features(
    box: BoundingBox,
    signal?: AbortSignal,
    keys?: readonly string[],
  ): Promise<{ features: MapFeature[]; skipped: SourceSkip[] }>;
  places(query: string, limit: number): Promise<MapPlace[]>;
  /** Of data that lies in memory: what opens it in another thread without reading it again. */
  share?(): SharedMap;
  /** Of data that changes while it is served: changes with it; null where that cannot be said. */
  version?(): Promise<string | null>;
  /** Of data that is fetched as it is needed: `box` was fetched elsewhere, and its names can be searched now. */
  visited?(box: BoundingBox): void;
  close(): Promise<void>;
}

/** One tile of heights, in shared memory; see `openSharedHgt`. */
export interface SharedHeights {
  info: ReturnType<ElevationSource["info"]>;
  /** South-west corner in degrees; the tile is one degree wide and high. */
  lon: number;
  lat: number;
  /** Samples a side. */
  side: number;
  heights: Int16Array;
}

/** Heights in metres above the datum of the data. */
export interface ElevationSource {
  info(): { name: string; attribution: { text: string; licence?: string; date?: string }[] };
  /**
   * For data that is not in memory: loads what `box` needs; the heights come from the source it returns. A source that
   * has this answers null before. Ask through `elevationWithin`.
   */
  within?(box: BoundingBox, signal?: AbortSignal): Promise<ElevationSource>;
  /** Bilinear; null outside the data or in a void that could not be filled. */
  heightAt(lonDeg: number, latDeg: number): number | null;
  /** Of heights that lie in memory: what opens them in another thread without reading them again. */
  share?(): SharedHeights;
  /** Place → column and row of the data's own samples (not whole), where they lie on one lattice. */
  toSamples?(lonDeg: number, latDeg: number): [column: number, row: number];
}

/** The heights of a box, ready to be asked. */
export function elevationWithin(
  source: ElevationSource,
  box: BoundingBox,
  signal?: AbortSignal,
): Promise<ElevationSource> {
  return source.within === undefined ? Promise.resolve(source) : source.within(box, signal);
}
