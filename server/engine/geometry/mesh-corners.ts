/** Triangles and faces by corner numbers: what repair and cutting of solids share. Whole millimetres. */
import { pointInRing, ringArea } from "./rings.ts";
import type { Soup } from "./solid.ts";
import { triangulateGraph } from "./triangulate.ts";

export type Point = readonly [x: number, y: number, z: number];

/** Places, each with one number. */
export class Corners {
  readonly points: Point[] = [];
  private readonly known = new Map<string, number>();

  number(point: Point): number {
    const key = point.join();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, this.points.length);
    this.points.push(point);
    return this.points.length - 1;
  }
}

/** Loops of corner numbers: the outer one counter-clockwise seen from outside, holes the other way. */
export type Face = number[][];

/** Newell's vector of a loop: normal × twice the area. Works for loops that are not quite plane. */
export function areaVector(loop: readonly number[], points: readonly Point[]): Point {
  let [x, y, z] = [0, 0, 0];
  const origin = points[loop[0]];
  loop.forEach((corner, i) => {
    const next = points[loop[(i + 1) % loop.length]];
    const a = points[corner].map((value, k) => value - origin[k]);
    const b = next.map((value, k) => value - origin[k]);
    x += a[1] * b[2] - a[2] * b[1];
    y += a[2] * b[0] - a[0] * b[2];
    z += a[0] * b[1] - a[1] * b[0];
  });
  return [x, y, z];
}

/** Triangles of one face, in its winding; null where it cannot be done. Every corner of the loops is used. */
export function triangulateFace(face: Face, points: readonly Point[]): number[][] | null {
  const normal = areaVector(face[0], points);
  const size = normal.map(Math.abs);
  const drop = size.indexOf(Math.max(...size));
  if (size[drop] === 0) return null;
  // The two axes that stay, ordered so that the outer loop runs counter-clockwise in them.
  const [u, v] = [
    [1, 2],
    [2, 0],
    [0, 1],
  ][drop];
  const [first, second] = normal[drop] > 0 ? [u, v] : [v, u];
  const numbers = face.flat();
  const flat = numbers.flatMap((corner) => [points[corner][first], points[corner][second]]);
  let at = 0;
  const loops = face.map((loop) => loop.map(() => at++));
  const triangles = triangulateGraph({ points: flat, loops, creases: [] });
  if (triangles === null || triangles.length !== 3 * (numbers.length + 2 * (face.length - 1) - 2))
    return null;
  return Array.from({ length: triangles.length / 3 }, (_, i) =>
    [0, 1, 2].map((k) => numbers[triangles[3 * i + k]]),
  );
}

/** Directed edges that have no opposite, joined to loops and turned round: the rims of what a cap would close. */
export function openLoops(loops: Iterable<readonly number[]>): number[][] | null {
  const edges = new Set<string>();
  for (const loop of loops)
    for (let i = 0; i < loop.length; i++) edges.add(`${loop[i]},${loop[(i + 1) % loop.length]}`);
  const next = new Map<number, number>();
  for (const edge of edges) {
    const [a, b] = edge.split(",").map(Number);
    if (edges.has(`${b},${a}`)) continue;
    // Two rims that touch in a corner: which belongs to which cannot be told.
    if (next.has(b)) return null;
    next.set(b, a);
  }
  const found: number[][] = [];
  while (next.size > 0) {
    const [start] = next.keys();
    const loop: number[] = [];
    for (let at: number | undefined = start; at !== undefined; ) {
      const following: number | undefined = next.get(at);
      if (following === undefined) break;
      next.delete(at);
      loop.push(at);
      at = following;
    }
    if (loop.length < 3) return null;
    found.push(loop);
  }
  return found;
}

/** Loops that lie in one plane → faces with holes, by their winding in the plane's own coordinates. */
export function nestLoops(loops: number[][], place: (corner: number) => readonly [number, number]): Face[] {
  const known = loops.map((loop) => {
    const ring = loop.flatMap((corner) => [...place(corner)]);
    return { loop, ring, area: ringArea(ring) };
  });
  const outers = known.filter(({ area }) => area > 0).sort((a, b) => a.area - b.area);
  const faces = new Map(outers.map((outer) => [outer, [outer.loop]]));
  for (const { loop, ring, area } of known) {
    if (area >= 0) continue;
    // The smallest around it.
    const around = outers.find((outer) => outer.area > -area && pointInRing(outer.ring, ring[0], ring[1]));
    if (around !== undefined) faces.get(around)?.push(loop);
  }
  return [...faces.values()];
}

export function soupOf(triangles: readonly (readonly number[])[], points: readonly Point[]): Soup {
  const soup: Soup = [];
  for (const triangle of triangles) for (const corner of triangle) soup.push(...points[corner]);
  return soup;
}
