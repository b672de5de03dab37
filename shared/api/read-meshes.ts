import { meshSchema, numberArrayRefSchema, tripleKey } from "../contract/context-response.ts";
import type { LayerId } from "../layers/layer-id.ts";
import type { Descriptor, MeshLayer } from "../scene/scene-model.ts";
import { says } from "../sentences.ts";
import type { ArrayCollector, CollectedArray, GroupColumns } from "./collect-arrays.ts";
import { readDescriptor } from "./read-descriptor.ts";
import type { SkipLog } from "./skip-log.ts";

/** Elements of one mesh entry → a layer, or null when nothing is left. Every element becomes a feature or a skip. */
export function readMeshes(
  id: LayerId,
  elements: readonly unknown[],
  collector: ArrayCollector,
  skips: SkipLog,
): MeshLayer | null {
  const kept: { array: CollectedArray; facts: Descriptor }[] = [];
  const claimed = new Set<CollectedArray>();
  let group: number | null = null;
  let degenerate = 0;
  for (const [index, element] of elements.entries()) {
    const mesh = meshSchema.safeParse(element);
    const array = mesh.success ? arrayOf(mesh.data[tripleKey], collector) : null;
    group ??= array?.group ?? null;
    // An answer could fake a reference; each list serves once, in the entry where it stands.
    const own = array !== null && array.group === group && !claimed.has(array);
    if (!mesh.success) skips.add(id, index, says("skip-not-object"));
    else if (array === null || !own) skips.add(id, index, says("skip-no-vertices"));
    else {
      claimed.add(array);
      degenerate += array.degenerate;
      if (array.fault !== null) skips.add(id, index, array.fault);
      else kept.push({ array, facts: readDescriptor(mesh.data.descriptor, mesh.data.type) });
    }
  }
  if (degenerate > 0) skips.add(id, -1, says("skip-flat-triangles"), degenerate);
  const columns = group === null ? null : collector.takeGroup(group);
  if (kept.length === 0) return null;
  if (columns !== null) return toLayer(id, kept, columns);
  skips.add(id, -1, says("skip-no-vertices"), kept.length);
  return null;
}

function arrayOf(reference: unknown, collector: ArrayCollector): CollectedArray | null {
  const parsed = numberArrayRefSchema.safeParse(reference);
  const array = parsed.success ? collector.arrays[parsed.data.array] : undefined;
  return array === undefined || array.heights !== null ? null : array;
}

function toLayer(
  id: LayerId,
  kept: { array: CollectedArray; facts: Descriptor }[],
  columns: GroupColumns,
): MeshLayer {
  const features = kept.length;
  const firstIndex = new Uint32Array(features + 1);
  const firstVertex = new Uint32Array(features + 1);
  kept.forEach(({ array }, i) => {
    firstIndex[i + 1] = firstIndex[i] + array.indices;
    firstVertex[i + 1] = firstVertex[i] + array.vertices;
  });
  const complete =
    firstVertex[features] * 3 === columns.positions.length &&
    firstIndex[features] === columns.indices.length &&
    kept.every(({ array }, i) => array.firstIndex === firstIndex[i] && array.firstVertex === firstVertex[i]);
  const { positions, indices } = complete ? columns : compact(kept, columns, firstIndex, firstVertex);
  return {
    kind: "mesh",
    id,
    positions,
    indices,
    firstIndex,
    firstVertex,
    descriptors: kept.map(({ facts }) => facts),
  };
}

/** The rare answer with number lists that belong to no feature: copies what does. */
function compact(
  kept: { array: CollectedArray }[],
  columns: GroupColumns,
  firstIndex: Uint32Array,
  firstVertex: Uint32Array,
): GroupColumns {
  const positions = new Float32Array(firstVertex[kept.length] * 3);
  const indices = new Uint32Array(firstIndex[kept.length]);
  kept.forEach(({ array }, i) => {
    const from = array.firstVertex * 3;
    positions.set(columns.positions.subarray(from, from + array.vertices * 3), firstVertex[i] * 3);
    for (let k = 0; k < array.indices; k++)
      indices[firstIndex[i] + k] = columns.indices[array.firstIndex + k] - array.firstVertex + firstVertex[i];
  });
  return { positions, indices };
}

/** Several entries of the same layer → one. */
export function joinMeshLayers(layers: readonly MeshLayer[]): MeshLayer {
  if (layers.length === 1) return layers[0];
  const total = (count: (layer: MeshLayer) => number) => layers.reduce((sum, layer) => sum + count(layer), 0);
  const joined: MeshLayer = {
    kind: "mesh",
    id: layers[0].id,
    positions: new Float32Array(total((layer) => layer.positions.length)),
    indices: new Uint32Array(total((layer) => layer.indices.length)),
    firstIndex: new Uint32Array(total((layer) => layer.descriptors.length) + 1),
    firstVertex: new Uint32Array(total((layer) => layer.descriptors.length) + 1),
    descriptors: [],
  };
  let vertex = 0;
  let index = 0;
  for (const layer of layers) {
    const feature = joined.descriptors.length;
    joined.positions.set(layer.positions, vertex * 3);
    layer.indices.forEach((value, i) => {
      joined.indices[index + i] = value + vertex;
    });
    layer.firstIndex.forEach((value, i) => {
      joined.firstIndex[feature + i] = value + index;
      joined.firstVertex[feature + i] = layer.firstVertex[i] + vertex;
    });
    for (const facts of layer.descriptors) joined.descriptors.push(facts);
    vertex += layer.positions.length / 3;
    index += layer.indices.length;
  }
  return joined;
}
