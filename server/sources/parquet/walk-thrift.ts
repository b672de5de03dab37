/**
 * What Parquet's footers and page headers are written in, Thrift's compact form, walked before the reader believes it. The
 * reader makes a list as long as one states before it has seen a single value, and takes time with the square of what a
 * number is long; some dozen bytes are enough to end the service, and its threads with it: V8 knows no other way out where
 * one piece of memory is too large. Source: Apache Thrift, thrift-compact-protocol.md.
 */

export interface ThriftBounds {
  /** Fields and elements of lists in all, and bytes of one text. */
  mostThings: number;
  longestText: number;
}

/** Where the struct that begins at `start` ends, and why it has no end: the bytes end before, or no writer wrote it. */
export type Walked = { end: number } | { why: "cut off" | "impossible" };

export function walkThrift(bytes: DataView, start: number, bounds: ThriftBounds): Walked {
  try {
    return { end: new Walk(bytes, start, bounds).struct(0) };
  } catch (thrown) {
    if (thrown instanceof NoEnd) return { why: thrown.why };
    throw thrown;
  }
}

class NoEnd extends Error {
  readonly why: "cut off" | "impossible";
  constructor(why: "cut off" | "impossible") {
    super(why);
    this.why = why;
  }
}

/** Parquet's own structs are nested in one another by less than half of this. */
const deepest = 24;
/** A 64-bit number in pieces of seven bits. */
const longestNumber = 10;
/** What comes as a byte, as a number in pieces, and so on. */
const kinds = {
  stop: 0,
  yes: 1,
  no: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  text: 8,
  list: 9,
  struct: 12,
};

class Walk {
  private things = 0;
  private readonly bytes: DataView;
  private at: number;
  private readonly bounds: ThriftBounds;

  constructor(bytes: DataView, at: number, bounds: ThriftBounds) {
    this.bytes = bytes;
    this.at = at;
    this.bounds = bounds;
  }

  /** Returns the place behind it. */
  struct(depth: number): number {
    if (depth > deepest) throw new NoEnd("impossible");
    for (let head = this.byte(); (head & 15) !== kinds.stop; head = this.byte()) {
      this.count(1);
      if (head >> 4 === 0) this.number();
      // A field that is yes or no says so in its head.
      if ((head & 15) > kinds.no) this.value(head & 15, depth);
    }
    return this.at;
  }

  private value(kind: number, depth: number): void {
    if (kind <= kinds.byte) this.skip(1);
    else if (kind <= kinds.i64) this.number();
    else if (kind === kinds.double) this.skip(8);
    else if (kind === kinds.text) this.skip(this.size(this.bounds.longestText));
    else if (kind === kinds.list) this.list(depth + 1);
    else if (kind === kinds.struct) this.struct(depth + 1);
    else throw new NoEnd("impossible");
  }

  private list(depth: number): void {
    const head = this.byte();
    const kind = head & 15;
    const length = head >> 4 === 15 ? this.size(this.bounds.mostThings) : head >> 4;
    if (depth > deepest || kind === kinds.stop) throw new NoEnd("impossible");
    this.count(length);
    for (let i = 0; i < length; i++) this.value(kind, depth);
  }

  /** Seven bits a byte, the lowest first. */
  private number(): number {
    let value = 0;
    for (let i = 0; i < longestNumber; i++) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) return value;
    }
    throw new NoEnd("impossible");
  }

  private size(most: number): number {
    const size = this.number();
    if (size > most) throw new NoEnd("impossible");
    return size;
  }

  private count(more: number): void {
    this.things += more;
    if (this.things > this.bounds.mostThings) throw new NoEnd("impossible");
  }

  private byte(): number {
    this.skip(1);
    return this.bytes.getUint8(this.at - 1);
  }

  private skip(length: number): void {
    this.at += length;
    if (this.at > this.bytes.byteLength) throw new NoEnd("cut off");
  }
}
