import type { Descriptor, GridLayer, InstanceLayer, MeshLayer, SceneModel } from "../scene/scene-model.ts";

export interface Box {
  /** West, south, bottom corner and size, metres. */
  at: [number, number, number];
  size: [number, number, number];
  descriptor: Descriptor;
}

/** Closed boxes as one mesh layer: 8 welded vertices and 12 triangles each, wound outwards. */
export function boxLayer(id: MeshLayer["id"], boxes: readonly Box[]): MeshLayer {
  const positions = new Float32Array(boxes.length * 24);
  const indices = new Uint32Array(boxes.length * 36);
  boxes.forEach(({ at, size }, box) => {
    for (let corner = 0; corner < 8; corner++)
      for (let axis = 0; axis < 3; axis++)
        positions[box * 24 + corner * 3 + axis] = at[axis]! + ((corner >> axis) & 1) * size[axis]!;
    boxTriangles.forEach((vertex, i) => {
      indices[box * 36 + i] = box * 8 + vertex;
    });
  });
  return {
    kind: "mesh",
    id,
    positions,
    indices,
    firstIndex: Uint32Array.from({ length: boxes.length + 1 }, (_, i) => i * 36),
    firstVertex: Uint32Array.from({ length: boxes.length + 1 }, (_, i) => i * 8),
    descriptors: boxes.map(({ descriptor }) => descriptor),
  };
}

/** Corner number = x + 2y + 4z. */
const boxTriangles = [
  [0, 2, 3, 0, 3, 1],
  [4, 5, 7, 4, 7, 6],
  [0, 1, 5, 0, 5, 4],
  [2, 6, 7, 2, 7, 3],
  [0, 4, 6, 0, 6, 2],
  [1, 3, 7, 1, 7, 5],
].flat();

/** A model around one point of Monaco with the given layers and one source. */
export function sceneOf(...layers: SceneModel["layers"]): SceneModel {
  return {
    frame: { originLonDeg: 7.42, originLatDeg: 43.73, originHeightM: 12.5, crs: "local" },
    layers,
    attributions: [{ text: "© OpenStreetMap contributors", licence: "ODbL 1.0", date: "2026-01-02" }],
    skipped: [{ layer: "barriers", index: 3, reason: "too few points", count: 1 }],
    warnings: ["One thing to know."],
  };
}

/** Two trees (3 m and 8 m) and a bench that is turned a quarter. */
export function nodeLayer(): InstanceLayer {
  return {
    kind: "instances",
    id: "infrastructure",
    kinds: ["tree", "bench"],
    kindIndex: Uint16Array.of(0, 0, 1),
    positions: Float32Array.of(1, 2, 0, 5, 6, 1.5, -4, -3, 0),
    scales: Float32Array.of(3, 8, 1),
    rotations: Float32Array.of(0, Math.PI / 4, Math.PI / 2),
    descriptors: [{ species: "Quercus" }, {}, { name: "Bench of the mayor" }],
  };
}

/** 2 × 1 cells of 10 m, rising to the north-east corner. */
export function smallGrid(): GridLayer {
  return {
    kind: "grid",
    id: "topography",
    segmentsX: 2,
    segmentsY: 1,
    widthM: 20,
    heightM: 10,
    centreX: 0,
    centreY: 0,
    heights: Float32Array.of(0, 1, 2, 0, 0, 1),
  };
}
