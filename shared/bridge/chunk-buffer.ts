import { ContextileError, failure } from "../errors.ts";
import type { HandoffHeader } from "../scene/handoff.ts";
import { says } from "../sentences.ts";

/**
 * One buffer that chunks are written into in any order. All chunks but the last have one size, which the first chunk
 * to arrive reveals; so the place of every chunk is known and nothing is kept twice.
 */
export class ChunkBuffer {
  readonly bytes: Uint8Array;
  readonly #header: HandoffHeader;
  readonly #hashes = new Map<number, string>();
  #chunkBytes: number | null = null;

  /** Throws `too-big` where the memory is not there. */
  constructor(header: HandoffHeader) {
    this.#header = header;
    try {
      this.bytes = new Uint8Array(header.totalBytes);
    } catch (cause) {
      throw failure("too-big", says("handoff-over-memory"), { cause });
    }
  }

  /** Number of different chunks held. */
  get received(): number {
    return this.#hashes.size;
  }

  get complete(): boolean {
    return this.#hashes.size === this.#header.totalChunks;
  }

  /** Takes one chunk whose hash was checked. A repeat changes nothing; other bytes for the same number are refused. */
  put(seq: number, sha256: string, chunk: Uint8Array): void {
    const known = this.#hashes.get(seq);
    if (known === sha256) return;
    if (known !== undefined) throw bad(`Chunk ${seq} came twice with different bytes.`);
    this.bytes.set(chunk, this.#placeOf(seq, chunk.length));
    this.#hashes.set(seq, sha256);
  }

  #placeOf(seq: number, length: number): number {
    const { totalBytes, totalChunks } = this.#header;
    if (seq >= totalChunks) throw bad(`Chunk ${seq} of ${totalChunks} does not exist.`);
    const isLast = seq === totalChunks - 1;
    const size = isLast ? this.#sizeBeforeLast(length) : length;
    const lastBytes = totalBytes - size * (totalChunks - 1);
    const fits = Number.isInteger(size) && lastBytes > 0 && lastBytes <= size;
    if (!fits || (isLast && lastBytes !== length) || (this.#chunkBytes ?? size) !== size)
      throw bad(`Chunk ${seq} has ${length} bytes, which does not fit the hand-over.`);
    this.#chunkBytes = size;
    return seq * size;
  }

  #sizeBeforeLast(length: number): number {
    const { totalBytes, totalChunks } = this.#header;
    return totalChunks === 1 ? totalBytes : (totalBytes - length) / (totalChunks - 1);
  }
}

function bad(message: string): ContextileError {
  return new ContextileError("bad-message", message);
}
