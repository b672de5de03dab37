/**
 * Triangle soup in whole millimetres → welded triangles at the end of a batch's columns. Equal corners are one vertex,
 * numbered in the order they first appear: what the index encoder and the client's own welder both assume.
 */
export class MillimetreColumns {
  positions = new Int32Array(8192 * 3);
  vertices = 0;
  indices = new Uint32Array(8192 * 3);
  indexCount = 0;
  private table = new Uint32Array(0);

  /** Nine numbers a triangle. Two equal corners leave a triangle out. Returns what was added. */
  addFeature(corners: Float64Array): { vertices: number; triangles: number; degenerate: number } {
    const count = corners.length / 3;
    this.reserve(count);
    const slots = 2 ** Math.ceil(Math.log2(Math.max(count * 2, 2)));
    if (this.table.length < slots) this.table = new Uint32Array(slots);
    this.table.fill(0, 0, slots);
    const [firstVertex, firstIndex] = [this.vertices, this.indexCount];
    let degenerate = 0;
    for (let corner = 0; corner < count; corner++) {
      this.indices[this.indexCount++] = this.vertexOf(corners, corner * 3, slots - 1);
      if (corner % 3 !== 2) continue;
      const [a, b, c] = this.indices.subarray(this.indexCount - 3, this.indexCount);
      if (a !== b && b !== c && c !== a) continue;
      this.indexCount -= 3;
      degenerate++;
    }
    return {
      vertices: this.vertices - firstVertex,
      triangles: (this.indexCount - firstIndex) / 3,
      degenerate,
    };
  }

  clear(): void {
    this.vertices = 0;
    this.indexCount = 0;
  }

  private vertexOf(corners: Float64Array, from: number, mask: number): number {
    const { positions, table } = this;
    const at = this.vertices * 3;
    positions[at] = corners[from];
    positions[at + 1] = corners[from + 1];
    positions[at + 2] = corners[from + 2];
    let slot = hash(positions[at], positions[at + 1], positions[at + 2]) & mask;
    while (table[slot] !== 0) {
      const other = (table[slot] - 1) * 3;
      if (
        positions[other] === positions[at] &&
        positions[other + 1] === positions[at + 1] &&
        positions[other + 2] === positions[at + 2]
      )
        return table[slot] - 1;
      slot = (slot + 1) & mask;
    }
    table[slot] = ++this.vertices;
    return this.vertices - 1;
  }

  private reserve(corners: number): void {
    const vertices = (this.vertices + corners) * 3;
    if (vertices > this.positions.length) this.positions = larger(Int32Array, this.positions, vertices);
    const indices = this.indexCount + corners;
    if (indices > this.indices.length) this.indices = larger(Uint32Array, this.indices, indices);
  }
}

function larger<T extends Int32Array | Uint32Array>(
  make: new (length: number) => T,
  old: T,
  least: number,
): T {
  const grown = new make(Math.max(least, old.length * 2));
  grown.set(old);
  return grown;
}

/** Multiply-xor mix of three words; the constants are those of MurmurHash3 (public domain, A. Appleby). */
function hash(x: number, y: number, z: number): number {
  let h = Math.imul(x, 0xcc9e2d51);
  h = Math.imul(h ^ (h >>> 15) ^ y, 0x1b873593);
  h = Math.imul(h ^ (h >>> 13) ^ z, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return (h ^ (h >>> 13)) >>> 0;
}
