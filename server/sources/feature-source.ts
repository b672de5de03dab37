/** Features that lie in memory, as a map source: what the readers of plain files hand their result to. */
import Flatbush from "flatbush";
import type { BoundingBox, MapFeature, MapSource, MapSourceInfo, SourceSkip } from "./map-source.ts";
import { centreSquare, usualExtent } from "./osm/osm-map-source.ts";
import { type PackedThings, packThings, tagsOfThing, unpackThing, unpackWithKeys } from "./packed-things.ts";
import { createPlaceIndex, type NamedThing, type PlaceIndex } from "./place-index.ts";

/** One thing of the data: a feature, or why it is none; `box` where it lies. */
export interface PlacedThing {
  made: MapFeature | SourceSkip;
  box: BoundingBox;
}

/** A read and indexed file as it is sent to another thread: all of it lies in shared memory. */
export interface SharedFeatures {
  info: MapSourceInfo;
  things: PackedThings;
  /** A Flatbush; null where there is nothing. */
  tree: ArrayBufferLike | null;
  /** Stride 4: west, south, east, north of each thing. */
  boxes: Float64Array;
}

/** Things found between two looks at the abort signal and turns of the event loop. */
const slice = 5000;

/** `form` as descriptors say it, e.g. "geojson". `credits` is never empty: text, licence and date of the data. */
export function createFeatureSource(
  name: string,
  form: string,
  credits: MapSourceInfo["attribution"],
  things: PlacedThing[],
): MapSource {
  const flat = things.flatMap(({ box }) => box);
  const boxes = new Float64Array(new SharedArrayBuffer(8 * flat.length));
  boxes.set(flat);
  const coverage = things.length === 0 ? null : usualExtent(flat);
  const info = {
    name,
    dataset: { name, form },
    attribution: credits,
    coverage,
    sampleArea: coverage === null ? null : { label: `Centre of ${name}`, ring: centreSquare(coverage) },
  };
  return openSharedFeatures({ info, things: packThings(things), tree: indexBoxes(things), boxes });
}

/** The same file in another thread, without reading or indexing it again. */
export function openSharedFeatures(shared: SharedFeatures): MapSource {
  const { info, things } = shared;
  const tree = shared.tree === null ? null : Flatbush.from(shared.tree);
  let places: PlaceIndex | null = null;
  return {
    info: () => info,
    async features(box, signal, keys) {
      const features: MapFeature[] = [];
      const skipped: SourceSkip[] = [];
      signal?.throwIfAborted();
      const hits = tree === null ? [] : tree.search(...box).sort((a, b) => a - b);
      for (let i = 0; i < hits.length; i++) {
        if (i % slice === slice - 1) await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
        const made =
          keys === undefined ? unpackThing(things, hits[i]) : unpackWithKeys(things, hits[i], keys);
        if (made === null) continue;
        if ("reason" in made) skipped.push(made);
        else features.push(made);
      }
      return { features, skipped };
    },
    async places(query, limit) {
      places ??= createPlaceIndex(named(shared));
      return places.search(query, limit);
    },
    share: () => shared,
    close: async () => {},
  };
}

function indexBoxes(things: PlacedThing[]): ArrayBufferLike | null {
  if (things.length === 0) return null;
  const tree = new Flatbush(things.length, 16, Float64Array, SharedArrayBuffer);
  for (const { box } of things) tree.add(...box);
  tree.finish();
  return tree.data;
}

function* named({ things, boxes }: SharedFeatures): Generator<NamedThing> {
  for (let i = 0; i < things.count; i++) {
    const tags = tagsOfThing(things, i);
    if (tags?.name === undefined || tags.name === "") continue;
    const [west, south, east, north] = boxes.subarray(4 * i, 4 * i + 4);
    yield { tags, box: [west, south, east, north] };
  }
}
