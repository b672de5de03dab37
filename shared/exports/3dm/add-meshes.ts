import { featureColour, knownSurfaceKind } from "../../layers/feature-colour.ts";
import { layerStyles } from "../../layers/layer-style.ts";
import type { MeshLayer } from "../../scene/scene-model.ts";
import { type Said, says } from "../../sentences.ts";
import type { LayerTree } from "./layer-tree.ts";
import { makeAttributes, type ObjectFacts, objectName } from "./object-attributes.ts";
import { type Mesh, type RhinoFile, type RhinoModule, release } from "./rhino.ts";
import { splitCreases } from "./split-creases.ts";

/** What writing made, to be compared with what reading finds. */
export interface Tally {
  objects: number;
  facets: number;
  instances: number;
  notes: Said[];
}

interface Target {
  rhino: RhinoModule;
  file: RhinoFile;
  tree: LayerTree;
  tally: Tally;
}

/** Adds one mesh layer: an object per feature, or one mesh per layer (one per kind for surfaces). */
export function addMeshLayer(target: Target, layer: MeshLayer, perFeature: boolean): void {
  const before = target.tally.facets;
  for (const group of groupsOf(layer, perFeature)) addGroup(target, layer, group);
  const empty = layer.descriptors.filter((_, i) => layer.firstIndex[i] === layer.firstIndex[i + 1]).length;
  if (empty > 0)
    target.tally.notes.push(says("note-no-triangles", { layer: layerStyles[layer.id].name, count: empty }));
  const lost = layer.indices.length / 3 - (target.tally.facets - before);
  if (lost > 0)
    target.tally.notes.push(says("note-flat-triangles", { layer: layerStyles[layer.id].name, count: lost }));
}

interface Group {
  features: number[];
  name: string;
  descriptor: ObjectFacts["descriptor"];
}

function groupsOf(layer: MeshLayer, perFeature: boolean): Group[] {
  const { name } = layerStyles[layer.id];
  if (perFeature)
    return layer.descriptors.map((descriptor, feature) => ({
      features: [feature],
      name: objectName(descriptor, name, feature),
      descriptor,
    }));
  return [...byKind(layer)].map(([kind, features]) => ({
    features,
    name: kind === null ? name : `${name} ${kind}`,
    descriptor: { features: features.length },
  }));
}

function byKind(layer: MeshLayer): Map<string | null, number[]> {
  const groups = new Map<string | null, number[]>();
  for (let feature = 0; feature < layer.descriptors.length; feature++) {
    const kind = kindOf(layer, feature);
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [feature]);
    else group.push(feature);
  }
  return groups;
}

function kindOf(layer: MeshLayer, feature: number): string | null {
  return layer.id === "surface" ? knownSurfaceKind(layer.descriptors[feature]!) : null;
}

function addGroup({ rhino, file, tree, tally }: Target, layer: MeshLayer, group: Group): void {
  const mesh = new rhino.Mesh();
  for (const feature of group.features) appendFeature(mesh, layer, feature);
  const facets = finish(mesh);
  if (facets > 0) {
    const first = group.features[0]!;
    const kind = kindOf(layer, first);
    const layerIndex =
      kind === null
        ? tree.layer(layer.id)
        : tree.subLayer(layer.id, kind, featureColour(layer.id, layer.descriptors[first]!));
    const attributes = makeAttributes(rhino, { layer: layer.id, layerIndex, ...group });
    file.objects().addMesh(mesh, attributes);
    release(attributes);
    tally.objects += 1;
    tally.facets += facets;
  }
  release(mesh);
}

function appendFeature(mesh: Mesh, layer: MeshLayer, feature: number): void {
  const [from, to] = [layer.firstVertex[feature]!, layer.firstVertex[feature + 1]!];
  const indices = layer.indices.subarray(layer.firstIndex[feature], layer.firstIndex[feature + 1]);
  append(mesh, splitCreases(layer.positions.subarray(from * 3, to * 3), indices, from));
}

/** Adds triangles behind what the mesh already has. Positions are float32, so `add` loses nothing. */
export function append(mesh: Mesh, part: { positions: Float32Array; indices: Uint32Array }): void {
  const vertices = mesh.vertices();
  const faces = mesh.faces();
  const base = vertices.count;
  const { positions, indices } = part;
  for (let i = 0; i < positions.length; i += 3)
    vertices.add(positions[i]!, positions[i + 1]!, positions[i + 2]!);
  for (let i = 0; i < indices.length; i += 3)
    faces.addTriFace(base + indices[i]!, base + indices[i + 1]!, base + indices[i + 2]!);
  release(vertices, faces);
}

/** Normals, and float storage: `add` silently turns doubles on, which nearly doubles the writing time. Number of facets. */
export function finish(mesh: Mesh): number {
  const vertices = mesh.vertices();
  const faces = mesh.faces();
  const normals = mesh.normals();
  const facets = faces.count;
  normals.computeNormals();
  vertices.useDoublePrecisionVertices = false;
  release(vertices, faces, normals);
  return facets;
}
