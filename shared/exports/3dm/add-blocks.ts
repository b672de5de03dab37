import { instanceShape } from "../../layers/instance-shapes.ts";
import { layerStyles, rootLayerName } from "../../layers/layer-style.ts";
import type { InstanceLayer } from "../../scene/scene-model.ts";
import { says } from "../../sentences.ts";
import { append, finish, type Tally } from "./add-meshes.ts";
import type { LayerTree } from "./layer-tree.ts";
import { makeAttributes, objectName } from "./object-attributes.ts";
import { plainName } from "./plain-text.ts";
import { type InstanceReference, type RhinoFile, type RhinoModule, release } from "./rhino.ts";
import { splitCreases } from "./split-creases.ts";

interface Target {
  rhino: RhinoModule;
  file: RhinoFile;
  tree: LayerTree;
  tally: Tally;
}

/** Adds trees and street furniture: one block per kind, one reference per node with its place, turn and size. */
export function addBlocks(target: Target, layer: InstanceLayer): void {
  const blocks = layer.kinds.map((kind, index) =>
    layer.kindIndex.includes(index) ? addDefinition(target, layer, kind) : "",
  );
  let unusable = 0;
  for (let node = 0; node < layer.kindIndex.length; node++)
    if (isUsable(layer, node)) addReference(target, layer, node, blocks[layer.kindIndex[node]!]!);
    else unusable += 1;
  if (unusable > 0)
    target.tally.notes.push(says("note-no-size", { layer: layerStyles[layer.id].name, count: unusable }));
}

/** Name of the block of a kind, as it appears in Rhino's block manager. */
export function blockName(kind: string): string {
  return plainName(`${rootLayerName} ${kind}`);
}

function addDefinition({ rhino, file, tree }: Target, layer: InstanceLayer, kind: string): string {
  const shape = instanceShape(kind);
  const mesh = new rhino.Mesh();
  append(mesh, splitCreases(shape.positions, shape.indices));
  finish(mesh);
  const attributes = new rhino.ObjectAttributes();
  attributes.layerIndex = tree.layer(layer.id);
  const about = `Unit shape of "${plainName(kind)}"; base at the insertion point, z up, metres.`;
  const table = file.instanceDefinitions();
  const index = table.add(freeName(file, blockName(kind)), about, "", "", [0, 0, 0], [mesh], [attributes]);
  const definition = table.get(index);
  const { id } = definition;
  release(mesh, attributes, definition);
  return id;
}

/** Two kinds may become the same name once cleaned; Rhino wants block names to differ. */
function freeName(file: RhinoFile, name: string): string {
  const table = file.instanceDefinitions();
  const taken = new Set<string>();
  for (let i = 0; i < table.count; i++) taken.add(table.get(i).name.toLowerCase());
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name} ${number}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

function isUsable(layer: InstanceLayer, node: number): boolean {
  const scale = layer.scales[node]!;
  return scale > 0 && Number.isFinite(scale) && Number.isFinite(layer.rotations[node]!);
}

function addReference(target: Target, layer: InstanceLayer, node: number, definitionId: string): void {
  const { rhino, file, tree, tally } = target;
  const transform = placement(rhino, layer, node);
  // The typings leave the constructor's arguments out.
  const reference: InstanceReference = Reflect.construct(rhino.InstanceReference, [definitionId, transform]);
  const descriptor = layer.descriptors[node] ?? {};
  const attributes = makeAttributes(rhino, {
    layer: layer.id,
    layerIndex: tree.layer(layer.id),
    name: objectName(descriptor, layer.kinds[layer.kindIndex[node]!]!, node),
    descriptor,
  });
  file.objects().addInstanceObject(reference, attributes);
  release(transform, reference, attributes);
  tally.objects += 1;
  tally.instances += 1;
}

/** Size, then turn about z, then move: row-major 4 × 4, metres. */
function placement(rhino: RhinoModule, layer: InstanceLayer, node: number) {
  const scale = layer.scales[node]!;
  const [cos, sin] = [Math.cos(layer.rotations[node]!) * scale, Math.sin(layer.rotations[node]!) * scale];
  const transform = rhino.Transform.identity();
  transform.m00 = cos;
  transform.m01 = -sin;
  transform.m10 = sin;
  transform.m11 = cos;
  transform.m22 = scale;
  transform.m03 = layer.positions[node * 3]!;
  transform.m13 = layer.positions[node * 3 + 1]!;
  transform.m23 = layer.positions[node * 3 + 2]!;
  return transform;
}
