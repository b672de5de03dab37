import { MeshoptDecoder } from "meshoptimizer/decoder";
import { DamagedFrame } from "./sections.ts";

/**
 * Whether this place can decode: WebAssembly exists and the page's content policy allows it ('wasm-unsafe-eval').
 * Settles once and never rejects. Where it is false, ask for JSON. Engines without SIMD get the plain module.
 */
export const compactSupported: Promise<boolean> = MeshoptDecoder.supported
  ? MeshoptDecoder.ready.then(
      () => true,
      () => false,
    )
  : Promise.resolve(false);

/** No block of the codec describes more bytes than this by one of its own, so a short section cannot claim much. */
const densest = 1024;

/** More than the largest terrain needs by far; bytes of one frame, unpacked. */
const mostBytes = 256 * 1024 ** 2;

/** `count` rows of `stride` bytes as int32. Throws DamagedFrame. */
export function decodeRows(section: Uint8Array, count: number, stride: number): Int32Array {
  if (count * stride > Math.min(mostBytes, densest * section.length))
    throw new DamagedFrame("it claims more rows than it holds");
  const rows = new Int32Array((count * stride) / 4);
  decode(() => MeshoptDecoder.decodeVertexBuffer(bytesOf(rows), count, stride, section));
  return rows;
}

/** Three numbers a triangle. Throws DamagedFrame; the numbers themselves are not checked. */
export function decodeTriangles(section: Uint8Array, triangles: number): Uint32Array {
  // Every triangle takes a byte at least.
  if (triangles > Math.min(mostBytes / 12, section.length))
    throw new DamagedFrame("it claims more triangles than it holds");
  const indices = new Uint32Array(triangles * 3);
  decode(() => MeshoptDecoder.decodeIndexBuffer(bytesOf(indices), indices.length, 4, section));
  return indices;
}

function decode(step: () => void): void {
  try {
    step();
  } catch {
    throw new DamagedFrame("its numbers cannot be unpacked");
  }
}

function bytesOf(view: Int32Array | Uint32Array): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
