import { constants, crc32, deflateRawSync, inflateRawSync } from "node:zlib";

/**
 * A piece of an answer as it is kept and handed on: compressed once, by whoever made it. Every piece is deflated by
 * itself and ends on a byte, so pieces in a row are one gzip body and each of them can be unpacked alone.
 */
export interface PackedChunk {
  /** Raw deflate (RFC 1951), without a final block. */
  deflated: Uint8Array;
  /** Length before compression. */
  plainBytes: number;
  /** On the last piece alone: what a gzip body says at its end about the whole. */
  end?: { crc32: number; bytes: number };
}

/** Larger pieces are cut: what is in flight stays bounded whatever an engine yields at once. */
const longest = 256 * 1024;

/** One piece behind its source, so that the last one is known as such. Nothing in, nothing out. */
export async function* packChunks(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<PackedChunk, void, undefined> {
  let held: Uint8Array | null = null;
  let crc = 0;
  let bytes = 0;
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += longest) {
      if (held !== null) yield pack(held);
      held = chunk.subarray(at, at + longest);
      crc = crc32(held, crc);
      bytes += held.length;
    }
  if (held !== null) yield { ...pack(held), end: { crc32: crc, bytes } };
}

function pack(plain: Uint8Array): PackedChunk {
  // Level 1: two thirds of the gain of level 6 for a quarter of its time.
  const deflated = deflateRawSync(plain, { level: 1, finishFlush: constants.Z_SYNC_FLUSH });
  // Copied out of Node's shared buffers, which must not be transferred to another thread.
  return { deflated: new Uint8Array(deflated), plainBytes: plain.length };
}

/** Throws when the piece is damaged. */
export function unpack({ deflated, plainBytes }: PackedChunk): Uint8Array {
  const plain = inflateRawSync(deflated, {
    finishFlush: constants.Z_SYNC_FLUSH,
    maxOutputLength: Math.max(1, plainBytes),
  });
  if (plain.length !== plainBytes) throw new Error("a piece of the answer has another length than stated");
  return plain;
}

/** Deflate, no name, no time, fastest, unknown system. Source: RFC 1952. */
const gzipHead = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 0xff];
/** An empty final block; then follow checksum and length. */
const gzipTail = [3, 0];

/** The piece as part of a gzip body; the first one brings its head, the last one its end. */
export function gzipPart({ deflated, end }: PackedChunk, first: boolean): Uint8Array {
  if (!first && end === undefined) return deflated;
  return Buffer.concat([
    new Uint8Array(first ? gzipHead : []),
    deflated,
    end ? gzipEnd(end) : new Uint8Array(),
  ]);
}

function gzipEnd(end: { crc32: number; bytes: number }): Uint8Array {
  const tail = Buffer.alloc(10);
  tail.set(gzipTail);
  tail.writeUInt32LE(end.crc32, 2);
  tail.writeUInt32LE(end.bytes % 2 ** 32, 6);
  return tail;
}
