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
  const soup: Soup = [];
  const { points, z } = roof;
  const push = (corner: number, height: number) =>
    soup.push(points[2 * corner], points[2 * corner + 1], height);
  for (const corner of top) push(corner, eaves + z[corner]);
  for (let i = 0; i < bottom.length; i += 3) {
    push(bottom[i], baseAt(bottom[i]));
    push(bottom[i + 2], baseAt(bottom[i + 2]));
    push(bottom[i + 1], baseAt(bottom[i + 1]));
  }
  for (const loop of roof.loops)
    for (let i = 0; i < loop.length; i++) {
      const a = loop[i];
      const b = loop[(i + 1) % loop.length];
      push(a, baseAt(a));
      push(b, baseAt(b));
      push(b, eaves + z[b]);
      push(a, baseAt(a));
      push(b, eaves + z[b]);
      push(a, eaves + z[a]);
    }
  return soup;
}

/**
 * Whether a soup is a closed, consistently wound solid without flat triangles: every edge once in each direction.
 * Cheap enough to run on everything that is sent.
 */
export function isClosedSolid(soup: ArrayLike<number>): boolean {
  if (soup.length === 0 || soup.length % 9 !== 0) return false;
  const numbers = weld(soup);
  const seen = new Set<number>();
  const span = 2 ** 26;
  for (let i = 0; i < numbers.length; i += 3) {
    const [a, b, c] = [numbers[i], numbers[i + 1], numbers[i + 2]];
    if (a === b || b === c || c === a) return false;
    for (const edge of [a * span + b, b * span + c, c * span + a]) {
      if (seen.has(edge)) return false;
      seen.add(edge);
    }
  }
  for (const edge of seen) if (!seen.has((edge % span) * span + Math.floor(edge / span))) return false;
  return !hasFlatTriangle(soup);
}

function weld(soup: ArrayLike<number>): Uint32Array {
  const known = new Map<string, number>();
  const numbers = new Uint32Array(soup.length / 3);
  for (let i = 0; i < numbers.length; i++) {
    const key = `${soup[3 * i]},${soup[3 * i + 1]},${soup[3 * i + 2]}`;
    const number = known.get(key) ?? known.size;
    if (number === known.size) known.set(key, number);
    numbers[i] = number;
  }
  return numbers;
}

/** Twice the area in mm²; less is a line, not a triangle. */
const flattest = 2;

function hasFlatTriangle(soup: ArrayLike<number>): boolean {
  for (let i = 0; i < soup.length; i += 9) {
    const [ux, uy, uz] = [soup[i + 3] - soup[i], soup[i + 4] - soup[i + 1], soup[i + 5] - soup[i + 2]];
    const [vx, vy, vz] = [soup[i + 6] - soup[i], soup[i + 7] - soup[i + 1], soup[i + 8] - soup[i + 2]];
    if (Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) < flattest) return true;
  }
  return false;
}
