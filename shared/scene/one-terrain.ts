import type { SceneModel } from "./scene-model.ts";

/**
 * The model as a document should get it: where a service sent the terrain both as mesh and as height grid, the grid is
 * left out, because both together would lie twice in the same place. Otherwise the model itself.
 */
export function withOneTerrain(model: SceneModel): SceneModel {
  const hasMesh = model.layers.some((layer) => layer.id === "topography" && layer.kind === "mesh");
  const hasGrid = model.layers.some((layer) => layer.kind === "grid");
  if (!hasMesh || !hasGrid) return model;
  return { ...model, layers: model.layers.filter((layer) => layer.kind !== "grid") };
}
