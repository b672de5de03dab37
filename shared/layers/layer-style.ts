import type { LayerId } from "./layer-id.ts";

/** Name and colour of a layer in every document and in the preview. Colours are sRGB, 0..255. */
export interface LayerStyle {
  /** Name shown to people and used in documents, under one parent named `rootLayerName`. */
  name: string;
  colour: readonly [number, number, number];
}

export const rootLayerName = "Contextile";

export const layerStyles: Record<LayerId, LayerStyle> = {
  topography: { name: "Topography", colour: [196, 188, 170] },
  surface: { name: "Surface", colour: [168, 172, 176] },
  barriers: { name: "Barriers", colour: [140, 126, 112] },
  buildings: { name: "Buildings", colour: [232, 229, 222] },
  infrastructure: { name: "Infrastructure", colour: [104, 142, 92] },
};

/** Colours of surface kinds (`pathType`, else `type` of the descriptor). Kinds not listed take the layer's colour. */
export const surfaceColours: Readonly<Record<string, readonly [number, number, number]>> = {
  asphalt: [120, 122, 126],
  roadway: [120, 122, 126],
  roadwayArea: [120, 122, 126],
  roadwayIntersection: [120, 122, 126],
  cycleway: [146, 124, 116],
  footway: [186, 182, 174],
  pavement: [186, 182, 174],
  railway: [112, 104, 100],
  tramway: [112, 104, 100],
  runway: [132, 134, 138],
  helipad: [150, 150, 150],
  water: [116, 160, 196],
  farmland: [204, 196, 148],
  grass: [150, 178, 118],
  manicuredGrass: [158, 190, 124],
  garden: [150, 184, 124],
  shrubbery: [122, 152, 96],
  forest: [106, 140, 90],
  pitch: [132, 176, 132],
  sand: [226, 212, 166],
  rock: [164, 158, 150],
  construction: [190, 172, 142],
  buildingConstruction: [190, 172, 142],
};
