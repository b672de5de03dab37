import { ContextileError, failure } from "../../errors.ts";
import { says } from "../../sentences.ts";
import type { Gltf } from "./gltf-json.ts";

const magic = 0x46546c67;
const jsonChunk = 0x4e4f534a;
const binaryChunk = 0x004e4942;

/** The container counts in 32 bits, and engines refuse single buffers somewhat above 2 GB. */
export const maxGlbBytes = 2_000_000_000;

/** Packs a document and its columns, in order, into GLB 2.0. Throws `too-big`. */
export function packGlb(gltf: Gltf, columns: readonly (Float32Array | Uint32Array)[]): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(gltf));
  const jsonBytes = Math.ceil(json.length / 4) * 4;
  const bodyBytes = columns.reduce((sum, column) => sum + column.byteLength, 0);
  const total = 12 + 8 + jsonBytes + (bodyBytes > 0 ? 8 + bodyBytes : 0);
  refuseTooBig(total);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  [magic, 2, total, jsonBytes, jsonChunk].forEach((word, i) => {
    view.setUint32(i * 4, word, true);
  });
  bytes.set(json, 20);
  bytes.fill(0x20, 20 + json.length, 20 + jsonBytes);
  if (bodyBytes === 0) return bytes;
  view.setUint32(20 + jsonBytes, bodyBytes, true);
  view.setUint32(24 + jsonBytes, binaryChunk, true);
  let at = 28 + jsonBytes;
  for (const column of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
  return bytes;
}

/** Throws `too-big` with what to do when a file of `bytes` cannot be written in one piece. */
export function refuseTooBig(bytes: number): void {
  if (bytes <= maxGlbBytes) return;
  const said = says("gltf-file-too-big", { mb: Math.ceil(bytes / 1e6), most: maxGlbBytes / 1e6 });
  throw failure("too-big", said, { data: { bytes, limit: maxGlbBytes } });
}

/** The document inside a GLB. Throws `internal` when the bytes are not one. */
export function unpackGlbJson(bytes: Uint8Array): Gltf {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== magic || view.getUint32(8, true) !== bytes.length)
    throw new ContextileError("internal", "The glTF file was written but could not be read again.");
  const json = bytes.subarray(20, 20 + view.getUint32(12, true));
  return JSON.parse(new TextDecoder().decode(json)) as Gltf;
}

export interface Counted {
  objects: number;
  facets: number;
  instances: number;
}

/** Counts what a GLB of ours shows: objects with a mesh, their facets without those of instances, and instances. */
export function countGlb(bytes: Uint8Array): Counted {
  const gltf = unpackGlbJson(bytes);
  const counted: Counted = { objects: 0, facets: 0, instances: 0 };
  for (const node of gltf.nodes) {
    if (node.mesh === undefined) continue;
    counted.objects += 1;
    if (node.scale !== undefined) counted.instances += 1;
    else
      for (const { indices } of gltf.meshes?.[node.mesh]?.primitives ?? [])
        counted.facets += (gltf.accessors?.[indices]?.count ?? 0) / 3;
  }
  return counted;
}
