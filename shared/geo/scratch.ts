type Column = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** A list of numbers that is filled and emptied again and again in the same memory. */
export interface Scratch<T extends Column> {
  readonly length: number;
  push(value: number): void;
  /** Appends `source[from … to)`. */
  append(
    source: ArrayLike<number> & { subarray(from: number, to: number): ArrayLike<number> },
    from: number,
    to: number,
  ): void;
  /** A view of what is in it, good until the next change. */
  view(): T;
  clear(): void;
}

/** `make` as for `createGrowable`; memory doubles when it is full and is never given back. */
export function createScratch<T extends Column>(
  make: new (length: number) => T,
  firstLength = 4096,
): Scratch<T> {
  let values = new make(firstLength);
  let length = 0;
  const reserve = (wanted: number) => {
    if (wanted <= values.length) return;
    const larger = new make(Math.max(wanted, values.length * 2));
    larger.set(values);
    values = larger;
  };
  return {
    get length() {
      return length;
    },
    push(value) {
      reserve(length + 1);
      values[length++] = value;
    },
    append(source, from, to) {
      reserve(length + to - from);
      values.set(source.subarray(from, to), length);
      length += to - from;
    },
    view: () => values.subarray(0, length) as T,
    clear() {
      length = 0;
    },
  };
}
