/** The typed arrays a model is made of. */
type Column = Float32Array | Uint32Array | Uint16Array | Uint8Array;

/** A column that grows while a stream is read. Values are appended in blocks and never read back before `take`. */
export interface Growable<T extends Column> {
  readonly length: number;
  push(value: number): void;
  /** Appends `source[from … to)`. */
  append(source: T, from: number, to: number): void;
  /** The same, each number greater by `by`: indices of a feature that begins at that vertex. */
  appendShifted(source: T, from: number, to: number, by: number): void;
  /** All values in one array of exactly the right length (so its buffer can be transferred); empties the column. */
  take(): T;
}

const firstBlock = 1 << 10;
const largestBlock = 1 << 18;

/**
 * Blocks instead of one doubling array: nothing is copied while the stream runs, and the old blocks are let go one by
 * one while the result is filled, so the peak is the data once plus the result.
 */
export function createGrowable<T extends Column>(make: new (length: number) => T): Growable<T> {
  let blocks: T[] = [];
  let block: T | null = null;
  let used = 0;
  let length = 0;

  const room = (): T => {
    if (block === null || used === block.length) {
      block = new make(Math.min(largestBlock, Math.max(firstBlock, length)));
      blocks.push(block);
      used = 0;
    }
    return block;
  };

  return {
    get length() {
      return length;
    },
    push(value) {
      room()[used++] = value;
      length++;
    },
    append(source, from, to) {
      let at = from;
      while (at < to) {
        const target = room();
        const part = Math.min(to - at, target.length - used);
        target.set(source.subarray(at, at + part), used);
        used += part;
        length += part;
        at += part;
      }
    },
    appendShifted(source, from, to, by) {
      let at = from;
      while (at < to) {
        const target = room();
        const part = Math.min(to - at, target.length - used);
        for (let i = 0; i < part; i++) target[used + i] = source[at + i] + by;
        used += part;
        length += part;
        at += part;
      }
    },
    take() {
      const result = new make(length);
      let at = 0;
      while (blocks.length > 0) {
        const next = blocks.shift() as T;
        const part = Math.min(next.length, length - at);
        result.set(next.subarray(0, part), at);
        at += part;
      }
      blocks = [];
      block = null;
      used = 0;
      length = 0;
      return result;
    },
  };
}
