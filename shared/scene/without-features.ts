import { inWords, says } from "../sentences.ts";
import type { InstanceLayer, MeshLayer, SceneLayer, SceneModel, Skipped } from "./scene-model.ts";

/** Layer number (in `SceneModel.layers`) → features of it that are left out. A height grid is its feature 0. */
export type Exclusions = ReadonlyMap<number, ReadonlySet<number>>;

const excluded = says("skip-excluded");
/** What stands in `skipped` and in the receipt for them. */
export const excludedReason = inWords(excluded);

/**
 * The model without some features, for the hand-over: new columns for the layers concerned, the others as they are, and
 * `skipped` says how many are missing. A layer that has nothing left is left out. The given model stays untouched.
 */
export function withoutFeatures(model: SceneModel, exclusions: Exclusions): SceneModel {
  const skipped: Skipped[] = [];
  const layers = model.layers.flatMap((layer, number) => {
    const kept = keptFeatures(layer, exclusions.get(number));
    const count = featureCount(layer) - kept.length;
    if (count === 0) return [layer];
    skipped.push({ layer: layer.id, index: -1, reason: excludedReason, said: excluded, count });
    if (kept.length === 0 || layer.kind === "grid") return [];
    return [layer.kind === "mesh" ? pickMesh(layer, kept) : pickNodes(layer, kept)];
  });
  return skipped.length === 0 ? model : { ...model, layers, skipped: [...model.skipped, ...skipped] };
}

/** Features, nodes, or 1 for a grid. */
export function featureCount(layer: SceneLayer): number {
  if (layer.kind === "grid") return 1;
  return layer.kind === "mesh" ? Math.max(0, layer.firstIndex.length - 1) : layer.kindIndex.length;
}

function keptFeatures(layer: SceneLayer, excluded: ReadonlySet<number> | undefined): Uint32Array {
  const all = Uint32Array.from({ length: featureCount(layer) }, (_, feature) => feature);
  return excluded === undefined || excluded.size === 0
    ? all
    : all.filter((feature) => !excluded.has(feature));
}

function pickMesh(layer: MeshLayer, kept: Uint32Array): MeshLayer {
  const firstIndex = new Uint32Array(kept.length + 1);
  const firstVertex = new Uint32Array(kept.length + 1);
  kept.forEach((feature, i) => {
    firstIndex[i + 1] = firstIndex[i] + layer.firstIndex[feature + 1] - layer.firstIndex[feature];
    firstVertex[i + 1] = firstVertex[i] + layer.firstVertex[feature + 1] - layer.firstVertex[feature];
  });
  const positions = new Float32Array(firstVertex[kept.length] * 3);
  const indices = new Uint32Array(firstIndex[kept.length]);
  kept.forEach((feature, i) => {
    const [fromVertex, toVertex] = [layer.firstVertex[feature], layer.firstVertex[feature + 1]];
    positions.set(layer.positions.subarray(fromVertex * 3, toVertex * 3), firstVertex[i] * 3);
    const shift = firstVertex[i] - fromVertex;
    for (let k = layer.firstIndex[feature], at = firstIndex[i]; k < layer.firstIndex[feature + 1]; k++)
      indices[at++] = layer.indices[k] + shift;
  });
  const descriptors = Array.from(kept, (feature) => layer.descriptors[feature]);
  return { ...layer, positions, indices, firstIndex, firstVertex, descriptors };
}

function pickNodes(layer: InstanceLayer, kept: Uint32Array): InstanceLayer {
  const positions = new Float32Array(kept.length * 3);
  kept.forEach((node, i) => {
    positions.set(layer.positions.subarray(node * 3, node * 3 + 3), i * 3);
  });
  return {
    ...layer,
    positions,
    kindIndex: Uint16Array.from(kept, (node) => layer.kindIndex[node]),
    scales: Float32Array.from(kept, (node) => layer.scales[node]),
    rotations: Float32Array.from(kept, (node) => layer.rotations[node]),
    descriptors: Array.from(kept, (node) => layer.descriptors[node]),
  };
}
