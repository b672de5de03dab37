import type { DrawnMesh } from "../../../shared/scene/display.ts";

/** Looking for the rim of so many triangles takes about ten milliseconds; larger terrains have none drawn. */
const mostTriangles = 50_000;

/**
 * The ground with upright sides down to a height, metres: what stands at its rim and reaches below it does not hang in
 * the air, and nobody looks under it. For the picture alone. The sides belong to the last feature.
 */
export function withSkirt(ground: DrawnMesh, floorM: number): DrawnMesh {
  const { positions, indices, firstVertex, firstIndex } = ground;
  if (firstIndex.length < 2 || indices.length > mostTriangles * 3) return ground;
  const rim = rimOf(positions, indices);
  const vertices = positions.length / 3;
  const corners = new Float32Array(rim.length * 6);
  const sides = new Uint32Array(rim.length * 3);
  for (let edge = 0; edge * 2 < rim.length; edge++) {
    const [from, to] = [rim[edge * 2], rim[edge * 2 + 1]];
    const at = vertices + edge * 4;
    for (let end = 0; end < 2; end++) {
      const corner = edge * 12 + end * 6;
      for (let axis = 0; axis < 3; axis++) {
        const value = positions[(end === 0 ? from : to) * 3 + axis];
        corners[corner + axis] = value;
        corners[corner + 3 + axis] = axis === 2 ? Math.min(value, floorM) : value;
      }
    }
    // Turned outwards, as the ground is turned up: only backs throw shadows.
    sides.set([at, at + 1, at + 2, at + 2, at + 1, at + 3], edge * 6);
  }
  return {
    ...ground,
    positions: joined(Float32Array, positions, corners),
    indices: joined(Uint32Array, indices, sides),
    firstVertex: longer(firstVertex, corners.length / 3),
    firstIndex: longer(firstIndex, sides.length),
  };
}

/** Edges of one triangle only, in its direction: pairs of vertex numbers. Corners in one place count as one. */
export function rimOf(positions: Float32Array, indices: Uint32Array): number[] {
  const place = places(positions);
  return rimBySums(place, indices) ?? rimByEdges(place, indices);
}

/**
 * Where no two rims meet in a corner, which is nearly always: of the corners after and before each one along its
 * triangles, those of inner edges cancel out, and what is left of them and of their squares tells the two on the rim.
 * A tenth of the time of looking every edge up. Null where it does not come out.
 */
function rimBySums(place: Uint32Array, indices: Uint32Array): number[] | null {
  const count = place.length;
  const sums = new Float64Array(count);
  const squares = new Float64Array(count);
  for (let i = 0; i < indices.length; i += 3) {
    let from = place[indices[i + 2]];
    for (let k = 0; k < 3; k++) {
      const to = place[indices[i + k]];
      sums[from] += to;
      squares[from] += to * to;
      sums[to] -= from;
      squares[to] -= from * from;
      from = to;
    }
  }
  const rim: number[] = [];
  const reached = new Uint8Array(count);
  for (let vertex = 0; vertex < count; vertex++) {
    if (sums[vertex] === 0 && squares[vertex] === 0) continue;
    const next = (sums[vertex] + squares[vertex] / sums[vertex]) / 2;
    if (!Number.isInteger(next) || next < 0 || next >= count || reached[next]++ > 0) return null;
    rim.push(vertex, next);
  }
  for (let i = 0; i < rim.length; i += 2) if (reached[rim[i]] !== 1) return null;
  return rim;
}

function rimByEdges(place: Uint32Array, indices: Uint32Array): number[] {
  const open = new Map<number, number>();
  const count = place.length;
  for (let i = 0; i < indices.length; i++) {
    const from = place[indices[i]];
    const to = place[indices[i % 3 === 2 ? i - 2 : i + 1]];
    if (from === to || open.delete(to * count + from)) continue;
    open.set(from * count + to, i);
  }
  return Array.from(open.values()).flatMap((i) => [indices[i], indices[i % 3 === 2 ? i - 2 : i + 1]]);
}

/** For each vertex the first one in its place. */
function places(positions: Float32Array): Uint32Array {
  const count = positions.length / 3;
  const bits = new Int32Array(positions.buffer, positions.byteOffset, positions.length);
  let size = 16;
  let shift = 28;
  for (; size < count * 2; size *= 2) shift--;
  const table = new Int32Array(size).fill(-1);
  const first = new Uint32Array(count);
  for (let vertex = 0; vertex < count; vertex++) {
    const [a, b, c] = [vertex * 3, vertex * 3 + 1, vertex * 3 + 2];
    const mixed = Math.imul(Math.imul(bits[a], 0x9e3779b1) ^ bits[b], 0x85ebca6b) ^ bits[c];
    // The upper bits: coordinates on a lattice are nearly all zeros below.
    let slot = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> shift;
    for (; table[slot] !== -1; slot = (slot + 1) & (size - 1)) {
      const other = table[slot] * 3;
      if (bits[other] === bits[a] && bits[other + 1] === bits[b] && bits[other + 2] === bits[c]) break;
    }
    if (table[slot] === -1) table[slot] = vertex;
    first[vertex] = table[slot];
  }
  return first;
}

function joined<T extends Float32Array | Uint32Array>(Type: new (length: number) => T, head: T, tail: T): T {
  const all = new Type(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}

/** The last block ends so much later. */
function longer(starts: Uint32Array, by: number): Uint32Array {
  const moved = starts.slice();
  moved[moved.length - 1] += by;
  return moved;
}
