/** Features that lie in memory, as a map source: what the readers of plain files hand their result to. */
import Flatbush from "flatbush";
import type { BoundingBox, MapFeature, MapSource, MapSourceInfo, SourceSkip } from "./map-source.ts";
import { centreSquare, usualExtent } from "./osm/osm-map-source.ts";
import { createPlaceIndex, type PlaceIndex } from "./place-index.ts";

/** One thing of the data: a feature, or why it is none; `box` where it lies. */
export interface PlacedThing {
  made: MapFeature | SourceSkip;
  box: BoundingBox;
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
  const tree = indexBoxes(things);
  const boxes = things.flatMap(({ box }) => box);
  const coverage = things.length === 0 ? null : usualExtent(boxes);
  let places: PlaceIndex | null = null;
  return {
    info: () => ({
      name,
      dataset: { name, form },
      attribution: credits,
      coverage,
      sampleArea: coverage === null ? null : { label: `Centre of ${name}`, ring: centreSquare(coverage) },
    }),
    async features(box, signal) {
      const features: MapFeature[] = [];
      const skipped: SourceSkip[] = [];
      signal?.throwIfAborted();
      const hits = tree === null ? [] : tree.search(...box).sort((a, b) => a - b);
      for (let i = 0; i < hits.length; i++) {
        if (i % slice === slice - 1) await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
        const { made } = things[hits[i]];
        if ("reason" in made) skipped.push(made);
        else features.push(made);
      }
      return { features, skipped };
    },
    async places(query, limit) {
      places ??= createPlaceIndex(named(things));
      return places.search(query, limit);
    },
    close: async () => {},
  };
}

function indexBoxes(things: PlacedThing[]): Flatbush | null {
  if (things.length === 0) return null;
  const tree = new Flatbush(things.length);
  for (const { box } of things) tree.add(...box);
  tree.finish();
  return tree;
}

function* named(things: PlacedThing[]) {
  for (const { made, box } of things)
    if ("tags" in made && made.tags.name !== undefined && made.tags.name !== "")
      yield { tags: made.tags, box };
}
