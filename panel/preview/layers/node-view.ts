import { BufferAttribute, BufferGeometry, type Group, InstancedBufferAttribute, InstancedMesh } from "three";
import { instanceShape } from "../../../shared/layers/instance-shapes.ts";
import type { InstancedNodes } from "../../../shared/scene/display.ts";
import type { LitMaterial } from "./lit-material.ts";

/** Every node of a kind in one draw call. */
export function instancedMesh(
  { kind, nodes, matrices }: InstancedNodes,
  lit: LitMaterial,
  group: Group,
): InstancedMesh {
  const shape = instanceShape(kind);
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(shape.positions, 3));
  geometry.setIndex(new BufferAttribute(shape.indices, 1));
  geometry.setAttribute("featureId", new InstancedBufferAttribute(nodes, 1));
  const mesh = new InstancedMesh(geometry, lit.material, 0);
  mesh.instanceMatrix = new InstancedBufferAttribute(matrices, 16);
  mesh.count = nodes.length;
  mesh.customDepthMaterial = lit.depth;
  mesh.frustumCulled = false;
  mesh.matrixAutoUpdate = false;
  group.add(mesh);
  return mesh;
}
