/**
 * Triangle soup → welded, indexed triangles, one feature at a time. Equal corners are found by a hash of their exact
 * float bits (no tolerance: the service writes shared corners identically, and a tolerance would move geometry).
 */

/** A feature after welding. The arrays are scratch memory: valid until the next call, longer than what is used. */
export interface WeldedFeature {
  /** Stride 3; the first `vertexCount * 3` numbers count. */
  positions: Float32Array;
  vertexCount: number;
  /** Stride 3, from 0; the first `indexCount` numbers count. */
  indices: Uint32Array;
  indexCount: number;
  /** Triangles with two equal corners: they have no area and are left out. */
  degenerate: number;
}

/** Welds `soup[0 … count)` (stride 3, nine numbers a triangle, `count` a multiple of 9). Reuses its own memory. */
export type Weld = (soup: Float32Array, count: number) => WeldedFeature;

/** A welder with its own scratch memory, which grows to the largest feature it has seen. */
export function createWelder(): Weld {
  let positions = new Float32Array(0);
  let positionBits = new Uint32Array(positions.buffer);
  let indices = new Uint32Array(0);
  let table = new Uint32Array(0);

  const reserve = (vertices: number): void => {
    if (indices.length >= vertices) return;
    positions = new Float32Array(vertices * 3);
    positionBits = new Uint32Array(positions.buffer);
    indices = new Uint32Array(vertices);
    table = new Uint32Array(2 ** Math.ceil(Math.log2(vertices * 2)));
  };

  return (soup, count) => {
    const corners = count / 3;
    reserve(Math.max(corners, 64));
    // A small feature after a large one must not pay for clearing the large one's table.
    const slots = 2 ** Math.ceil(Math.log2(Math.max(corners * 2, 2)));
    const mask = slots - 1;
    table.fill(0, 0, slots);
    let vertexCount = 0;
    let indexCount = 0;
    let degenerate = 0;
    for (let corner = 0; corner < corners; corner++) {
      const at = vertexCount * 3;
      // Adding 0 turns -0 into 0, which has other bits but is the same place.
      positions[at] = soup[corner * 3] + 0;
      positions[at + 1] = soup[corner * 3 + 1] + 0;
      positions[at + 2] = soup[corner * 3 + 2] + 0;
      let slot = hash(positionBits[at], positionBits[at + 1], positionBits[at + 2]) & mask;
      let found = vertexCount;
      while (table[slot] !== 0) {
        const other = (table[slot] - 1) * 3;
        if (
          positionBits[other] === positionBits[at] &&
          positionBits[other + 1] === positionBits[at + 1] &&
          positionBits[other + 2] === positionBits[at + 2]
        ) {
          found = table[slot] - 1;
          break;
        }
        slot = (slot + 1) & mask;
      }
      if (found === vertexCount) table[slot] = ++vertexCount;
      indices[indexCount++] = found;
      if (corner % 3 !== 2) continue;
      const [a, b, c] = [indices[indexCount - 3], indices[indexCount - 2], found];
      if (a !== b && b !== c && c !== a) continue;
      indexCount -= 3;
      degenerate++;
    }
    return { positions, vertexCount, indices, indexCount, degenerate };
  };
}

/** Multiply-xor mix of three words; the constants are those of MurmurHash3 (public domain, A. Appleby). */
function hash(x: number, y: number, z: number): number {
  let h = Math.imul(x, 0xcc9e2d51);
  h = Math.imul(h ^ (h >>> 15) ^ y, 0x1b873593);
  h = Math.imul(h ^ (h >>> 13) ^ z, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return (h ^ (h >>> 13)) >>> 0;
}
