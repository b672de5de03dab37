import { layerList } from "../../shared/layers/layer-list.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";

export const emptyLabel = "3D preview, empty";

const keys =
  "Arrow keys turn, with Shift they move, plus and minus zoom, Home shows everything, Enter picks what is in the middle.";

/** What a screen reader says about the picture: what is in it and how to move. */
export function previewLabel({ layers }: SceneModel): string {
  const parts = layerList.flatMap(({ id, one, many }) => {
    const count = layers.reduce((sum, layer) => (layer.id === id ? sum + featureCount(layer) : sum), 0);
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return parts.length === 0 ? emptyLabel : `3D preview: ${parts.join(", ")}. ${keys}`;
}

function featureCount(layer: SceneModel["layers"][number]): number {
  if (layer.kind === "grid") return 1;
  return layer.kind === "mesh" ? Math.max(0, layer.firstIndex.length - 1) : layer.kindIndex.length;
}
