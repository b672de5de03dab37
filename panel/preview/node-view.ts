import {
  BufferAttribute,
  BufferGeometry,
  type Group,
  InstancedBufferAttribute,
  InstancedMesh,
  Matrix4,
} from "three";
import { instanceShape } from "../../shared/layers/instance-shapes.ts";
import type { InstanceLayer } from "../../shared/scene/scene-model.ts";
import type { LitMaterial } from "./lit-material.ts";
import type { MeshSource } from "./mesh-view.ts";

/** Kinds drawn as instances at most; the others are baked into one mesh, so that 17 kinds do not cost 17 calls. */
const instancedKinds = 2;
/** Below this many nodes baking is cheaper than a draw call. */
const worthInstancing = 200;

/** Which kinds are drawn as instances: the most frequent ones. */
export function popularKinds({ kinds, kindIndex }: InstanceLayer): number[] {
  const counts = new Array<number>(kinds.length).fill(0);
  for (const kind of kindIndex) counts[kind]++;
  return kinds
    .map((_, kind) => kind)
    .filter((kind) => counts[kind] >= worthInstancing)
    .sort((a, b) => counts[b] - counts[a])
    .slice(0, instancedKinds);
}

/** One instanced mesh: every node of a kind in one draw call. */
export function instancedNodes(
  layer: InstanceLayer,
  kind: number,
  lit: LitMaterial,
  group: Group,
): InstancedMesh {
  const nodes = nodesOf(layer, (candidate) => candidate === kind);
  const shape = instanceShape(layer.kinds[kind]);
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(shape.positions, 3));
  geometry.setIndex(new BufferAttribute(shape.indices, 1));
  geometry.setAttribute("featureId", new InstancedBufferAttribute(nodes, 1));
  const mesh = new InstancedMesh(geometry, lit.material, nodes.length);
  const matrix = new Matrix4();
  nodes.forEach((node, i) => {
    mesh.setMatrixAt(i, placeNode(layer, node, matrix));
  });
  mesh.customDepthMaterial = lit.depth;
  mesh.frustumCulled = false;
  mesh.matrixAutoUpdate = false;
  group.add(mesh);
  return mesh;
}

/** All nodes of the other kinds as plain triangles. */
export function bakedNodes(layer: InstanceLayer, instanced: readonly number[]): MeshSource {
  const nodes = nodesOf(layer, (kind) => instanced.indexOf(kind) < 0);
  const shapes = layer.kinds.map(instanceShape);
  const firstVertex = new Uint32Array(nodes.length + 1);
  let indexCount = 0;
  nodes.forEach((node, i) => {
    const shape = shapes[layer.kindIndex[node]];
    firstVertex[i + 1] = firstVertex[i] + shape.positions.length / 3;
    indexCount += shape.indices.length;
  });
  const positions = new Float32Array(firstVertex[nodes.length] * 3);
  const indices = new Uint32Array(indexCount);
  let at = 0;
  nodes.forEach((node, i) => {
    const shape = shapes[layer.kindIndex[node]];
    bake(layer, node, shape.positions, positions, firstVertex[i] * 3);
    for (const index of shape.indices) indices[at++] = firstVertex[i] + index;
  });
  return { positions, indices, edges: new Uint32Array(0), firstVertex, featureOf: nodes };
}

/** Same placing as `placeNode`, written out: a matrix a vertex would cost five times as much. */
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

/** Model matrix of a node: scale, then rotation about z, then its place. */
export function placeNode(layer: InstanceLayer, node: number, out: Matrix4): Matrix4 {
  const scale = layer.scales[node];
  const cos = Math.cos(layer.rotations[node]) * scale;
  const sin = Math.sin(layer.rotations[node]) * scale;
  const [x, y, z] = layer.positions.subarray(node * 3, node * 3 + 3);
  return out.set(cos, -sin, 0, x, sin, cos, 0, y, 0, 0, scale, z, 0, 0, 0, 1);
}

function nodesOf({ kindIndex }: InstanceLayer, wanted: (kind: number) => boolean): Uint32Array {
  const nodes: number[] = [];
  for (let node = 0; node < kindIndex.length; node++) if (wanted(kindIndex[node])) nodes.push(node);
  return Uint32Array.from(nodes);
}
