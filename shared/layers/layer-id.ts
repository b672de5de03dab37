/** The five layers of the API, in drawing order from the ground up. Pinned: hosts store these names in documents. */
export const layerIds = ["topography", "surface", "barriers", "buildings", "infrastructure"] as const;
export type LayerId = (typeof layerIds)[number];
