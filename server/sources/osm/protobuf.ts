/**
 * The part of protocol buffers that OSM PBF uses. Numbers are doubles: ids are far below 2^53, and 64-bit integers
 * as objects would cost most of the reading time. Reading past the end throws.
 */
export class ProtoReader {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    if (end > bytes.length || position > end) throw new Error("a length points past the end");
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  varint(): number {
    const { bytes } = this;
    let byte = bytes[this.position++];
    let low = byte & 127;
    if (byte < 128) return this.checked(low);
    for (let shift = 7; shift < 28; shift += 7) {
      byte = bytes[this.position++];
      low |= (byte & 127) << shift;
      if (byte < 128) return this.checked(low);
    }
    let value = low;
    let scale = 2 ** 28;
    for (let i = 4; i < 10; i++, scale *= 128) {
      byte = bytes[this.position++];
      value += (byte & 127) * scale;
      if (byte < 128) return this.checked(value);
    }
    throw new Error("a number is too long");
  }

  /** Zigzag: 0, -1, 1, -2 … */
  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Next field: `number * 8 + wireType`. */
  tag(): number {
    return this.varint();
  }

  /** A nested message, string or packed array. */
  nested(): ProtoReader {
    const length = this.varint();
    const start = this.position;
    if (start + length > this.end) throw new Error("a length points past the end");
    this.position = start + length;
    return new ProtoReader(this.bytes, start, start + length);
  }

  slice(): Uint8Array {
    const inner = this.nested();
    return this.bytes.subarray(inner.position, inner.end);
  }

  skip(tag: number): void {
    const wire = tag & 7;
    if (wire === 0) this.varint();
    else if (wire === 1) this.position += 8;
    else if (wire === 2) this.nested();
    else if (wire === 5) this.position += 4;
    else throw new Error("an unknown kind of field");
    this.checked(0);
  }

  private checked(value: number): number {
    if (this.position > this.end) throw new Error("the data ends in the middle of a number");
    return value;
  }
}
