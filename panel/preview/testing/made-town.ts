import { gridToMesh } from "../../../shared/geo/grid-to-mesh.ts";
import type { InstanceLayer, MeshLayer, SceneModel } from "../../../shared/scene/scene-model.ts";
import { box, meshLayer } from "../../../shared/testing/make-scene.ts";
import { createRandom } from "../../../shared/testing/random.ts";

const blockM = 60;

/**
 * A seeded town of `blocks` × `blocks` blocks with its middle at (0, 0): one tower (building 0) in the middle, houses
 * around parks, streets and a river on rolling terrain or on the plane. A block has about 8 houses of 12 triangles.
 */
export function madeTown(blocks: number, terrain: boolean, seed = 7): SceneModel {
  const random = createRandom(seed);
  const size = blocks * blockM;
  const height = (x: number, y: number) => (terrain ? 9 * Math.sin(x / 170) * Math.cos(y / 140) : 0);
  const houses = [box(-9, -9, 18, 18, height(0, 0) - 2, 62)];
  const lawns: ReturnType<typeof box>[] = [];
  const trees: number[][] = [];
  for (let i = 0; i < blocks; i++)
    for (let j = 0; j < blocks; j++) {
      const [x, y] = [(i - blocks / 2) * blockM + 6, (j - blocks / 2) * blockM + 6];
      const park = random() < 0.2;
      lawns.push(sheet(x, y, 48, 48, height));
      for (let k = 0; k < 8; k++) {
        const [hx, hy] = [x + (k % 4) * 12, y + Math.floor(k / 4) * 33];
        const inTheWay = Math.abs(hx + 5) < 24 && Math.abs(hy + 7) < 24;
        if (!park && !inTheWay)
          houses.push(
            box(hx, hy, 9 + 3 * random(), 12 + 3 * random(), height(hx, hy) - 2, 8 + 14 * random()),
          );
        else trees.push([x + 46 * random(), y + 46 * random(), 7 + 8 * random()]);
      }
      trees.push([x + 10 + 30 * random(), y + 22 + 6 * random(), 5 + 5 * random()]);
    }
  const river = sheet(-size / 2, size * 0.27, size, 26, height);
  const roads = [sheet(-size / 2, -6, size, 9, height), sheet(-6, -size / 2, 9, size, height)];
  const surface = meshLayer(
    "surface",
    [...lawns, river, ...roads],
    [
      ...lawns.map(() => ({ type: "grass" })),
      { type: "water", name: "River" },
      { type: "path", pathType: "roadway" },
      { type: "path", pathType: "roadway" },
    ],
  );
  const buildings = meshLayer(
    "buildings",
    houses,
    houses.map((_, i) => ({ id: i, type: "building", name: i === 0 ? "Tower" : null })),
  );
  const walls = Array.from({ length: Math.floor(size / 6) }, (_, i) => {
    const [x, y] = [i * 6 - size / 2, size * 0.27 + 27];
    return box(x, y, 6, 0.4, height(x, y) - 1, 3);
  });
  const barriers = meshLayer(
    "barriers",
    walls,
    walls.map(() => ({ type: "wall" })),
  );
  return {
    frame: { originLonDeg: 8.65, originLatDeg: 49.87, originHeightM: 0, crs: "local" },
    layers: [...(terrain ? [hills(size, height)] : []), surface, barriers, buildings, planted(trees, height)],
    attributions: [],
    skipped: [],
    warnings: [],
  };
}

type Height = (x: number, y: number) => number;

/** A draped rectangle in cells of about 6 m. */
function sheet(x: number, y: number, width: number, depth: number, height: Height): ReturnType<typeof box> {
  const columns = Math.ceil(width / 6);
  const rows = Math.ceil(depth / 6);
  const points: number[] = [];
  const triangles: number[] = [];
  for (let row = 0; row <= rows; row++)
    for (let column = 0; column <= columns; column++) {
      const [px, py] = [x + (width * column) / columns, y + (depth * row) / rows];
      points.push(px, py, height(px, py));
      if (row === rows || column === columns) continue;
      const at = row * (columns + 1) + column;
      triangles.push(at, at + 1, at + columns + 2, at, at + columns + 2, at + columns + 1);
    }
  return { points, triangles };
}

function hills(size: number, height: Height): SceneModel["layers"][number] {
  const segments = 40;
  const extent = size + 60;
  const heights = new Float32Array((segments + 1) ** 2);
  for (let row = 0; row <= segments; row++)
    for (let column = 0; column <= segments; column++)
      heights[row * (segments + 1) + column] = height(
        (column / segments - 0.5) * extent,
        (0.5 - row / segments) * extent,
      );
  return {
    kind: "grid",
    id: "topography",
    segmentsX: segments,
    segmentsY: segments,
    widthM: extent,
    heightM: extent,
    centreX: 0,
    centreY: 0,
    heights,
  };
}

/** Every tenth node is a bench, a hydrant or a lamp-less pole, so that baked kinds occur too. */
function planted(trees: number[][], height: Height): InstanceLayer {
  const kinds = ["tree", "bench", "hydrant", "utilityPole", "busStop", "statueBig"];
  const kindIndex = Uint16Array.from(trees, (_, i) => (i % 10 === 9 ? 1 + (Math.floor(i / 10) % 5) : 0));
  return {
    kind: "instances",
    id: "infrastructure",
    kinds,
    kindIndex,
    positions: Float32Array.from(trees.flatMap(([x, y]) => [x, y, height(x, y)])),
    scales: Float32Array.from(trees, ([, , scale], i) => (kindIndex[i] === 0 ? scale : 1)),
    rotations: Float32Array.from(trees, (_, i) => i),
    descriptors: trees.map((_, i) => ({ id: i, type: kinds[kindIndex[i]] })),
  };
}

/** The same with terrain as triangles, as our own service sends it. */
export function meshTerrain(model: SceneModel): SceneModel {
  return {
    ...model,
    layers: model.layers.map((layer) => (layer.kind === "grid" ? gridToMesh(layer) : layer)),
  };
}

/** Triangles of the mesh layers. */
export function triangleCount({ layers }: SceneModel): number {
  return layers.reduce(
    (sum, layer) => sum + (layer.kind === "mesh" ? (layer as MeshLayer).indices.length / 3 : 0),
    0,
  );
}
