/** Bytes of the compact form (docs/compact-format.md): frames, their sections, variable-length numbers. */
import { crc32 } from "node:zlib";
import { type FrameKind, frameHeaderBytes, frameKinds } from "../../../shared/contract/compact-answer.ts";

const encoder = new TextEncoder();

/** One frame, complete in itself: header, checksum, and each section after its length. */
export function frameOf(kind: FrameKind, sections: readonly Uint8Array[]): Uint8Array {
  const payload = sections.reduce((sum, { length }) => sum + 4 + length, 0);
  const bytes = new Uint8Array(frameHeaderBytes + payload);
  const view = new DataView(bytes.buffer);
  bytes[0] = frameKinds[kind];
  view.setUint32(4, payload, true);
  let at = frameHeaderBytes;
  for (const section of sections) {
    view.setUint32(at, section.length, true);
    bytes.set(section, at + 4);
    at += 4 + section.length;
  }
  view.setUint32(8, crc32(bytes.subarray(frameHeaderBytes), crc32(bytes.subarray(0, 8))), true);
  return bytes;
}

export const jsonSection = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));

/** Whole numbers below 2^32, seven bits a byte, lowest first (LEB128). */
export class VarintWriter {
  private buffer = new Uint8Array(1024);
  private length = 0;

  push(value: number): void {
    if (this.length + 5 > this.buffer.length) this.grow();
    let rest = value;
    while (rest > 127) {
      this.buffer[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.buffer[this.length++] = rest;
  }

  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  private grow(): void {
    const larger = new Uint8Array(this.buffer.length * 2);
    larger.set(this.buffer);
    this.buffer = larger;
  }
}
