/** Nodes as triangles: a few frequent kinds as instances, the rest baked into one mesh, so that 17 kinds cost 3 calls. */
import { instanceShape } from "../layers/instance-shapes.ts";
import type { DrawnMesh, InstancedNodes } from "./display.ts";
import type { InstanceLayer } from "./scene-model.ts";

const instancedKinds = 2;
/** Below this many nodes baking is cheaper than a draw call. */
const worthInstancing = 200;

/** Which kinds (numbers into `kinds`) are drawn as instances: the most frequent ones. */
export function popularKinds({ kinds, kindIndex }: InstanceLayer): number[] {
  const counts = new Array<number>(kinds.length).fill(0);
  for (const kind of kindIndex) counts[kind]++;
  return kinds
    .map((_, kind) => kind)
    .filter((kind) => counts[kind] >= worthInstancing)
    .sort((a, b) => counts[b] - counts[a])
    .slice(0, instancedKinds);
}

/** Every node of one kind, with its matrix. */
export function instancedNodes(layer: InstanceLayer, kind: number): InstancedNodes {
  const nodes = nodesOf(layer, (candidate) => candidate === kind);
  const matrices = new Float32Array(nodes.length * 16);
  nodes.forEach((node, i) => {
    writeNodeMatrix(layer, node, matrices, i * 16);
  });
  return { kind: layer.kinds[kind], nodes, matrices };
}

/** All nodes of the kinds that are not instanced, as plain triangles; null when there are none. Block i = one node. */
export function bakedNodes(layer: InstanceLayer, instanced: readonly number[]): DrawnMesh | null {
  const nodes = nodesOf(layer, (kind) => instanced.indexOf(kind) < 0);
  if (nodes.length === 0) return null;
  const shapes = layer.kinds.map(instanceShape);
  const firstVertex = new Uint32Array(nodes.length + 1);
  const firstIndex = new Uint32Array(nodes.length + 1);
  nodes.forEach((node, i) => {
    const shape = shapes[layer.kindIndex[node]];
    firstVertex[i + 1] = firstVertex[i] + shape.positions.length / 3;
    firstIndex[i + 1] = firstIndex[i] + shape.indices.length;
  });
  const positions = new Float32Array(firstVertex[nodes.length] * 3);
  const indices = new Uint32Array(firstIndex[nodes.length]);
  nodes.forEach((node, i) => {
    const shape = shapes[layer.kindIndex[node]];
    bake(layer, node, shape.positions, positions, firstVertex[i] * 3);
    for (let k = 0; k < shape.indices.length; k++)
      indices[firstIndex[i] + k] = firstVertex[i] + shape.indices[k];
  });
  return { positions, indices, firstVertex, firstIndex, featureOf: nodes };
}

/** Same placing as the matrix, written out: a matrix a vertex would cost five times as much. */
function bake(layer: InstanceLayer, node: number, shape: Float32Array, out: Float32Array, at: number): void {
  const scale = layer.scales[node];
  const east = Math.cos(layer.rotations[node]) * scale;
  const north = Math.sin(layer.rotations[node]) * scale;
  for (let i = 0; i < shape.length; i += 3) {
    out[at + i] = layer.positions[node * 3] + shape[i] * east - shape[i + 1] * north;
    out[at + i + 1] = layer.positions[node * 3 + 1] + shape[i] * north + shape[i + 1] * east;
    out[at + i + 2] = layer.positions[node * 3 + 2] + shape[i + 2] * scale;
  }
}

/** 16 numbers, column-major: scale, then rotation about z, then place. */
export function writeNodeMatrix(layer: InstanceLayer, node: number, out: Float32Array, at: number): void {
  const scale = layer.scales[node];
  const cos = Math.cos(layer.rotations[node]) * scale;
  const sin = Math.sin(layer.rotations[node]) * scale;
  out[at] = cos;
  out[at + 1] = sin;
  out[at + 4] = -sin;
  out[at + 5] = cos;
  out[at + 10] = scale;
  out[at + 12] = layer.positions[node * 3];
  out[at + 13] = layer.positions[node * 3 + 1];
  out[at + 14] = layer.positions[node * 3 + 2];
  out[at + 15] = 1;
}

function nodesOf({ kindIndex }: InstanceLayer, wanted: (kind: number) => boolean): Uint32Array {
  const nodes: number[] = [];
  for (let node = 0; node < kindIndex.length; node++) if (wanted(kindIndex[node])) nodes.push(node);
  return Uint32Array.from(nodes);
}
