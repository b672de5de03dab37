import { layerIds } from "../layers/layer-id.ts";
import type { InstanceLayer, MeshLayer, SceneLayer, SceneModel } from "./scene-model.ts";

/**
 * What breaks the promises of `SceneModel`, one sentence each; empty = sound. For adapters' tests and as a last gate
 * before a document is touched: everything here is our own fault, never the user's.
 */
export function checkScene(model: SceneModel): string[] {
  const { originLonDeg, originLatDeg, originHeightM } = model.frame;
  const faults = [originLonDeg, originLatDeg, originHeightM].every(Number.isFinite)
    ? []
    : ["The frame's origin is not a number."];
  return model.layers.reduce((all, layer) => all.concat(layerFaults(layer)), faults);
}

function layerFaults(layer: SceneLayer): string[] {
  const faults = contentFaults(layer);
  if (!layerIds.includes(layer.id)) faults.push("has an unknown name");
  return faults.map((fault) => `Layer ${layer.id}: ${fault}.`);
}

function contentFaults(layer: SceneLayer): string[] {
  if (layer.kind === "mesh") return meshFaults(layer);
  if (layer.kind === "instances") return instanceFaults(layer);
  const expected = (layer.segmentsX + 1) * (layer.segmentsY + 1);
  const sizes = [layer.widthM, layer.heightM, layer.centreX, layer.centreY];
  return problems([
    [layer.heights.length !== expected, `holds ${layer.heights.length} heights instead of ${expected}`],
    [!layer.heights.every(Number.isFinite), "has a height that is not a number"],
    [!sizes.every(Number.isFinite) || layer.widthM <= 0 || layer.heightM <= 0, "has no proper size"],
  ]);
}

function meshFaults(layer: MeshLayer): string[] {
  const { positions, indices, firstIndex, firstVertex, descriptors } = layer;
  const features = descriptors.length;
  const tables = firstIndex.length === features + 1 && firstVertex.length === features + 1;
  return problems([
    [positions.length % 3 !== 0, "positions are not triples"],
    [indices.length % 3 !== 0, "indices are not triples"],
    [!positions.every(Number.isFinite), "has a coordinate that is not a number"],
    [!tables, "feature tables do not fit the descriptors"],
    [tables && !ascends(firstIndex, indices.length), "index ranges of features do not follow each other"],
    [
      tables && !ascends(firstVertex, positions.length / 3),
      "vertex ranges of features do not follow each other",
    ],
    [tables && !indicesInRange(layer), "a feature uses a vertex that is not its own"],
  ]);
}

function instanceFaults(layer: InstanceLayer): string[] {
  const { positions, scales, rotations, kindIndex, kinds, descriptors } = layer;
  const counts = [
    positions.length / 3,
    scales.length,
    rotations.length,
    kindIndex.length,
    descriptors.length,
  ];
  const numbers = [positions, scales, rotations];
  return problems([
    [counts.some((count) => count !== counts[0]), `columns differ in length (${counts.join(", ")})`],
    [!numbers.every((column) => column.every(Number.isFinite)), "has a value that is not a number"],
    [kindIndex.some((kind) => kind >= kinds.length), "a node has a kind that is not listed"],
  ]);
}

function ascends(table: Uint32Array, end: number): boolean {
  if (table[0] !== 0 || table[table.length - 1] !== end) return false;
  return table.every((value, i) => i === 0 || value >= table[i - 1]);
}

function indicesInRange({ indices, firstIndex, firstVertex }: MeshLayer): boolean {
  for (let feature = 0; feature + 1 < firstIndex.length; feature++)
    for (let i = firstIndex[feature]; i < firstIndex[feature + 1]; i++)
      if (indices[i] < firstVertex[feature] || indices[i] >= firstVertex[feature + 1]) return false;
  return true;
}

function problems(list: [boolean, string][]): string[] {
  return list.filter(([wrong]) => wrong).map(([, text]) => text);
}
