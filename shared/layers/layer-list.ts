import { type LayerId, layerIds } from "./layer-id.ts";
import { type LayerStyle, layerStyles } from "./layer-style.ts";

/** One layer as lists, legends and documents show it. */
export interface LayerInfo extends LayerStyle {
  id: LayerId;
  /** What one element of the layer is called, in lower case, for counts: "1 building", "2 buildings". */
  one: string;
  many: string;
}

const words: Record<LayerId, readonly [one: string, many: string]> = {
  topography: ["terrain", "terrains"],
  surface: ["surface", "surfaces"],
  barriers: ["barrier", "barriers"],
  buildings: ["building", "buildings"],
  infrastructure: ["object", "objects"],
};

/** All layers in drawing order, ground first. */
export const layerList: readonly LayerInfo[] = layerIds.map((id) => ({
  id,
  ...layerStyles[id],
  one: words[id][0],
  many: words[id][1],
}));
