import type { Georeference } from "../../shared/scene/handoff.ts";
import { reframe } from "../../shared/scene/reframe.ts";
import type { SceneLayer, SceneModel } from "../../shared/scene/scene-model.ts";

/**
 * The model in the document's own frame: what the panel says lies `offsetM` (east, north, up; metres) from the
 * document's origin is moved there, so that all files of a document fit together.
 */
export function placeScene(
  model: SceneModel,
  offsetM: readonly number[],
  document: Georeference,
): SceneModel {
  const isMoved = offsetM.some((metres) => metres !== 0);
  // A panel that did not ask for the document's origin leaves the whole way to the host.
  const placed = isMoved ? { model, offsetM } : reframe(model, document);
  const [east, north, up] = placed.offsetM;
  if (east === 0 && north === 0 && up === 0) return placed.model;
  const { originLonDeg, originLatDeg, originHeightM } = document;
  return {
    ...placed.model,
    frame: { ...placed.model.frame, originLonDeg, originLatDeg, originHeightM },
    layers: placed.model.layers.map((layer) => moveLayer(layer, east, north, up)),
    warnings: placed.model.warnings,
  };
}

function moveLayer(layer: SceneLayer, east: number, north: number, up: number): SceneLayer {
  if (layer.kind === "grid")
    return {
      ...layer,
      centreX: layer.centreX + east,
      centreY: layer.centreY + north,
      heights: layer.heights.map((height) => height + up),
    };
  const positions = layer.positions.slice();
  for (let i = 0; i < positions.length; i += 3) {
    positions[i] += east;
    positions[i + 1] += north;
    positions[i + 2] += up;
  }
  return { ...layer, positions };
}
