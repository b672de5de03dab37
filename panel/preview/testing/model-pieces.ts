import { type DisplayBudget, defaultDisplayBudget } from "../../../shared/scene/make-display.ts";
import { createPieceMaker } from "../../../shared/scene/piece-maker.ts";
import type { SceneModel } from "../../../shared/scene/scene-model.ts";
import type { ScenePiece } from "../../../shared/scene/scene-piece.ts";

/** The mesh layers of a model as they would have come while it was read: group = number of the layer. */
export function modelPieces(
  model: SceneModel,
  budget: DisplayBudget = defaultDisplayBudget,
): { pieces: ScenePiece[]; groups: (number | null)[] } {
  const pieces: ScenePiece[] = [];
  const maker = createPieceMaker((piece) => pieces.push(piece), { budget });
  model.layers.forEach((layer, group) => {
    if (layer.kind !== "mesh") return;
    const { positions, indices, firstVertex, firstIndex } = layer;
    layer.descriptors.forEach((_, i) => {
      maker.add(group, layer.id, {
        positions: positions.subarray(firstVertex[i] * 3, firstVertex[i + 1] * 3),
        vertexCount: firstVertex[i + 1] - firstVertex[i],
        indices: indices.slice(firstIndex[i], firstIndex[i + 1]).map((vertex) => vertex - firstVertex[i]),
        indexCount: firstIndex[i + 1] - firstIndex[i],
        degenerate: 0,
      });
      // A model of the tests is small: several pieces a layer all the same.
      if (i % 40 === 39) maker.close();
    });
  });
  maker.close();
  return { pieces, groups: model.layers.map((layer, i) => (layer.kind === "mesh" ? i : null)) };
}
