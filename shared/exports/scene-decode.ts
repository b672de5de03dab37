import { ContextileError } from "../errors.ts";
import type { InstanceLayer, MeshLayer, SceneLayer, SceneModel } from "../scene/scene-model.ts";
import {
  type Column,
  type InstancesHeader,
  type MeshHeader,
  type SceneHeader,
  sceneHeaderSchema,
} from "./scene-header.ts";

/**
 * Unpacks a `scene` container (docs/handoff-format.md) into a model whose columns own their memory. Input is not
 * trusted: every length, offset and index is checked first. Throws ContextileError `malformed-body`, with
 * `data.byteOffset` where a place can be named; never reads outside `bytes`.
 */
export function decodeScene(bytes: Uint8Array): SceneModel {
  // A plain view: Node's Buffer overrides slice() and would hand out its whole shared pool.
  const { header, body } = split(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const columns = new ColumnReader(body);
  return {
    frame: header.frame,
    layers: header.layers.map(
      (layer): SceneLayer =>
        layer.kind === "mesh" ? readMesh(layer, columns) : readInstances(layer, columns),
    ),
    attributions: header.sources ?? header.attribution.map((text) => ({ text })),
    skipped: header.skipped ?? [],
    warnings: header.warnings ?? [],
    ...(header.saidWarnings === undefined ? {} : { saidWarnings: header.saidWarnings }),
    ...(header.chargedKm2 === undefined ? {} : { chargedKm2: header.chargedKm2 }),
  };
}

function split(bytes: Uint8Array): { header: SceneHeader; body: Uint8Array } {
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(0, 4)) !== "CTXS")
    throw malformed("The hand-over does not begin like a scene container.", 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(4, true);
  if (version !== 1) throw malformed(`The scene container has version ${version}; this reader knows 1.`, 4);
  const end = 12 + view.getUint32(8, true);
  if (end > bytes.length || end % 4 !== 0)
    throw malformed("The header of the scene container is cut off.", 8);
  return { header: parseHeader(bytes.subarray(12, end)), body: bytes.subarray(end) };
}

function parseHeader(json: Uint8Array): SceneHeader {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch {
    throw malformed("The header of the scene container is not JSON in UTF-8.", 12);
  }
  const parsed = sceneHeaderSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.join(".") ?? "";
  throw malformed(`The header of the scene container is wrong at "${path.slice(0, 120)}".`, 12);
}

function readMesh(layer: MeshHeader, columns: ColumnReader): MeshLayer {
  const positions = columns.floats(layer.positions, `${layer.id}.positions`);
  const indices = columns.integers(layer.indices, `${layer.id}.indices`);
  const firstIndex = columns.integers(layer.firstIndex, `${layer.id}.firstIndex`);
  const firstVertex = columns.integers(layer.firstVertex, `${layer.id}.firstVertex`);
  const features = layer.descriptors.length;
  check(positions.length % 3 === 0 && indices.length % 3 === 0, `${layer.id} has an incomplete triangle.`);
  checkRanges(firstIndex, features, indices.length, `${layer.id}.firstIndex`);
  checkRanges(firstVertex, features, positions.length / 3, `${layer.id}.firstVertex`);
  checkOwnership(indices, firstIndex, firstVertex, layer.id);
  const { id, descriptors } = layer;
  return { kind: "mesh", id, positions, indices, firstIndex, firstVertex, descriptors };
}

function readInstances(layer: InstancesHeader, columns: ColumnReader): InstanceLayer {
  const { id, kinds, descriptors } = layer;
  const kindIndex = columns.integers(layer.kindIndex, `${id}.kindIndex`);
  const positions = columns.floats(layer.positions, `${id}.positions`);
  const scales = columns.floats(layer.scales, `${id}.scales`);
  const rotations = columns.floats(layer.rotations, `${id}.rotations`);
  const nodes = kindIndex.length;
  const told = descriptors.length === 0 || descriptors.length === nodes;
  const matching = positions.length === nodes * 3 && scales.length === nodes && rotations.length === nodes;
  check(matching && told, `${id} has columns of different lengths.`);
  check(
    layer.shapes.length === kinds.length,
    `${id} has ${kinds.length} kinds but ${layer.shapes.length} shapes.`,
  );
  check(allBelow(kindIndex, kinds.length), `${id} names a kind that does not exist.`);
  for (const shape of layer.shapes) checkShape(shape, columns, `${id}.shapes`);
  return {
    kind: "instances",
    id,
    kinds,
    kindIndex: Uint16Array.from(kindIndex),
    positions,
    scales,
    rotations,
    descriptors,
  };
}

function checkShape(shape: InstancesHeader["shapes"][number], columns: ColumnReader, name: string): void {
  const positions = columns.floats(shape.positions, `${name}.positions`);
  const indices = columns.integers(shape.indices, `${name}.indices`);
  const whole = positions.length % 3 === 0 && indices.length % 3 === 0;
  check(whole && allBelow(indices, positions.length / 3), `${name} is not a triangle mesh.`);
}

function checkRanges(first: Uint32Array, features: number, end: number, name: string): void {
  check(first.length === features + 1, `${name} has ${first.length} entries for ${features} features.`);
  check(first[0] === 0 && first[features] === end, `${name} does not span its column.`);
  for (let i = 0; i < features; i++)
    if (first[i]! > first[i + 1]!) throw malformed(`${name} runs backwards.`);
}

/** Each feature draws with its own vertices only: hosts cut features out by these ranges. */
function checkOwnership(
  indices: Uint32Array,
  firstIndex: Uint32Array,
  firstVertex: Uint32Array,
  id: string,
): void {
  for (let feature = 0; feature + 1 < firstIndex.length; feature++) {
    const low = firstVertex[feature]!;
    const high = firstVertex[feature + 1]!;
    for (let i = firstIndex[feature]!; i < firstIndex[feature + 1]!; i++)
      if (indices[i]! < low || indices[i]! >= high)
        throw malformed(`${id} uses a vertex outside its feature.`);
  }
}

function allBelow(values: Uint32Array, limit: number): boolean {
  for (let i = 0; i < values.length; i++) if (values[i]! >= limit) return false;
  return true;
}

/**
 * Copies columns out of the body. All columns together may not be longer than the body, so that a small file
 * whose header names one column a thousand times cannot fill the memory.
 */
class ColumnReader {
  #used = 0;
  readonly #body: Uint8Array;

  constructor(body: Uint8Array) {
    this.#body = body;
  }

  integers(column: Column, name: string): Uint32Array {
    return new Uint32Array(this.#copy(column, name));
  }

  floats(column: Column, name: string): Float32Array {
    const numbers = new Float32Array(this.#copy(column, name));
    for (let i = 0; i < numbers.length; i++)
      if (!Number.isFinite(numbers[i]))
        throw malformed(`${name} holds a value that is not a number.`, column.offset);
    return numbers;
  }

  #copy({ offset, count }: Column, name: string): ArrayBuffer {
    const end = offset + count * 4;
    this.#used += count * 4;
    if (end > this.#body.length || this.#used > this.#body.length)
      throw malformed(`${name} reaches outside the scene container.`, offset);
    return this.#body.slice(offset, end).buffer as ArrayBuffer;
  }
}

function check(right: boolean, message: string): void {
  if (!right) throw malformed(`The scene container is wrong: ${message}`);
}

function malformed(message: string, byteOffset?: number): ContextileError {
  return new ContextileError(
    "malformed-body",
    message,
    byteOffset === undefined ? {} : { data: { byteOffset } },
  );
}
