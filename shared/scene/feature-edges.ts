import { createGrowable } from "../geo/growable.ts";
import type { MeshLayer } from "./scene-model.ts";

/** Two faces meeting at more than this angle show their common edge. */
export const creaseDeg = 25;

/** What is known of an edge while its faces are being met. */
const lonely = 1;
const creased = 2;
const smooth = 3;

/** What one look at every edge of a layer tells; see `DisplayLayer` for both. */
export interface EdgesAndOpen {
  /** Pairs of vertex numbers. */
  edges: Uint32Array;
  /** Features that are no closed bodies, ascending; one without triangles is none of them. */
  open: Uint32Array;
}

/**
 * Edges worth drawing: borders, creases sharper than 25° and edges of three or more faces. Pairs of vertex numbers of
 * `layer.positions`. Works feature by feature on the welded index in linear time: an open-addressed table of half-edge
 * numbers (no keys, no objects), emptied by length for each feature, so small features stay in the cache.
 *
 * Besides, the same look tells which features are no closed bodies.
 *
 * Faces without area decide nothing: their neighbours count as smooth, so slivers in flat walls draw no line.
 * Measured with `makeDisplay`, see there.
 */
export function edgesAndOpen(layer: EdgedMesh): EdgesAndOpen {
  const [edges, open] = [createGrowable(Uint32Array), createGrowable(Uint32Array)];
  findEdges(layer, edges, open);
  return { edges: edges.take(), open: open.take() };
}

type EdgedMesh = Pick<MeshLayer, "positions" | "indices" | "firstIndex">;

/** The same as `edgesAndOpen`, pushed one number after the other. */
export function findEdges(layer: EdgedMesh, found: Numbers, open?: Numbers): void {
  const { positions, indices, firstIndex } = layer;
  const scratch = scratchFor(firstIndex);
  for (let feature = 0; feature + 1 < firstIndex.length; feature++) {
    const from = firstIndex[feature];
    const to = firstIndex[feature + 1];
    faceNormals(positions, indices, from, to, scratch.normals);
    classify(indices, from, to, scratch);
    let isOpen = false;
    for (let half = 0; half < to - from; half++) {
      const state = scratch.state[half];
      if (state !== 0 && scratch.balance[half] !== 0) isOpen = true;
      if (state !== lonely && state !== creased) continue;
      found.push(indices[from + half]);
      found.push(indices[from + after(half)]);
    }
    if (isOpen) open?.push(feature);
  }
}

interface Numbers {
  push(number: number): void;
}

interface Scratch {
  /** Slot → half-edge number + 1 within the feature, 0 = free. */
  table: Int32Array;
  /** Half-edge → what is known of its edge; 0 where another half-edge of the same edge came first. */
  state: Uint8Array;
  /** Half-edge → how many run as the first of its edge does less those that run against it: 0 around a closed body. */
  balance: Int32Array;
  /** Face → unit normal, stride 3. */
  normals: Float32Array;
}

function scratchFor(firstIndex: Uint32Array): Scratch {
  let corners = 0;
  for (let i = 0; i + 1 < firstIndex.length; i++)
    corners = Math.max(corners, firstIndex[i + 1] - firstIndex[i]);
  return {
    table: new Int32Array(tableSize(corners)),
    state: new Uint8Array(corners),
    balance: new Int32Array(corners),
    normals: new Float32Array(corners),
  };
}

/** Power of two that keeps the table at most half full, also where every edge is a border. */
function tableSize(corners: number): number {
  let size = 16;
  while (size < corners * 2) size *= 2;
  return size;
}

const after = (half: number): number => (half % 3 === 2 ? half - 2 : half + 1);

function faceNormals(
  p: Float32Array,
  indices: Uint32Array,
  from: number,
  to: number,
  out: Float32Array,
): void {
  for (let i = from; i < to; i += 3) {
    const a = indices[i] * 3;
    const b = indices[i + 1] * 3;
    const c = indices[i + 2] * 3;
    const ux = p[b] - p[a];
    const uy = p[b + 1] - p[a + 1];
    const uz = p[b + 2] - p[a + 2];
    const vx = p[c] - p[a];
    const vy = p[c + 1] - p[a + 1];
    const vz = p[c + 2] - p[a + 2];
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    const length = Math.sqrt(x * x + y * y + z * z);
    const scale = length > 1e-9 ? 1 / length : 0;
    out[i - from] = x * scale;
    out[i - from + 1] = y * scale;
    out[i - from + 2] = z * scale;
  }
}

function classify(indices: Uint32Array, from: number, to: number, scratch: Scratch): void {
  const { table, state, balance, normals } = scratch;
  const size = tableSize(to - from);
  const mask = size - 1;
  table.fill(0, 0, size);
  for (let half = 0; half < to - from; half++) {
    const tail = indices[from + half];
    const head = indices[from + after(half)];
    let slot = hash(tail, head) & mask;
    state[half] = 0;
    for (;;) {
      const first = table[slot] - 1;
      if (first < 0) {
        table[slot] = half + 1;
        state[half] = lonely;
        balance[half] = 1;
        break;
      }
      const firstTail = indices[from + first];
      const firstHead = indices[from + after(first)];
      if (firstTail === head && firstHead === tail) {
        state[first] = met(state[first], normals, first, half, 1);
        balance[first]--;
        break;
      }
      if (firstTail === tail && firstHead === head) {
        state[first] = met(state[first], normals, first, half, -1);
        balance[first]++;
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
}

/** The same for both directions of an edge. */
function hash(tail: number, head: number): number {
  const low = Math.min(tail, head);
  const high = Math.max(tail, head);
  const mixed = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

const sharpest = Math.cos((creaseDeg * Math.PI) / 180);

/** `direction` is -1 where the two faces are wound against each other: one normal then points the wrong way. */
function met(state: number, normals: Float32Array, first: number, half: number, direction: number): number {
  if (state !== lonely) return creased;
  const a = first - (first % 3);
  const b = half - (half % 3);
  const dot = normals[a] * normals[b] + normals[a + 1] * normals[b + 1] + normals[a + 2] * normals[b + 2];
  const flat = isZero(normals, a) || isZero(normals, b);
  return flat || dot * direction >= sharpest ? smooth : creased;
}

const isZero = (normals: Float32Array, i: number): boolean =>
  normals[i] === 0 && normals[i + 1] === 0 && normals[i + 2] === 0;
