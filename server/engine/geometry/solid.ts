/**
 * A solid over a plan: bottom, walls, roof. Closed by construction: walls stand on the loops, roof and bottom use the
 * very same corners.
 */
import { type PlanGraph, triangulateGraph } from "./triangulate.ts";

/** A roof over a plan graph; `z` is the height of each corner in mm above whatever `solidOver` is told. */
export interface Roof extends PlanGraph {
  z: ArrayLike<number>;
}

/** Triangles as flat millimetre coordinates, nine numbers each, counter-clockwise seen from outside. */
export type Soup = number[];

/** Solid from `base` to `eaves` + roof, whole mm; null when the plan cannot be triangulated. `base` < `eaves`. */
export function solidOver(roof: Roof, base: number, eaves: number): Soup | null {
  return solidBetween(roof, () => base, eaves);
}

/** The same over an uneven bottom: `baseAt` gives its height under each corner. */
export function solidBetween(roof: Roof, baseAt: (corner: number) => number, eaves: number): Soup | null {
  const top = triangulateGraph(roof);
  if (top === null || top.length === 0) return null;
  // Creases add corners inside; the flat bottom does without them where the loops alone can be triangulated.
  const bottom = roof.creases.length === 0 ? top : (triangulateGraph({ ...roof, creases: [] }) ?? top);
  const { points, z } = roof;
  const walls = roof.loops.reduce((sum, loop) => sum + loop.length, 0);
  // All at once: to grow it corner by corner costs as much as to fill it.
  const soup: Soup = new Array(3 * (top.length + bottom.length + 6 * walls));
  let at = 0;
  const corner = (number: number, height: number) => {
    soup[at++] = points[2 * number];
    soup[at++] = points[2 * number + 1];
    soup[at++] = height;
  };
  for (let i = 0; i < top.length; i++) corner(top[i], eaves + z[top[i]]);
  for (let i = 0; i < bottom.length; i += 3) {
    corner(bottom[i], baseAt(bottom[i]));
    corner(bottom[i + 2], baseAt(bottom[i + 2]));
    corner(bottom[i + 1], baseAt(bottom[i + 1]));
  }
  for (const loop of roof.loops)
    for (let i = 0; i < loop.length; i++) {
      const a = loop[i];
      const b = loop[i + 1 < loop.length ? i + 1 : 0];
      const low = baseAt(a);
      const high = eaves + z[b];
      corner(a, low);
      corner(b, baseAt(b));
      corner(b, high);
      corner(a, low);
      corner(b, high);
      corner(a, eaves + z[a]);
    }
  return soup;
}

/**
 * Whether a soup is a closed, consistently wound solid without flat triangles: every edge once in each direction.
 * Cheap enough to run on everything that is sent.
 */
export function isClosedSolid(soup: ArrayLike<number>): boolean {
  if (soup.length === 0 || soup.length % 9 !== 0 || hasFlatTriangle(soup)) return false;
  const count = soup.length / 3;
  const size = 2 ** Math.ceil(Math.log2(2 * count));
  makeRoom(count, size);
  weld(soup, count, size);
  return everyEdgeTwice(count, size);
}

/** Kept between calls: this runs on everything that is sent, and hash maps of strings cost more than the meshing. */
let corners = new Int32Array(0);
let table = new Int32Array(0);

function makeRoom(count: number, size: number): void {
  if (corners.length < count) corners = new Int32Array(2 * count);
  if (table.length < size) table = new Int32Array(size);
}

/** Into `corners`: for each vertex the first one at the same place. Open addressing, `size` a power of two. */
function weld(soup: ArrayLike<number>, count: number, size: number): void {
  table.fill(-1, 0, size);
  for (let i = 0; i < count; i++) {
    const x = soup[3 * i];
    const y = soup[3 * i + 1];
    const z = soup[3 * i + 2];
    let slot = scatter(Math.imul(x, 73856093) ^ Math.imul(y, 19349663) ^ Math.imul(z, 83492791), size);
    let found = table[slot];
    while (found >= 0 && (soup[3 * found] !== x || soup[3 * found + 1] !== y || soup[3 * found + 2] !== z)) {
      slot = (slot + 1) & (size - 1);
      found = table[slot];
    }
    if (found < 0) table[slot] = i;
    corners[i] = found < 0 ? i : found;
  }
}

/** Every directed edge once, and its opposite once. An edge is named by the vertex it starts from in the soup. */
function everyEdgeTwice(count: number, size: number): boolean {
  table.fill(-1, 0, size);
  for (let edge = 0; edge < count; edge++) {
    const from = corners[edge];
    const to = corners[after(edge)];
    if (from === to) return false;
    let slot = edgeSlot(from, to, size);
    for (let other = table[slot]; other >= 0; other = table[slot]) {
      if (corners[other] === from && corners[after(other)] === to) return false;
      slot = (slot + 1) & (size - 1);
    }
    table[slot] = edge;
  }
  for (let edge = 0; edge < count; edge++) {
    const to = corners[edge];
    const from = corners[after(edge)];
    let slot = edgeSlot(from, to, size);
    let other = table[slot];
    while (other >= 0 && (corners[other] !== from || corners[after(other)] !== to)) {
      slot = (slot + 1) & (size - 1);
      other = table[slot];
    }
    if (other < 0) return false;
  }
  return true;
}

function after(vertex: number): number {
  return vertex % 3 === 2 ? vertex - 2 : vertex + 1;
}

function edgeSlot(from: number, to: number, size: number): number {
  return scatter(Math.imul(from, 73856093) ^ Math.imul(to, 19349663), size);
}

function scatter(hash: number, size: number): number {
  return (hash ^ (hash >>> 15)) & (size - 1);
}

/** Twice the area in mm²; less is a line, not a triangle. */
const flattest = 2;

function hasFlatTriangle(soup: ArrayLike<number>): boolean {
  for (let i = 0; i < soup.length; i += 9) {
    const x = soup[i];
    const y = soup[i + 1];
    const z = soup[i + 2];
    const ux = soup[i + 3] - x;
    const uy = soup[i + 4] - y;
    const uz = soup[i + 5] - z;
    const vx = soup[i + 6] - x;
    const vy = soup[i + 7] - y;
    const vz = soup[i + 8] - z;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    if (nx * nx + ny * ny + nz * nz < flattest * flattest) return true;
  }
  return false;
}
