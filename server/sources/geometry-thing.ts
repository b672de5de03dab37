/** GeoJSON geometry (lon-lat degrees, also as WKB readers give it) → features, or the reason why there is none. */

import type { PlacedThing } from "./feature-source.ts";
import type { MapFeature, MapPolygon, SourceSkip, Tags } from "./map-source.ts";
import { nestRings } from "./osm/assemble-rings.ts";
import { isRecord } from "./property-tags.ts";

/** Degrees → degrees, or metres of a projection → degrees. */
export type ToLonLat = (x: number, y: number) => [lon: number, lat: number];

/** Why a geometry cannot be used; becomes a skip, never an error of the whole. */
class Unusable extends Error {
  readonly reason: SourceSkip["reason"];

  constructor(reason: SourceSkip["reason"]) {
    super(reason);
    this.reason = reason;
  }
}

/** Tags are asked for when it is known whether the thing is an area. Several parts are several things, `id#2` and on. */
export function geometryThings(
  id: string,
  geometry: unknown,
  tagsFor: (isArea: boolean) => Tags,
  toLonLat: ToLonLat = (x, y) => [x, y],
): PlacedThing[] {
  const extent = new Extent();
  const point = (position: unknown) => extent.add(position, toLonLat);
  try {
    const made = features(id, geometry, tagsFor, point);
    return made.length === 1
      ? [{ made: made[0], box: extent.box() }]
      : made.map((feature) => ({ made: feature, box: boxOfFeature(feature) }));
  } catch (thrown) {
    if (!(thrown instanceof Unusable)) throw thrown;
    // A thing without any place is reported nowhere, because no area asks for it.
    return extent.empty
      ? []
      : [{ made: { id, reason: thrown.reason, tags: tagsFor(true) }, box: extent.box() }];
  }
}

type ReadPoint = (position: unknown) => [number, number];

function features(
  id: string,
  geometry: unknown,
  tagsFor: (isArea: boolean) => Tags,
  point: ReadPoint,
): MapFeature[] {
  if (!isRecord(geometry)) throw new Unusable("skip-no-geometry");
  const { type, coordinates } = geometry;
  const partId = (i: number) => (i === 0 ? id : `${id}#${i + 1}`);
  if (type === "Point" || type === "MultiPoint")
    return list(type === "Point" ? [coordinates] : coordinates).map((position, i) => {
      const [lon, lat] = point(position);
      return { id: partId(i), tags: tagsFor(false), kind: "point", lon, lat };
    });
  if (type === "LineString" || type === "MultiLineString")
    return list(type === "LineString" ? [coordinates] : coordinates).map((line, i) => {
      const flat = path(line, point);
      if (flat.length < 4) throw new Unusable("skip-short-line");
      return { id: partId(i), tags: tagsFor(false), kind: "line", coordinates: new Float64Array(flat) };
    });
  if (type === "Polygon" || type === "MultiPolygon") {
    const polygons = list(type === "Polygon" ? [coordinates] : coordinates).flatMap((rings) =>
      polygonsOf(list(rings), point),
    );
    if (polygons.length === 0) throw new Unusable("skip-outline-flat");
    return [{ id, tags: tagsFor(true), kind: "area", polygons }];
  }
  throw new Unusable("skip-other-geometry");
}

/** Which ring is outer is decided by nesting: files that have it wrong are common. */
function polygonsOf(rings: unknown[], point: ReadPoint): MapPolygon[] {
  return nestRings(rings.map((ring) => closedRing(ring, point)).filter((ring) => ring.length >= 8));
}

function closedRing(positions: unknown, point: ReadPoint): Float64Array {
  const flat = path(positions, point);
  const end = flat.length - 2;
  if (flat.length > 2 && (flat[0] !== flat[end] || flat[1] !== flat[end + 1]))
    throw new Unusable("skip-outline-open");
  return new Float64Array(flat);
}

/** Flat, without points repeated in a row. */
function path(positions: unknown, point: ReadPoint): number[] {
  const flat: number[] = [];
  for (const position of list(positions)) {
    const [lon, lat] = point(position);
    if (flat.length === 0 || flat[flat.length - 2] !== lon || flat[flat.length - 1] !== lat)
      flat.push(lon, lat);
  }
  return flat;
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Unusable("skip-bad-coordinates");
  return value;
}

class Extent {
  private west = Infinity;
  private south = Infinity;
  private east = -Infinity;
  private north = -Infinity;

  get empty(): boolean {
    return this.west > this.east;
  }

  box(): [number, number, number, number] {
    return [this.west, this.south, this.east, this.north];
  }

  add(position: unknown, toLonLat: ToLonLat): [number, number] {
    const [x, y] = Array.isArray(position) ? position : [];
    if (typeof x !== "number" || typeof y !== "number") throw new Unusable("skip-bad-coordinates");
    const [lon, lat] = toLonLat(x, y);
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) throw new Unusable("skip-not-on-earth");
    this.west = Math.min(this.west, lon);
    this.east = Math.max(this.east, lon);
    this.south = Math.min(this.south, lat);
    this.north = Math.max(this.north, lat);
    return [lon, lat];
  }
}

function boxOfFeature(feature: MapFeature): [number, number, number, number] {
  const extent = new Extent();
  const add = (flat: ArrayLike<number>) => {
    for (let i = 0; i < flat.length; i += 2) extent.add([flat[i], flat[i + 1]], (x, y) => [x, y]);
  };
  if (feature.kind === "point") add([feature.lon, feature.lat]);
  else if (feature.kind === "line") add(feature.coordinates);
  else for (const { outer } of feature.polygons) add(outer);
  return extent.box();
}
