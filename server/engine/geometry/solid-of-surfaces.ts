/**
 * Surfaces of a foreign model → one closed solid. What is closed is taken as it is; what is nearly so is repaired: faces
 * wound the wrong way, corners that lie on a neighbour's edge, a missing plane face (mostly the ground). The rest is refused.
 */
import {
  areaVector,
  Corners,
  type Face,
  nestLoops,
  openLoops,
  type Point,
  soupOf,
  triangulateFace,
} from "./mesh-corners.ts";
import { isClosedSolid, type Soup } from "./solid.ts";

/** Corners this near to an edge (mm) lie on it. */
const near = 2;
/** A rim this far off a plane (mm) is not closed by one face. */
const flatRim = 50;
/** Volume over surface, mm; less is a skin with two sides, such as a lone floor and its cap. */
const thinnest = 2;
/** More corners than this are no building. */
const mostCorners = 200_000;

/** `surfaces`: rings of points in whole mm, outer first, ring not repeated at its end. Null: it cannot be closed. */
export function solidOfSurfaces(surfaces: Point[][][]): { soup: Soup; repaired: boolean } | null {
  const corners = new Corners();
  const { points } = corners;
  const faces = surfaces
    .map((rings) => cleanFace(rings.map((ring) => ring.map((point) => corners.number(point)))))
    .filter((face): face is Face => face !== null);
  if (faces.length === 0 || points.length > mostCorners) return null;
  const before = JSON.stringify(faces);
  turnHoles(faces, points);
  splitEdges(faces, points);
  if (!orient(faces)) return null;
  if (!closeRims(faces, points)) return null;
  // Facing outward is told by the volume, which needs the closed shape.
  for (const shell of shellsOf(faces)) {
    const inside = volume(shell, points);
    if (!(Math.abs(inside) > thinnest * surface(shell, points))) return null;
    if (inside < 0) for (const face of shell) turn(face);
  }
  const triangles: number[][] = [];
  for (const face of faces) {
    const found = triangulateFace(face, points);
    if (found === null) return null;
    triangles.push(...found);
  }
  const soup = soupOf(triangles, points);
  return isClosedSolid(soup) ? { soup, repaired: JSON.stringify(faces) !== before } : null;
}

/** Without points repeated in a row and without spikes; null where nothing is left. */
function cleanFace(loops: number[][]): Face | null {
  const [outer, ...holes] = loops.map(cleanLoop);
  if (outer.length < 3) return null;
  return [outer, ...holes.filter((hole) => hole.length >= 3)];
}

function cleanLoop(loop: number[]): number[] {
  const kept: number[] = [];
  for (const corner of loop) {
    if (kept[kept.length - 1] === corner) continue;
    if (kept[kept.length - 2] === corner) kept.pop();
    else kept.push(corner);
  }
  while (kept.length > 1 && kept[0] === kept[kept.length - 1]) kept.pop();
  return kept;
}

/** Holes run against their outer loop. */
function turnHoles(faces: Face[], points: readonly Point[]): void {
  for (const [outer, ...holes] of faces) {
    const normal = areaVector(outer, points);
    for (const hole of holes) if (dot(areaVector(hole, points), normal) > 0) hole.reverse();
  }
}

/** A corner on a neighbour's edge becomes a corner of that edge too. Only edges without a partner are looked at. */
function splitEdges(faces: Face[], points: readonly Point[]): void {
  const uses = new Map<string, number>();
  for (const face of faces)
    for (const [a, b] of edgesOf(face)) uses.set(edgeKey(a, b), (uses.get(edgeKey(a, b)) ?? 0) + 1);
  const lonely = (a: number, b: number) => uses.get(edgeKey(a, b)) === 1;
  const ends = new Set(
    faces.flatMap((face) => [...edgesOf(face)].flatMap((edge) => (lonely(...edge) ? edge : []))),
  );
  if (ends.size === 0) return;
  for (const face of faces)
    for (const [number, loop] of face.entries())
      face[number] = loop.flatMap((a, i) => {
        const b = loop[(i + 1) % loop.length];
        return lonely(a, b) ? [a, ...between(a, b, ends, points)] : [a];
      });
}

function between(a: number, b: number, ends: Set<number>, points: readonly Point[]): number[] {
  const along = minus(points[b], points[a]);
  const length = Math.hypot(...along);
  const found: { corner: number; at: number }[] = [];
  for (const corner of ends) {
    if (corner === a || corner === b) continue;
    const offset = minus(points[corner], points[a]);
    const at = dot(offset, along) / length;
    if (at <= near || at >= length - near) continue;
    if (Math.hypot(...offset.map((value, k) => value - (along[k] * at) / length)) <= near)
      found.push({ corner, at });
  }
  return found.sort((one, two) => one.at - two.at).map(({ corner }) => corner);
}

