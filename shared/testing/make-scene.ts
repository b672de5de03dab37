import { gridToMesh } from "../geo/grid-to-mesh.ts";
import type {
  Descriptor,
  GridLayer,
  InstanceLayer,
  MeshLayer,
  SceneLayer,
  SceneModel,
} from "../scene/scene-model.ts";
import { createRandom } from "./random.ts";

export interface MakeSceneOptions {
  /** Closed boxes beside the one gabled house. */
  boxes?: number;
  trees?: number;
  terrain?: "grid" | "mesh" | "none";
  seed?: number;
}

/**
 * A small model with every kind of layer and known measures. Buildings: feature 0 is a gabled house, 10 × 8 m, eaves
 * 6 m, ridge 9 m (600 m³, 16 triangles, corner at 0, 0); then boxes of 5 × 5 m, 20 m apart, 3 + i m high
 * (25 · (3 + i) m³, 12 triangles each), all watertight, on z = 0. Surface: one road, one lawn (2 triangles each).
 * One barrier box. Terrain 200 × 100 m in 4 × 2 cells, centre (50, 0), below everything.
 */
export function makeScene(options: MakeSceneOptions = {}): SceneModel {
  const { boxes = 4, trees = 6, terrain = "grid", seed = 1 } = options;
  const grid = makeTerrain();
  const ground: SceneLayer[] = terrain === "none" ? [] : [terrain === "mesh" ? gridToMesh(grid) : grid];
  return {
    frame: { originLonDeg: 8.65, originLatDeg: 49.87, originHeightM: 0, crs: "local" },
    layers: [...ground, makeSurface(), makeBarriers(), makeBuildings(boxes), makeTrees(trees, seed)],
    attributions: [{ text: "Made by a test", licence: "MIT" }],
    skipped: [],
    warnings: [],
  };
}

/** A building layer of one gabled house and `boxes` boxes in rows of 20. */
export function makeBuildings(boxes: number): MeshLayer {
  const features = [gabledHouse(0, 0, 10, 8, 6, 9)];
  for (let i = 0; i < boxes; i++)
    features.push(box(20 + 20 * (i % 20), 20 * Math.floor(i / 20), 5, 5, 0, 3 + i));
  const facts = features.map(
    (_, i): Descriptor => ({
      type: "building",
      id: 100 + i,
      buildingName: i === 0 ? "Gabled <b>house</b> “Ö”" : null,
      buildingHeight: i === 0 ? 9 : 2 + i,
      hasDefaultRoof: i !== 0,
    }),
  );
  return meshLayer("buildings", features, facts);
}

type Solid = { points: number[]; triangles: number[] };

/** One mesh layer from features given as points (stride 3, metres) and triangles (stride 3, from 0). */
export function meshLayer(id: MeshLayer["id"], features: Solid[], descriptors: Descriptor[]): MeshLayer {
  const firstIndex = [0];
  const firstVertex = [0];
  const positions: number[] = [];
  const indices: number[] = [];
  for (const { points, triangles } of features) {
    const base = positions.length / 3;
    for (const value of points) positions.push(value);
    for (const value of triangles) indices.push(base + value);
    firstIndex.push(indices.length);
    firstVertex.push(positions.length / 3);
  }
  return {
    kind: "mesh",
    id,
    positions: new Float32Array(positions),
    indices: new Uint32Array(indices),
    firstIndex: new Uint32Array(firstIndex),
    firstVertex: new Uint32Array(firstVertex),
    descriptors,
  };
}

/** Watertight box, outward-facing: 8 points, 12 triangles. Corner (x, y, z), metres. */
export function box(x: number, y: number, width: number, depth: number, z: number, height: number): Solid {
  const points: number[] = [];
  for (const level of [z, z + height])
    points.push(x, y, level, x + width, y, level, x + width, y + depth, level, x, y + depth, level);
  const triangles = [0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7];
  for (let i = 0; i < 4; i++) {
    const j = (i + 1) % 4;
    triangles.push(i, j, j + 4, i, j + 4, i + 4);
  }
  return { points, triangles };
}

/** Watertight house with its ridge along x: 10 points, 16 triangles. */
function gabledHouse(
  x: number,
  y: number,
  width: number,
  depth: number,
  eaves: number,
  ridge: number,
): Solid {
  const { points, triangles } = box(x, y, width, depth, 0, eaves);
  points.push(x, y + depth / 2, ridge, x + width, y + depth / 2, ridge);
  const walls = [...triangles.slice(0, 6), ...triangles.slice(12)];
  const roof = [4, 5, 9, 4, 9, 8, 6, 7, 8, 6, 8, 9, 5, 6, 9, 7, 4, 8];
  return { points, triangles: [...walls, ...roof] };
}

function rectangle(x: number, y: number, width: number, depth: number, z: number): Solid {
  const points = [x, y, z, x + width, y, z, x + width, y + depth, z, x, y + depth, z];
  return { points, triangles: [0, 1, 2, 0, 2, 3] };
}

function makeSurface(): MeshLayer {
  const features = [rectangle(-40, -12, 180, 6, 0), rectangle(-40, 12, 180, 30, 0)];
  return meshLayer("surface", features, [
    { type: "path", pathType: "roadway", width: 6 },
    { type: "grass", pathType: null },
  ]);
}

function makeBarriers(): MeshLayer {
  return meshLayer("barriers", [box(-5, 30, 30, 0.25, 0, 1.5)], [{ type: "wall", height: 1.5 }]);
}

function makeTrees(count: number, seed: number): InstanceLayer {
  const random = createRandom(seed);
  const kinds = ["tree", "bench"];
  const column = <T>(make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
  return {
    kind: "instances",
    id: "infrastructure",
    kinds,
    kindIndex: new Uint16Array(column((i) => (i % 3 === 2 ? 1 : 0))),
    positions: new Float32Array(column((i) => [10 * i, 40 + 5 * random(), 0]).flat()),
    scales: new Float32Array(column((i) => (i % 3 === 2 ? 1 : 6 + 6 * random()))),
    rotations: new Float32Array(column(() => 2 * Math.PI * random())),
    descriptors: column((i) => ({ type: i % 3 === 2 ? "bench" : "tree", id: 500 + i })),
  };
}

function makeTerrain(): GridLayer {
  const heights = new Float32Array(15);
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 5; column++) heights[5 * row + column] = -1 - row - column / 4;
  return {
    kind: "grid",
    id: "topography",
    segmentsX: 4,
    segmentsY: 2,
    widthM: 200,
    heightM: 100,
    centreX: 50,
    centreY: 0,
    heights,
  };
}
