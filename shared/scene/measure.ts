/** The yardstick that hosts, exporters and tests share: counts, box and volume of a layer, in the model frame. */
import { gridPositions, gridToMesh } from "../geo/grid-to-mesh.ts";
import { signedVolume } from "../geo/orient.ts";
import type { LayerId } from "../layers/layer-id.ts";
import type { Bounds, MeshLayer, SceneLayer, SceneModel } from "./scene-model.ts";

export interface LayerMeasure {
  id: LayerId;
  kind: SceneLayer["kind"];
  /** Mesh features, nodes, or 1 for a grid. */
  features: number;
  vertices: number;
  /** Triangles; a grid counts the two per cell that it becomes; 0 for instances. */
  facets: number;
  instances: number;
  /** Box of positions (not of instance shapes), metres; null for an empty layer. */
  bounds: Bounds | null;
  /**
   * m³: sum of signed tetrahedra from the model's (0, 0, 0) to every triangle. Independent of the reference point
   * for closed solids; for open sheets only comparable when the other side measures from the same point.
   */
  volumeM3: number;
}

export function measureScene(model: SceneModel): LayerMeasure[] {
  return model.layers.map(measureLayer);
}

export function measureLayer(layer: SceneLayer): LayerMeasure {
  const { id, kind } = layer;
  const bounds = layerBounds(layer);
  if (layer.kind === "instances") {
    const instances = layer.scales.length;
    return { id, kind, features: instances, vertices: 0, facets: 0, instances, bounds, volumeM3: 0 };
  }
  const mesh = layer.kind === "grid" ? gridToMesh(layer) : layer;
  return {
    id,
    kind,
    features: mesh.descriptors.length,
    vertices: mesh.positions.length / 3,
    facets: mesh.indices.length / 3,
    instances: 0,
    bounds,
    volumeM3: signedVolume(mesh.positions, mesh.indices, 0, mesh.indices.length),
  };
}

/** Signed volume of one feature, m³, measured from its own first vertex: exact for closed solids far from (0, 0). */
export function featureVolumeM3(layer: MeshLayer, feature: number): number {
  const [from, to] = [layer.firstIndex[feature], layer.firstIndex[feature + 1]];
  const at = 3 * layer.firstVertex[feature];
  const { positions, indices } = layer;
  return signedVolume(positions, indices, from, to, positions[at], positions[at + 1], positions[at + 2]);
}

/** True when every edge of the feature is used once in each direction: a watertight, consistently turned solid. */
export function isClosedFeature(layer: MeshLayer, feature: number): boolean {
  const open = new Set<string>();
  for (let i = layer.firstIndex[feature]; i < layer.firstIndex[feature + 1]; i += 3) {
    for (let side = 0; side < 3; side++) {
      const a = layer.indices[i + side];
      const b = layer.indices[i + ((side + 1) % 3)];
      if (open.delete(`${b}-${a}`)) continue;
      if (open.has(`${a}-${b}`)) return false;
      open.add(`${a}-${b}`);
    }
  }
  return open.size === 0 && layer.firstIndex[feature + 1] > layer.firstIndex[feature];
}

/** Box of one layer's positions, or null when it has none. */
export function layerBounds(layer: SceneLayer): Bounds | null {
  const positions = layer.kind === "grid" ? gridPositions(layer) : layer.positions;
  if (positions.length === 0) return null;
  const bounds: Bounds = {
    min: [positions[0], positions[1], positions[2]],
    max: [positions[0], positions[1], positions[2]],
  };
  for (let i = 3; i < positions.length; i++) {
    const axis = i % 3;
    if (positions[i] < bounds.min[axis]) bounds.min[axis] = positions[i];
    if (positions[i] > bounds.max[axis]) bounds.max[axis] = positions[i];
  }
  return bounds;
}

/** Box of everything; a point at the origin when the model is empty, so that a camera can always be fitted. */
export function sceneBounds(model: SceneModel): Bounds {
  const boxes = model.layers.map(layerBounds).filter((box) => box !== null);
  if (boxes.length === 0) return { min: [0, 0, 0], max: [0, 0, 0] };
  const axes = [0, 1, 2] as const;
  const min = axes.map((axis) => Math.min(...boxes.map((box) => box.min[axis])));
  const max = axes.map((axis) => Math.max(...boxes.map((box) => box.max[axis])));
  return { min: [min[0], min[1], min[2]], max: [max[0], max[1], max[2]] };
}
