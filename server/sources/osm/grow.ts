/**
 * Typed arrays that grow: the readers meet millions of numbers and do not know how many. What comes out lies in shared
 * memory, so that worker threads read the same columns instead of copies.
 */
export class GrowU32 {
  private data: Uint32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.data = new Uint32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.data = enlarged(this.data, new Uint32Array(this.length * 2));
    this.data[this.length++] = value;
  }

  finish(): Uint32Array {
    const result = new Uint32Array(new SharedArrayBuffer(4 * this.length));
    result.set(this.data.subarray(0, this.length));
    return result;
  }
}

/** Doubles: OSM ids are past 2^32 and far below 2^53. */
export class GrowF64 {
  private data: Float64Array;
  length = 0;

  constructor(capacity = 1024) {
    this.data = new Float64Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.data = enlarged(this.data, new Float64Array(this.length * 2));
    this.data[this.length++] = value;
  }

  finish(): Float64Array {
    const result = new Float64Array(new SharedArrayBuffer(8 * this.length));
    result.set(this.data.subarray(0, this.length));
    return result;
  }
}

function enlarged<T extends Uint32Array | Float64Array>(old: T, fresh: T): T {
  fresh.set(old);
  return fresh;
}
