import { featureColour, nodeColour, type Rgb, surfaceKind } from "../../layers/feature-colour.ts";
import { featureName } from "../../layers/feature-name.ts";
import { instanceShape } from "../../layers/instance-shapes.ts";
import { layerStyles } from "../../layers/layer-style.ts";
import { modelToYUp } from "../../scene/frame.ts";
import type { Descriptor, InstanceLayer, MeshLayer } from "../../scene/scene-model.ts";
import type { GlbBuilder } from "./glb-builder.ts";
import type { GltfPrimitive } from "./gltf-json.ts";

/** One mesh for the whole layer, one primitive a colour. Null where the layer is empty. */
export function addMergedLayer(glb: GlbBuilder, layer: MeshLayer): number | null {
  if (layer.indices.length === 0) return null;
  const { name } = layerStyles[layer.id];
  const position = glb.positionRange(glb.addPositions(layer.positions), 0, layer.positions.length / 3);
  const primitives: GltfPrimitive[] = groupByColour(layer).map(({ title, colour, indices }) => ({
    attributes: { POSITION: position },
    indices: glb.indexRange(glb.addIndices(indices), 0, indices.length),
    material: glb.material(title, colour, isSheet(layer)),
  }));
  const mesh = glb.addMesh(name, primitives);
  return glb.addNode({ name, mesh, extras: { contextileLayer: layer.id } });
}

/** One node and mesh a feature, with its descriptor as `extras`, under a node of the layer's name. */
export function addFeatureLayer(glb: GlbBuilder, layer: MeshLayer): number | null {
  const { name } = layerStyles[layer.id];
  const rebased = rebase(layer);
  if (rebased.length === 0) return null;
  const positions = glb.addPositions(layer.positions);
  const indices = glb.addIndices(rebased);
  const children: number[] = [];
  for (let feature = 0; feature + 1 < layer.firstIndex.length; feature++) {
    if (layer.firstIndex[feature] === layer.firstIndex[feature + 1]) continue;
    const descriptor = layer.descriptors[feature] ?? {};
    const title = wellFormed(featureName(descriptor) ?? `${name} ${feature + 1}`);
    const primitive: GltfPrimitive = {
      attributes: {
        POSITION: glb.positionRange(positions, layer.firstVertex[feature], layer.firstVertex[feature + 1]),
      },
      indices: glb.indexRange(indices, layer.firstIndex[feature], layer.firstIndex[feature + 1]),
      material: glb.material(
        materialTitle(layer, descriptor),
        featureColour(layer.id, descriptor),
        isSheet(layer),
      ),
    };
    children.push(
      glb.addNode({
        name: title,
        mesh: glb.addMesh(title, [primitive]),
        extras: cleanDescriptor(descriptor),
      }),
    );
  }
  return glb.addNode({ name, children, extras: { contextileLayer: layer.id } });
}

/** One node a tree, bench … placed by translation, rotation and scale; all of a kind share one mesh. */
export function addInstances(glb: GlbBuilder, layer: InstanceLayer, withFacts: boolean): number | null {
  const { name } = layerStyles[layer.id];
  if (layer.kindIndex.length === 0) return null;
  const meshes = new Map<number, number>();
  const places = layer.positions.slice();
  modelToYUp(places);
  const children = Array.from(layer.kindIndex, (kind, node) => {
    const title = wellFormed(layer.kinds[kind] ?? "unknown");
    const mesh = meshes.get(kind) ?? addShape(glb, title, layer.kinds[kind] ?? "unknown");
    meshes.set(kind, mesh);
    const half = layer.rotations[node] / 2;
    const scale = layer.scales[node];
    const descriptor = layer.descriptors[node];
    return glb.addNode({
      name: title,
      mesh,
      translation: Array.from(places.subarray(node * 3, node * 3 + 3)),
      ...(half === 0 ? {} : { rotation: [0, Math.sin(half), 0, Math.cos(half)] }),
      scale: [scale, scale, scale],
      ...(withFacts && descriptor !== undefined ? { extras: cleanDescriptor(descriptor) } : {}),
    });
  });
  return glb.addNode({ name, children, extras: { contextileLayer: layer.id } });
}

function addShape(glb: GlbBuilder, title: string, kind: string): number {
  const { positions, indices } = instanceShape(kind);
  const primitive: GltfPrimitive = {
    attributes: { POSITION: glb.positionRange(glb.addPositions(positions), 0, positions.length / 3) },
    indices: glb.indexRange(glb.addIndices(indices), 0, indices.length),
    material: glb.material(title, nodeColour(kind), false),
  };
  return glb.addMesh(title, [primitive]);
}

interface ColourGroup {
  title: string;
  colour: Rgb;
  indices: Uint32Array;
}

function groupByColour(layer: MeshLayer): ColourGroup[] {
  const groups = new Map<string, { colour: Rgb; features: number[]; length: number }>();
  for (let feature = 0; feature + 1 < layer.firstIndex.length; feature++) {
    const length = layer.firstIndex[feature + 1] - layer.firstIndex[feature];
    if (length === 0) continue;
    const descriptor = layer.descriptors[feature] ?? {};
    const title = materialTitle(layer, descriptor);
    const group = groups.get(title) ?? {
      colour: featureColour(layer.id, descriptor),
      features: [],
      length: 0,
    };
    group.features.push(feature);
    group.length += length;
    groups.set(title, group);
  }
  return Array.from(groups, ([title, { colour, features, length }]) => {
    const indices = new Uint32Array(length);
    let at = 0;
    for (const feature of features) {
      const own = layer.indices.subarray(layer.firstIndex[feature], layer.firstIndex[feature + 1]);
      indices.set(own, at);
      at += own.length;
    }
    return { title, colour, indices };
  });
}

/** "Surface water" for surfaces, the layer's name for the rest. */
function materialTitle(layer: MeshLayer, descriptor: Descriptor): string {
  const { name } = layerStyles[layer.id];
  const kind = layer.id === "surface" ? surfaceKind(descriptor) : undefined;
  return kind === undefined ? name : wellFormed(`${name} ${kind}`);
}

/** Index numbers counted from each feature's own first vertex. */
function rebase({ indices, firstIndex, firstVertex }: MeshLayer): Uint32Array {
  const own = indices.slice();
  for (let feature = 0; feature + 1 < firstIndex.length; feature++)
    for (let i = firstIndex[feature]; i < firstIndex[feature + 1]; i++) own[i] -= firstVertex[feature];
  return own;
}

/** Terrain, ground and walls may be open sheets that are looked at from both sides; buildings are closed. */
const isSheet = (layer: MeshLayer): boolean => layer.id !== "buildings";

/** Lone surrogates cannot be written in UTF-8; they become U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd");
}

function cleanDescriptor(descriptor: Descriptor): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(descriptor).map(([key, value]) => [
      wellFormed(key),
      typeof value === "string" ? wellFormed(value) : value,
    ]),
  );
}
