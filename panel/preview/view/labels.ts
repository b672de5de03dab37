import { layerIds } from "../../../shared/layers/layer-id.ts";
import type { SceneModel } from "../../../shared/scene/scene-model.ts";
import { t } from "../../ui/texts.ts";

/** Of a picture with nothing in it yet. */
export const emptyLabel = (): string => t.previewEmpty;

/** What a screen reader says about the picture: what is in it and how to move. */
export function previewLabel({ layers }: SceneModel): string {
  const parts = layerIds.flatMap((id) => {
    const count = layers.reduce((sum, layer) => (layer.id === id ? sum + featureCount(layer) : sum), 0);
    return count === 0 ? [] : [t.countedLayers[id](count)];
  });
  return parts.length === 0 ? emptyLabel() : `${t.preview3d}: ${parts.join(", ")}. ${t.previewKeys}`;
}

function featureCount(layer: SceneModel["layers"][number]): number {
  if (layer.kind === "grid") return 1;
  return layer.kind === "mesh" ? Math.max(0, layer.firstIndex.length - 1) : layer.kindIndex.length;
}
