/**
 * A solid over a plan: bottom, walls, roof. Closed by construction: walls stand on the loops, roof and bottom use the
 * very same corners.
 */
import { addEdge, everyEdgePaired, startEdges } from "./edge-pairs.ts";
import { type PlanGraph, triangulateGraph } from "./triangulate.ts";

/** A roof over a plan graph; `z` is the height of each corner in mm above whatever `solidOver` is told. */
export interface Roof extends PlanGraph {
  z: ArrayLike<number>;
}

/** Triangles as flat millimetre coordinates, nine numbers each, counter-clockwise seen from outside. */
export type Soup = number[];

/** Closed solid from `base` to `eaves` + roof, whole mm; null when the plan cannot be made one. `base` < `eaves`. */
export function solidOver(roof: Roof, base: number, eaves: number): Soup | null {
  // Creases add corners inside; the flat bottom does without them where the loops alone can be triangulated.
  const bottom = roof.creases.length === 0 ? null : triangulateGraph({ ...roof, creases: [] });
  return closedSolid(roof, bottom, () => base, eaves);
}

/** The same over an uneven bottom: `baseAt` gives its height under each corner, those inside included. */
export function solidBetween(roof: Roof, baseAt: (corner: number) => number, eaves: number): Soup | null {
  return closedSolid(roof, null, baseAt, eaves);
}

/** `flatBottom`: triangles of the bottom; null takes those of the top. */
function closedSolid(
  roof: Roof,
  flatBottom: number[] | null,
  baseAt: (corner: number) => number,
  eaves: number,
): Soup | null {
  const top = triangulateGraph(roof);
  if (top === null || top.length === 0) return null;
  const bottom = flatBottom ?? top;
  if (!fillsLoops(roof, top) || (bottom !== top && !fillsLoops(roof, bottom))) return null;
  const soup = soupOf(roof, top, bottom, baseAt, eaves);
  return hasFlatTriangle(soup) ? null : soup;
}

function soupOf(
  { points, z, loops }: Roof,
  top: ArrayLike<number>,
  bottom: ArrayLike<number>,
  baseAt: (corner: number) => number,
  eaves: number,
): Soup {
  let walls = 0;
  for (const loop of loops) walls += loop.length;
  // All at once: to grow it corner by corner costs as much as to fill it.
  const soup: Soup = new Array(3 * (top.length + bottom.length + 6 * walls));
  let at = 0;
  const corner = (number: number, height: number) => {
    soup[at] = points[2 * number];
    soup[at + 1] = points[2 * number + 1];
    soup[at + 2] = height;
    at += 3;
  };
  for (let i = 0; i < top.length; i++) corner(top[i], eaves + z[top[i]]);
  for (let i = 0; i < bottom.length; i += 3) {
    corner(bottom[i], baseAt(bottom[i]));
    corner(bottom[i + 2], baseAt(bottom[i + 2]));
    corner(bottom[i + 1], baseAt(bottom[i + 1]));
  }
  for (const loop of loops)
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
 * Whether triangles cover the loops' inside without a gap, corners all at places of their own. Then top, bottom and walls
 * over them are closed: an edge within is shared by two triangles, one of the loops by a triangle and a wall, and an
 * upright one by two walls. To see it in the plan takes a sixth of what the finished solid would take.
 */
function fillsLoops({ points, loops }: Roof, triangles: ArrayLike<number>): boolean {
  let corners = triangles.length;
  for (const loop of loops) corners += loop.length;
  startPlaces(corners);
  startEdges(corners);
  for (const loop of loops)
    for (let i = 0; i < loop.length; i++) {
      // No corner twice: four walls would meet in it.
      if (placeOf(points, loop[i]) !== -1) return false;
      addEdge(loop[i + 1 < loop.length ? i + 1 : 0], loop[i]);
    }
  for (let i = 0; i < triangles.length; i += 3) {
    const a = triangles[i];
    const b = triangles[i + 1];
    const c = triangles[i + 2];
    if (!isItsOwn(points, a) || !isItsOwn(points, b) || !isItsOwn(points, c)) return false;
    addEdge(a, b);
    addEdge(b, c);
    addEdge(c, a);
  }
  return everyEdgePaired();
}

function isItsOwn(points: ArrayLike<number>, corner: number): boolean {
  const first = placeOf(points, corner);
  return first === corner || first === -1;
}

/** Corners by place; open addressing, `places` a power of two. Kept between calls, like all that every solid needs. */
let places = new Int32Array(1024);
let placeCount = 0;

function startPlaces(most: number): void {
  placeCount = 16;
  while (placeCount < 2 * most) placeCount *= 2;
  if (places.length < placeCount) places = new Int32Array(placeCount);
  places.fill(-1, 0, placeCount);
}

/** The corner that was first at the same place, -1 where this one is. */
function placeOf(points: ArrayLike<number>, corner: number): number {
  const x = points[2 * corner];
  const y = points[2 * corner + 1];
  let slot = scatter(Math.imul(x, 73856093) ^ Math.imul(y, 19349663), placeCount);
  for (let found = places[slot]; found >= 0; found = places[slot]) {
    if (points[2 * found] === x && points[2 * found + 1] === y) return found;
    slot = (slot + 1) & (placeCount - 1);
  }
  places[slot] = corner;
  return -1;
}

/**
 * Whether a soup is a closed, consistently wound solid without flat triangles: every edge once in each direction.
 * Cheap enough to run on everything that is sent.
 */
export function isClosedSolid(soup: ArrayLike<number>): boolean {
  if (soup.length === 0 || soup.length % 9 !== 0 || hasFlatTriangle(soup)) return false;
  const count = soup.length / 3;
  weld(soup, count);
  startEdges(count);
  for (let i = 0; i < count; i += 3) {
    addEdge(corners[i], corners[i + 1]);
    addEdge(corners[i + 1], corners[i + 2]);
    addEdge(corners[i + 2], corners[i]);
  }
  return everyEdgePaired();
}

/** One mesh where that is one proper solid; pieces that touch each other stay meshes of their own. */
export function asOneSolid(solids: readonly Soup[]): readonly Soup[] {
  if (solids.length < 2) return solids;
  const all: Soup = [];
  for (const solid of solids) for (const value of solid) all.push(value);
  return isClosedSolid(all) ? [all] : solids;
}

/** Kept between calls: hash maps of strings cost more than the meshing. */
let corners = new Int32Array(0);

/** Into `corners`: for each vertex the first one at the same place. */
function weld(soup: ArrayLike<number>, count: number): void {
  startPlaces(count);
  if (corners.length < count) corners = new Int32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const x = soup[3 * i];
    const y = soup[3 * i + 1];
    const z = soup[3 * i + 2];
    const hash = Math.imul(x, 73856093) ^ Math.imul(y, 19349663) ^ Math.imul(z, 83492791);
    let slot = scatter(hash, placeCount);
    let found = places[slot];
    while (found >= 0 && (soup[3 * found] !== x || soup[3 * found + 1] !== y || soup[3 * found + 2] !== z)) {
      slot = (slot + 1) & (placeCount - 1);
      found = places[slot];
    }
    if (found < 0) places[slot] = i;
    corners[i] = found < 0 ? i : found;
  }
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
