import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { gzipPart, type PackedChunk, packChunks, unpack } from "./packed-chunk.ts";

async function* from(...parts: (string | Uint8Array)[]) {
  for (const part of parts) yield typeof part === "string" ? new TextEncoder().encode(part) : part;
}

async function pack(...parts: (string | Uint8Array)[]): Promise<PackedChunk[]> {
  const chunks: PackedChunk[] = [];
  for await (const chunk of packChunks(from(...parts))) chunks.push(chunk);
  return chunks;
}

const text = (chunk: PackedChunk) => new TextDecoder().decode(unpack(chunk));

test("each piece can be unpacked alone, and the last one knows that it is", async () => {
  const chunks = await pack("[1", "", ",2", "]");
  expect(chunks.map(text)).toEqual(["[1", ",2", "]"]);
  // CRC-32 of "[1,2]" by Python's zlib.crc32.
  expect(chunks.map(({ end }) => end)).toEqual([undefined, undefined, { crc32: 0x088b50bf, bytes: 5 }]);
});

test("pieces in a row are one gzip body that any reader takes", async () => {
  const parts = ["first ", "second ".repeat(50_000), "third"];
  const chunks = await pack(...parts);
  expect(chunks).toHaveLength(4);
  expect(chunks.every(({ plainBytes }) => plainBytes <= 256 * 1024)).toBe(true);
  const body = Buffer.concat(chunks.map((chunk, i) => gzipPart(chunk, i === 0)));
  expect(String(gunzipSync(body))).toBe(parts.join(""));
  const single = await pack("x");
  expect(String(gunzipSync(gzipPart(single[0], true)))).toBe("x");
});

test("a gzip body without its last piece is seen to be cut", async () => {
  const [first] = await pack("[1", "]");
  expect(() => gunzipSync(gzipPart(first, true))).toThrow("unexpected end of file");
});

test("every piece can be transferred to another thread", async () => {
  const [chunk] = await pack("{}");
  structuredClone(chunk, { transfer: [chunk.deflated.buffer] });
  expect(chunk.deflated.byteLength).toBe(0);
});

test("a damaged piece is not taken for another", async () => {
  const [chunk] = await pack("some text that is long enough to be packed");
  expect(() => unpack({ ...chunk, plainBytes: chunk.plainBytes + 1 })).toThrow("another length");
  expect(() => unpack({ ...chunk, plainBytes: 3 })).toThrow();
});
