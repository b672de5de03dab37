/**
 * Things of a plain file in three columns of shared memory: what is text of each as JSON, its coordinates and its
 * triangles as numbers. Worker threads read them where they are, and a feature is built when it is asked for.
 */
import type { PlacedThing } from "./feature-source.ts";
import type { MapFeature, MapModel, MapPolygon, MapSolid, SourceSkip, Tags } from "./map-source.ts";
import { GrowF64, GrowU32 } from "./osm/grow.ts";

export interface PackedThings {
  count: number;
  /** UTF-8, one head after the other. */
  heads: Uint8Array;
  numbers: Float64Array;
  corners: Uint32Array;
  /** Where thing i begins in each column, at i; where the last one ends, at `count`. */
  headAt: Float64Array;
  numberAt: Float64Array;
  cornerAt: Float64Array;
}

/** A feature without its numbers: of these only how many there are, in their order. */
type Head =
  | SourceSkip
  | { id: string; tags: Tags; kind: "point" }
  | { id: string; tags: Tags; kind: "line" }
  | {
      id: string;
      tags: Tags;
      kind: "area";
      /** Of each polygon: outer, then holes. */
      rings: number[][];
      partOf?: string;
      model?: Omit<MapModel, "solids"> & { solids: [numbers: number, corners: number][] };
    };

export function packThings(things: readonly PlacedThing[]): PackedThings {
  const heads = new GrowBytes();
  const numbers = new GrowF64();
  const corners = new GrowU32();
  const [headAt, numberAt, cornerAt] = [new GrowF64(), new GrowF64(), new GrowF64()];
  const mark = () => {
    headAt.push(heads.length);
    numberAt.push(numbers.length);
    cornerAt.push(corners.length);
  };
  for (const { made } of things) {
    mark();
    heads.push(JSON.stringify("reason" in made ? made : headOf(made)));
    if ("reason" in made) continue;
    for (const list of numbersOf(made)) for (const value of list) numbers.push(value);
    for (const list of trianglesOf(made)) for (const value of list) corners.push(value);
  }
  mark();
  return {
    count: things.length,
    heads: heads.finish(),
    numbers: numbers.finish(),
    corners: corners.finish(),
    headAt: headAt.finish(),
    numberAt: numberAt.finish(),
    cornerAt: cornerAt.finish(),
  };
}

function headOf(feature: MapFeature): Head {
  const { id, tags, kind } = feature;
  if (kind === "point") return { id, tags, kind };
  if (kind === "line") return { id, tags, kind };
  const rings = feature.polygons.map(({ outer, holes }) => [outer, ...holes].map((ring) => ring.length));
  const { partOf, model } = feature;
  if (model === undefined) return { id, tags, kind, rings, partOf };
  const solids = model.solids.map((solid): [number, number] => [
    solid.corners.length,
    solid.triangles.length,
  ]);
  return { id, tags, kind, rings, partOf, model: { ...model, solids } };
}

function numbersOf(feature: MapFeature): Iterable<number>[] {
  if (feature.kind === "point") return [[feature.lon, feature.lat]];
  if (feature.kind === "line") return [feature.coordinates];
  const rings = feature.polygons.flatMap(({ outer, holes }) => [outer, ...holes]);
  return [...rings, ...(feature.model?.solids ?? []).map(({ corners }) => corners)];
}

const trianglesOf = (feature: MapFeature): Uint32Array[] =>
  feature.kind === "area" ? (feature.model?.solids ?? []).map(({ triangles }) => triangles) : [];

/** Thing `i` as it was packed, in memory of its own. */
export function unpackThing(packed: PackedThings, i: number): MapFeature | SourceSkip {
  return unpack(packed, i, readHead(packed, i));
}

/** The same; null where it has a tag of none of `keys`. A skip without tags may be anything. */
export function unpackWithKeys(
  packed: PackedThings,
  i: number,
  keys: readonly string[],
): MapFeature | SourceSkip | null {
  const head = readHead(packed, i);
  const { tags } = head;
  return tags === undefined || keys.some((key) => Object.hasOwn(tags, key)) ? unpack(packed, i, head) : null;
}

function unpack(packed: PackedThings, i: number, head: Head): MapFeature | SourceSkip {
  if ("reason" in head) return head;
  const takeNumbers = taker(packed.numbers, packed.numberAt[i]);
  const takeCorners = taker(packed.corners, packed.cornerAt[i]);
  if (head.kind === "point") {
    const [lon, lat] = takeNumbers(2);
    return { ...head, lon, lat };
  }
  if (head.kind === "line")
    return { ...head, coordinates: takeNumbers(packed.numberAt[i + 1] - packed.numberAt[i]) };
  const { id, tags, kind, rings, partOf, model } = head;
  const polygons = rings.map((lengths): MapPolygon => {
    const [outer, ...holes] = lengths.map(takeNumbers);
    return { outer, holes };
  });
  const area = partOf === undefined ? { id, tags, kind, polygons } : { id, tags, kind, partOf, polygons };
  if (model === undefined) return area;
  const solids = model.solids.map(
    ([numbers, corners]): MapSolid => ({ corners: takeNumbers(numbers), triangles: takeCorners(corners) }),
  );
  return { ...area, model: { ...model, solids } };
}

/** One stretch of a column after the other, each in memory of its own. */
function taker<T extends { slice(from: number, to: number): T }>(column: T, from: number) {
  let at = from;
  return (length: number): T => {
    at += length;
    return column.slice(at - length, at);
  };
}

/** Tags of thing `i`; null where it is only a skip. */
export function tagsOfThing(packed: PackedThings, i: number): Tags | null {
  const head = readHead(packed, i);
  return "reason" in head ? null : head.tags;
}

/** It was written by `packThings` and has not left this process. */
function readHead({ heads, headAt }: PackedThings, i: number): Head {
  let bytes = views.get(heads);
  if (bytes === undefined) {
    bytes = Buffer.from(heads.buffer, heads.byteOffset, heads.byteLength);
    views.set(heads, bytes);
  }
  return JSON.parse(bytes.toString("utf8", headAt[i], headAt[i + 1]));
}

/** The same bytes as Node reads text from them: to look at them anew for each thing costs as much as its tags. */
const views = new WeakMap<Uint8Array, Buffer>();

class GrowBytes {
  private data = new Uint8Array(1 << 16);
  length = 0;
  private readonly encoder = new TextEncoder();

  push(text: string): void {
    // No character needs more than three bytes a unit.
    const most = this.length + 3 * text.length;
    if (most > this.data.length) {
      const larger = new Uint8Array(Math.max(most, 2 * this.data.length));
      larger.set(this.data.subarray(0, this.length));
      this.data = larger;
    }
    this.length += this.encoder.encodeInto(text, this.data.subarray(this.length)).written;
  }

  finish(): Uint8Array {
    const result = new Uint8Array(new SharedArrayBuffer(this.length));
    result.set(this.data.subarray(0, this.length));
    return result;
  }
}
