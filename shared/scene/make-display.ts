import { gridToMesh } from "../geo/grid-to-mesh.ts";
import { instanceShape } from "../layers/instance-shapes.ts";
import type { LayerId } from "../layers/layer-id.ts";
import type { DisplayLayer } from "./display.ts";
import { bakedNodes, instancedNodes, popularKinds } from "./display-nodes.ts";
import { featureBoxes } from "./feature-boxes.ts";
import { type EdgesAndOpen, edgesAndOpen } from "./feature-edges.ts";
import type { GridLayer, InstanceLayer, MeshLayer, SceneLayer, SceneModel } from "./scene-model.ts";

/** What a viewer may take for one model. Above either number buildings are drawn as boxes. */
export interface DisplayBudget {
  triangles: number;
  /** Bytes on the graphics card: positions, feature numbers, indices and edges of buildings. */
  bytes: number;
}

/**
 * Six million triangles are about 250 MB on the graphics card: as much as an office machine spares beside its CAD
 * program. 20,000 houses of 60 triangles have 1.2 million, 50,000 have 3 million.
 */
export const defaultDisplayBudget: DisplayBudget = { triangles: 6_000_000, bytes: 256_000_000 };

/**
 * What is needed to draw every layer, in the order of `model.layers`; meant for the worker, whose answer is
 * transferred. Metres, model frame. `found`: for each layer its edges where somebody has them already, else null.
 * Linear in triangles. Measured on Node 20 (2 cores at 2.1 GHz, other work running): 50 ms CPU a million triangles of
 * buildings (60 triangles each), 220 ms for one terrain of a million.
 */
export function makeDisplay(
  model: SceneModel,
  budget: DisplayBudget = defaultDisplayBudget,
  found: readonly (EdgesAndOpen | null)[] = [],
): DisplayLayer[] {
  const asBoxes = buildingsExceed(model, budget);
  return model.layers.map((layer, i) => displayLayer(layer, asBoxes, found[i] ?? null));
}

/** What may be handed to another thread without copying. */
export function displayBuffers(display: readonly DisplayLayer[]): ArrayBufferLike[] {
  const buffers = new Set<ArrayBufferLike>();
  for (const layer of display)
    for (const part of [layer, layer.drawn ?? {}, ...layer.instanced])
      for (const column of Object.values(part)) if (ArrayBuffer.isView(column)) buffers.add(column.buffer);
  return Array.from(buffers);
}

/** Edges are not made yet when this is asked: about three for four triangles, as measured on houses. */
function buildingsExceed({ layers }: SceneModel, budget: DisplayBudget): boolean {
  let triangles = 0;
  let bytes = 0;
  for (const layer of layers) {
    if (layer.kind !== "mesh" || layer.id !== "buildings") continue;
    triangles += layer.indices.length / 3;
    const edgeBytes = layer.indices.length * 2;
    bytes +=
      layer.positions.length * 4 + (layer.positions.length / 3) * 4 + layer.indices.length * 4 + edgeBytes;
  }
  return triangles > budget.triangles || bytes > budget.bytes;
}

function displayLayer(
  layer: SceneLayer,
  buildingsAsBoxes: boolean,
  found: EdgesAndOpen | null,
): DisplayLayer {
  const none = new Uint32Array(0);
  const plain = { id: layer.id, edges: none, open: none, drawn: null, instanced: [], asBoxes: false };
  if (layer.kind === "mesh") {
    const bounds = meshBounds(layer);
    if (layer.id === "buildings" && buildingsAsBoxes)
      return { ...plain, ...featureBoxes(bounds), bounds, asBoxes: true };
    if (!hasEdges(layer.id)) return { ...plain, open: everyFeature(layer), bounds };
    return { ...plain, ...(found ?? edgesAndOpen(layer)), bounds };
  }
  if (layer.kind === "grid") {
    const { positions, indices, firstVertex, firstIndex } = gridToMesh(layer);
    const drawn = { positions, indices, firstVertex, firstIndex, featureOf: null };
    return { ...plain, open: Uint32Array.of(0), bounds: gridBounds(layer), drawn };
  }
  const popular = popularKinds(layer);
  return {
    ...plain,
    bounds: instanceBounds(layer),
    drawn: bakedNodes(layer, popular),
    instanced: popular.map((kind) => instancedNodes(layer, kind)),
  };
}

