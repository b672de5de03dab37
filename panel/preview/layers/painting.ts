import { featureColour, nodeColour, type Rgb } from "../../../shared/layers/feature-colour.ts";
import type { Descriptor, SceneLayer } from "../../../shared/scene/scene-model.ts";
import { FeatureTable } from "./feature-table.ts";
import { featureRank } from "./layer-depth.ts";

/** A table with every feature in the colour of its layer; `open` as in `DisplayLayer`. */
export function paintedTable(layer: SceneLayer, open: Uint32Array): FeatureTable {
  const table = new FeatureTable(painting(layer).count);
  for (const feature of open) table.setOpen(feature);
  paint(table, layer);
  return table;
}

/** Every feature in the colour of its layer. */
export function paint(table: FeatureTable, layer: SceneLayer): void {
  const { count, colour, rank } = painting(layer);
  for (let feature = 0; feature < count; feature++) table.paint(feature, colour(feature), rank(feature));
}

interface Painting {
  count: number;
  colour(feature: number): Rgb;
  rank(feature: number): number;
}

function painting(layer: SceneLayer): Painting {
  const { id } = layer;
  if (layer.kind === "grid") return { count: 1, colour: () => featureColour(id, {}), rank: () => 0 };
  if (layer.kind === "instances") {
    const colours = layer.kinds.map(nodeColour);
    return { count: layer.kindIndex.length, colour: (node) => colours[layer.kindIndex[node]], rank: () => 0 };
  }
  const facts = (feature: number): Descriptor => layer.descriptors[feature] ?? {};
  return {
    count: Math.max(0, layer.firstIndex.length - 1),
    colour: (feature) => featureColour(id, facts(feature)),
    rank: (feature) => featureRank(id, facts(feature)),
  };
}
