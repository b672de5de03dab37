import Flatbush from "flatbush";
import type { BoundingBox, MapFeature, MapSource, MapSourceInfo, SourceSkip } from "../map-source.ts";
import { createPlaceIndex, type PlaceIndex } from "../place-index.ts";
import { nestRings } from "./assemble-rings.ts";
import { seaRings } from "./coastline.ts";
import { createOsmFeatures, type OsmFeatures } from "./osm-features.ts";
import type { OsmStore } from "./osm-store.ts";

/** Features built between two looks at the abort signal and turns of the event loop. */
const slice = 2000;

/** Where things lie; in shared memory like the store. */
interface OsmIndex {
  /** A Flatbush; null where there is nothing. */
  boxes: ArrayBufferLike | null;
  /** Thing of each box. */
  things: Uint32Array;
  coverage: BoundingBox | null;
}

/** A read and indexed extract as it is sent to another thread: only its texts are copied. */
export interface SharedOsm {
  store: OsmStore;
  name: string;
  index: OsmIndex;
}

/** An extract in memory behind a static box tree: a query costs what it finds, not what the extract holds. */
export function createOsmMapSource(store: OsmStore, name: string): MapSource {
  const features = createOsmFeatures(store);
  return createSource({ store, name, index: indexBoxes(features) }, features);
}

/** The same extract in another thread, without reading or indexing it again. */
export function openSharedOsm(shared: SharedOsm): MapSource {
  return createSource(shared, createOsmFeatures(shared.store));
}

function createSource(shared: SharedOsm, features: OsmFeatures): MapSource {
  const { store, name, index } = shared;
  const { things, coverage } = index;
  const tree = index.boxes === null ? null : Flatbush.from(index.boxes);
  let places: PlaceIndex | null = null;
  return {
    info: () => describe(name, store.date, coverage),
    async features(box, signal, keys) {
      const found: MapFeature[] = [];
      const skipped: SourceSkip[] = [];
      const coast: [number, number][][] = [];
      const wanted = keys === undefined ? () => true : features.withKeys(keys);
      const hits =
        tree === null ? [] : tree.search(...box, (hit) => wanted(things[hit])).sort((a, b) => a - b);
      for (let i = 0; i < hits.length; i++) {
        if (i % slice === slice - 1) await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
        const thing = things[hits[i]];
        const { feature, skip } = features.feature(thing);
        if (skip !== null) skipped.push(skip);
        if (feature === null) continue;
        if (feature.kind === "line" && feature.tags.natural === "coastline")
          coast.push(features.linePoints(thing));
        else found.push(feature);
      }
      if (coast.length > 0) addSea(coast, box, coverage, found, skipped);
      return { features: found, skipped };
    },
    async places(query, limit) {
      places ??= createPlaceIndex(namedThings(features));
      return places.search(query, limit);
    },
    close: async () => {},
    share: () => shared,
  };
}

function indexBoxes(features: OsmFeatures): OsmIndex {
  const boxes: number[] = [];
  const things: number[] = [];
  for (let i = 0; i < features.count; i++) {
    const box = features.box(i);
    if (box === null) continue;
    things.push(i);
    boxes.push(...box);
  }
  if (things.length === 0) return { boxes: null, things: new Uint32Array(0), coverage: null };
  const tree = new Flatbush(things.length, 16, Float64Array, SharedArrayBuffer);
  for (let i = 0; i < boxes.length; i += 4) tree.add(boxes[i], boxes[i + 1], boxes[i + 2], boxes[i + 3]);
  tree.finish();
  const numbers = new Uint32Array(new SharedArrayBuffer(4 * things.length));
  numbers.set(things);
  return { boxes: tree.data, things: numbers, coverage: usualExtent(boxes) };
}

/** Complete ways reach far out of an extract; its middle 98 % of things says what it covers. */
export function usualExtent(boxes: number[]): BoundingBox {
  const column = (offset: number) =>
    Float64Array.from(
      { length: boxes.length / 4 },
      (_, i) => (boxes[4 * i + offset] + boxes[4 * i + ((offset + 2) % 4)]) / 2,
    ).sort();
  const pick = (values: Float64Array, share: number) => values[Math.round((values.length - 1) * share)];
  const lon = column(0);
  const lat = column(1);
  return [pick(lon, 0.01), pick(lat, 0.01), pick(lon, 0.99), pick(lat, 0.99)];
}

function describe(name: string, date: string | undefined, coverage: BoundingBox | null): MapSourceInfo {
  return {
    name,
    attribution: [{ text: "© OpenStreetMap contributors", licence: "ODbL 1.0", ...(date ? { date } : {}) }],
    coverage,
    sampleArea: coverage === null ? null : { label: `Centre of ${name}`, ring: centreSquare(coverage) },
  };
}

/** About 500 m square in the middle, or the whole where it is smaller. */
export function centreSquare([west, south, east, north]: BoundingBox): [number, number][] {
  const lon = (west + east) / 2;
  const lat = (south + north) / 2;
  const halfLat = Math.min(0.00225, (north - south) / 2);
  const halfLon = Math.min(0.00225 / Math.max(0.05, Math.cos((lat * Math.PI) / 180)), (east - west) / 2);
  return [
    [lon - halfLon, lat - halfLat],
    [lon + halfLon, lat - halfLat],
    [lon + halfLon, lat + halfLat],
    [lon - halfLon, lat + halfLat],
    [lon - halfLon, lat - halfLat],
  ];
}

function addSea(
  coast: [number, number][][],
  box: BoundingBox,
  coverage: BoundingBox | null,
  found: MapFeature[],
  skipped: SourceSkip[],
): void {
  const { rings, broken } = seaRings(coast, box, coverage);
  const polygons = nestRings(rings);
  if (polygons.length > 0)
    found.push({ id: "sea", tags: { natural: "water", water: "sea" }, kind: "area", polygons });
  for (let i = 0; i < broken; i++)
    skipped.push({ id: "sea", reason: "skip-coast-ends", tags: { natural: "coastline" } });
}

function* namedThings(features: OsmFeatures) {
  for (let i = 0; i < features.count; i++) {
    const box = features.box(i);
    if (box === null) continue;
    const tags = features.tags(i);
    if (tags.name !== undefined && tags.name !== "") yield { tags, box };
  }
}