/** Whether lines are drawn along a layer's borders and creases, see `DisplayLayer.edges`. */
export const hasEdges = (id: LayerId): boolean => id !== "topography";

const everyFeature = ({ firstIndex }: MeshLayer): Uint32Array =>
  Uint32Array.from({ length: Math.max(0, firstIndex.length - 1) }, (_, feature) => feature);

/** Stride 6, see `DisplayLayer.bounds`. A feature without vertices gets an inverted box, which no ray and no fit ever meets. */
export function meshBounds({
  positions,
  firstVertex,
}: Pick<MeshLayer, "positions" | "firstVertex">): Float32Array {
  const bounds = new Float32Array(Math.max(0, firstVertex.length - 1) * 6);
  for (let feature = 0; feature + 1 < firstVertex.length; feature++)
    boxOf(positions, firstVertex[feature] * 3, firstVertex[feature + 1] * 3, bounds, feature * 6);
  return bounds;
}

function boxOf(p: Float32Array, from: number, to: number, out: Float32Array, at: number): void {
  let minX = Infinity;
  let minY = Infinity;
  let minZ = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  let maxZ = -Infinity;
  for (let i = from; i < to; i += 3) {
    const x = p[i];
    const y = p[i + 1];
    const z = p[i + 2];
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
    if (z < minZ) minZ = z;
    if (z > maxZ) maxZ = z;
  }
  out[at] = minX;
  out[at + 1] = minY;
  out[at + 2] = minZ;
  out[at + 3] = maxX;
  out[at + 4] = maxY;
  out[at + 5] = maxZ;
}

/** Boxes that hold a node's shape however it is turned. */
function instanceBounds({ kinds, kindIndex, positions, scales }: InstanceLayer): Float32Array {
  const reaches = kinds.map((kind) => reachOf(instanceShape(kind).positions));
  const bounds = new Float32Array(kindIndex.length * 6);
  for (let node = 0; node < kindIndex.length; node++) {
    const { radius, low, high } = reaches[kindIndex[node]];
    const [x, y, z] = [positions[node * 3], positions[node * 3 + 1], positions[node * 3 + 2]];
    const scale = scales[node];
    bounds[node * 6] = x - radius * scale;
    bounds[node * 6 + 1] = y - radius * scale;
    bounds[node * 6 + 2] = z + low * scale;
    bounds[node * 6 + 3] = x + radius * scale;
    bounds[node * 6 + 4] = y + radius * scale;
    bounds[node * 6 + 5] = z + high * scale;
  }
  return bounds;
}

function reachOf(positions: Float32Array): { radius: number; low: number; high: number } {
  const reach = { radius: 0, low: Infinity, high: -Infinity };
  for (let i = 0; i < positions.length; i += 3) {
    reach.radius = Math.max(reach.radius, Math.hypot(positions[i], positions[i + 1]));
    reach.low = Math.min(reach.low, positions[i + 2]);
    reach.high = Math.max(reach.high, positions[i + 2]);
  }
  return reach;
}

function gridBounds({ centreX, centreY, widthM, heightM, heights }: GridLayer): Float32Array {
  let low = Infinity;
  let high = -Infinity;
  for (const height of heights) {
    if (height < low) low = height;
    if (height > high) high = height;
  }
  return Float32Array.from([
    centreX - widthM / 2,
    centreY - heightM / 2,
    low,
    centreX + widthM / 2,
    centreY + heightM / 2,
    high,
  ]);
}