/** Turns faces until neighbours run through their common edge in opposite directions; false where that cannot be. */
function orient(faces: Face[]): boolean {
  const users = usersOf(faces);
  const done = new Set<Face>();
  for (const start of faces) {
    if (done.has(start)) continue;
    done.add(start);
    const stack = [start];
    for (let face = stack.pop(); face !== undefined; face = stack.pop())
      for (const [a, b] of edgesOf(face)) {
        const list = users.get(edgeKey(a, b)) ?? [];
        if (list.length > 2) return false;
        for (const other of list) {
          if (other === face) continue;
          const same = [...edgesOf(other)].some(([c, d]) => c === a && d === b);
          if (same && done.has(other)) return false;
          if (done.has(other)) continue;
          if (same) turn(other);
          done.add(other);
          stack.push(other);
        }
      }
  }
  return true;
}

/** One plane face into each open rim, two at most that belong together (a ground with a yard). */
function closeRims(faces: Face[], points: readonly Point[]): boolean {
  const rims = openLoops(faces.flat());
  if (rims === null) return false;
  if (rims.length === 0) return true;
  const [x, y, z] = areaVector(rims.reduce(larger(points)), points);
  const size = Math.hypot(x, y, z);
  if (size === 0) return false;
  const normal: Point = [x / size, y / size, z / size];
  const heights = rims.flat().map((corner) => dot(normal, points[corner]));
  if (Math.max(...heights) - Math.min(...heights) > flatRim)
    return rims.every((rim) => closeRim(faces, rim, points));
  const u = Math.abs(normal[2]) > 0.9 ? cross([1, 0, 0], normal) : cross([0, 0, 1], normal);
  const v = cross(normal, u);
  faces.push(...nestLoops(rims, (corner) => [dot(u, points[corner]), dot(v, points[corner])]));
  return true;
}

/** Rims in different planes: each gets a face of its own. */
function closeRim(faces: Face[], rim: number[], points: readonly Point[]): boolean {
  const normal = areaVector(rim, points);
  const size = Math.hypot(...normal);
  const heights = rim.map((corner) => dot(normal, points[corner]) / size);
  if (!(Math.max(...heights) - Math.min(...heights) <= flatRim)) return false;
  faces.push([rim]);
  return true;
}

function larger(points: readonly Point[]) {
  return (a: number[], b: number[]) =>
    Math.hypot(...areaVector(b, points)) > Math.hypot(...areaVector(a, points)) ? b : a;
}

function* shellsOf(faces: Face[]): Generator<Face[]> {
  const users = usersOf(faces);
  const done = new Set<Face>();
  for (const start of faces) {
    if (done.has(start)) continue;
    done.add(start);
    const shell = [start];
    // Grows while it is walked.
    for (const face of shell)
      for (const [a, b] of edgesOf(face))
        for (const other of users.get(edgeKey(a, b)) ?? []) {
          if (done.has(other)) continue;
          done.add(other);
          shell.push(other);
        }
    yield shell;
  }
}

/** mm². */
function surface(faces: Face[], points: readonly Point[]): number {
  return faces.flat().reduce((sum, loop) => sum + Math.hypot(...areaVector(loop, points)) / 2, 0);
}

/** mm³, below zero where the faces look inward. */
function volume(faces: Face[], points: readonly Point[]): number {
  const origin = points[faces[0][0][0]];
  let total = 0;
  for (const loop of faces.flat()) total += dot(areaVector(loop, points), minus(points[loop[0]], origin));
  return total / 6;
}

function usersOf(faces: Face[]): Map<string, Face[]> {
  const users = new Map<string, Face[]>();
  for (const face of faces)
    for (const [a, b] of edgesOf(face)) {
      const key = edgeKey(a, b);
      const list = users.get(key);
      if (list === undefined) users.set(key, [face]);
      else list.push(face);
    }
  return users;
}

function* edgesOf(face: Face): Generator<[number, number]> {
  for (const loop of face) for (let i = 0; i < loop.length; i++) yield [loop[i], loop[(i + 1) % loop.length]];
}

function edgeKey(a: number, b: number): string {
  return a < b ? `${a},${b}` : `${b},${a}`;
}

function turn(face: Face): void {
  for (const loop of face) loop.reverse();
}

function minus(a: Point, b: Point): Point {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Point, b: Point): Point {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
