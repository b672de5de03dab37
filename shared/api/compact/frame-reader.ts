import { compactMagic, frameHeaderBytes, maxFrameBytes } from "../../contract/compact-answer.ts";
import { type ContextileError, failure } from "../../errors.ts";
import { type Said, says } from "../../sentences.ts";
import { crc32 } from "./crc32.ts";

/** One frame of a compact answer. `payload` is a view: valid until the call returns. */
export interface Frame {
  kind: number;
  payload: Uint8Array;
  /** Its checksum holds. */
  whole: boolean;
  /** Where it begins in the body. */
  byte: number;
}

/**
 * Bytes of a compact answer in, in any chunking; frames out. Memory grows with the bytes that came, never with a length
 * that is only claimed. Throws `malformed-body` when this is no compact answer or a frame cannot be as long as it says.
 */
export class FrameReader {
  /** Bytes read so far. */
  bytes = 0;

  private readonly onFrame: (frame: Frame) => void;
  private part: "magic" | "header" | "payload" = "magic";
  private wanted = compactMagic.length;
  private buffer = new Uint8Array(1024);
  private held = 0;
  private readonly header = new Uint8Array(frameHeaderBytes);

  constructor(onFrame: (frame: Frame) => void) {
    this.onFrame = onFrame;
  }

  feed(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      const missing = this.wanted - this.held;
      const taken = Math.min(missing, chunk.length - at);
      const piece = chunk.subarray(at, at + taken);
      at += taken;
      this.bytes += taken;
      if (taken < missing) this.hold(piece);
      else if (this.held === 0) this.read(piece);
      else {
        this.hold(piece);
        const complete = this.buffer.subarray(0, this.held);
        this.held = 0;
        this.read(complete);
      }
    }
  }

  /** True between two frames, where a body may end. */
  get atBorder(): boolean {
    return this.part === "header" && this.held === 0;
  }

  private read(bytes: Uint8Array): void {
    if (this.part === "magic") this.readMagic(bytes);
    else if (this.part === "header") this.readHeader(bytes);
    else this.readPayload(bytes);
  }

  private readMagic(bytes: Uint8Array): void {
    if (bytes[0] === 60) throw malformed(says("answer-page-at", { byte: 0 }));
    if (compactMagic.some((byte, i) => bytes[i] !== byte)) throw malformed(says("answer-other-form"));
    this.expect("header", frameHeaderBytes);
  }

  private readHeader(bytes: Uint8Array): void {
    this.header.set(bytes);
    const length = new DataView(this.header.buffer).getUint32(4, true);
    const byte = this.bytes - frameHeaderBytes;
    if (length > maxFrameBytes) throw malformed(says("answer-unsound-at", { byte }));
    this.expect("payload", length);
    // Nothing more will come for it.
    if (length === 0) this.readPayload(new Uint8Array(0));
  }

  private readPayload(payload: Uint8Array): void {
    const stated = new DataView(this.header.buffer).getUint32(8, true);
    const whole = crc32(payload, crc32(this.header.subarray(0, 8))) === stated;
    this.expect("header", frameHeaderBytes);
    const byte = this.bytes - payload.length - frameHeaderBytes;
    this.onFrame({ kind: this.header[0], payload, whole, byte });
  }

  private expect(part: FrameReader["part"], bytes: number): void {
    this.part = part;
    this.wanted = bytes;
  }

  private hold(piece: Uint8Array): void {
    const needed = this.held + piece.length;
    if (needed > this.buffer.length) {
      const larger = new Uint8Array(Math.max(needed, Math.min(this.wanted, this.buffer.length * 2)));
      larger.set(this.buffer.subarray(0, this.held));
      this.buffer = larger;
    }
    this.buffer.set(piece, this.held);
    this.held = needed;
  }
}

function malformed(said: Said): ContextileError {
  return failure("malformed-body", said, { data: { byte: 0 } });
}
