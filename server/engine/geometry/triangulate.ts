import Constrainautor from "@kninnug/constrainautor";
import Delaunator from "delaunator";
import earcut from "earcut";
import { cutEars } from "./cut-ears.ts";

/** Corners (flat x, y; whole millimetres) and loops of corner numbers: outer counter-clockwise, holes clockwise. */
export interface PlanGraph {
  points: ArrayLike<number>;
  loops: readonly (readonly number[])[];
  /** Further edges that must appear, as pairs of corner numbers; they cross nothing. */
  creases: readonly number[];
  /** Further corners inside, on no edge and at no other corner's place: heights between the loops. */
  inner?: readonly number[];
}

/**
 * Triangles (corner numbers, counter-clockwise) that use every corner of the loops exactly, so that neighbours weld.
 * Returns null when the graph is not a proper one (edges cross). Earcut leaves out corners on straight lines; that
 * shows in the count of triangles, and the constrained Delaunay triangulation takes over.
 */
export function triangulateGraph(graph: PlanGraph): number[] | null {
  return graph.creases.length > 0 || graph.inner !== undefined ? constrained(graph) : triangulateLoops(graph);
}

function triangulateLoops(graph: PlanGraph): number[] | null {
  const { points, loops } = graph;
  const quick = loops.length === 1 ? cutEars(points, loops[0]) : null;
  if (quick !== null) return quick;
  const flat: number[] = [];
  const numbers: number[] = [];
  const holes: number[] = [];
  // Relative to the first corner: products of small numbers keep all their digits.
  const x0 = points[2 * loops[0][0]];
  const y0 = points[2 * loops[0][0] + 1];
  for (const loop of loops) {
    if (numbers.length > 0) holes.push(numbers.length);
    for (const corner of loop) {
      flat.push(points[2 * corner] - x0, points[2 * corner + 1] - y0);
      numbers.push(corner);
    }
  }
  const found = earcut(flat, holes);
  if (found.length / 3 !== numbers.length + 2 * holes.length - 2 || !allPositive(flat, found))
    return constrained(graph);
  for (let i = 0; i < found.length; i++) found[i] = numbers[found[i]];
  return found;
}

/** Twice the area in mm²; less counts as flat (as in `isClosedSolid`). Corners of two holes may nearly be in line. */
const flattest = 2;

/** Earcut may turn a triangle over or flatten it around bridges to holes; makes all counter-clockwise. */
function allPositive(flat: number[], triangles: number[]): boolean {
  let sign = 0;
  for (let i = 0; i < triangles.length; i += 3) {
    const area = cross(flat, triangles[i], triangles[i + 1], triangles[i + 2]);
    if (Math.abs(area) < flattest || (sign !== 0 && Math.sign(area) !== sign)) return false;
    sign = Math.sign(area);
  }
  if (sign < 0)
    for (let i = 0; i < triangles.length; i += 3)
      [triangles[i + 1], triangles[i + 2]] = [triangles[i + 2], triangles[i + 1]];
  return true;
}

function cross(points: ArrayLike<number>, a: number, b: number, c: number): number {
  const ax = points[2 * a];
  const ay = points[2 * a + 1];
  return (points[2 * b] - ax) * (points[2 * c + 1] - ay) - (points[2 * b + 1] - ay) * (points[2 * c] - ax);
}

/**
 * Where creases cross after rounding, those that cross an earlier one are left out, and at worst all: the roof is a little
 * off there, but whole.
 */
function constrained(graph: PlanGraph): number[] | null {
  if (graph.creases.length === 0) return withEdges(graph, []);
  return withEdges(graph, graph.creases) ?? withEdges(graph, uncrossed(graph)) ?? withEdges(graph, []);
}

function uncrossed({ points, creases }: PlanGraph): number[] {
  const kept: number[] = [];
  for (let i = 0; i < creases.length; i += 2) {
    const [a, b] = [creases[i], creases[i + 1]];
    let free = true;
    for (let k = 0; k < kept.length && free; k += 2) free = !crosses(points, a, b, kept[k], kept[k + 1]);
    if (free) kept.push(a, b);
  }
  return kept;
}

/** Whether two edges of four different corners cross, or one ends on the other. */
function crosses(points: ArrayLike<number>, a: number, b: number, c: number, d: number): boolean {
  if (a === c || a === d || b === c || b === d) return false;
  const side = (from: number, to: number, corner: number) => Math.sign(cross(points, from, to, corner));
  return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0;
}

function withEdges(
  { points, loops, creases, inner = [] }: PlanGraph,
  kept: readonly number[],
): number[] | null {
  const used = [...new Set([...loops.flat(), ...creases, ...inner])];
  const local = new Map(used.map((corner, i) => [corner, i]));
  const coords = framed(points, used);
  const edges: [number, number][] = [];
  for (const loop of loops)
    loop.forEach((corner, i) => {
      edges.push([local.get(corner) ?? 0, local.get(loop[(i + 1) % loop.length]) ?? 0]);
    });
  const boundary = edges.length;
  for (let i = 0; i < kept.length; i += 2) edges.push([local.get(kept[i]) ?? 0, local.get(kept[i + 1]) ?? 0]);
  try {
    const triangulation = new Delaunator(coords);
    new Constrainautor(triangulation).constrainAll(edges);
    return insideOf(triangulation, edges.slice(0, boundary), used);
  } catch {
    return null;
  }
}

/** Four corners far around make every real edge an inner one: the hull of a Delaunay set may lose flat triangles. */
function framed(points: ArrayLike<number>, used: number[]): Float64Array {
  const coords = new Float64Array(2 * used.length + 8);
  const x0 = points[2 * used[0]];
  const y0 = points[2 * used[0] + 1];
  let reach = 1;
  used.forEach((corner, i) => {
    coords[2 * i] = points[2 * corner] - x0;
    coords[2 * i + 1] = points[2 * corner + 1] - y0;
    reach = Math.max(reach, Math.abs(coords[2 * i]), Math.abs(coords[2 * i + 1]));
  });
  const far = 3 * reach;
  coords.set([-far, -far, far, -far, far + 1, far, -far, far + 2], 2 * used.length);
  return coords;
}

/** Flood from outside; crossing a boundary edge changes between outside and inside. */
function insideOf(
  { triangles, halfedges }: { triangles: ArrayLike<number>; halfedges: ArrayLike<number> },
  boundary: [number, number][],
  used: number[],
): number[] {
  const real = used.length;
  const walls = new Set(boundary.map(([a, b]) => (a < b ? a * (real + 4) + b : b * (real + 4) + a)));
  const count = triangles.length / 3;
  const depth = new Int8Array(count).fill(-1);
  const stack: number[] = [];
  for (let t = 0; t < count; t++) {
    if (triangles[3 * t] < real && triangles[3 * t + 1] < real && triangles[3 * t + 2] < real) continue;
    depth[t] = 0;
    stack.push(t);
  }
  while (stack.length > 0) {
    const t = stack.pop() ?? 0;
    for (let k = 0; k < 3; k++) {
      const other = halfedges[3 * t + k];
      if (other < 0) continue;
      const neighbour = Math.floor(other / 3);
      if (depth[neighbour] >= 0) continue;
      const a = triangles[3 * t + k];
      const b = triangles[3 * t + ((k + 1) % 3)];
      const wall = walls.has(a < b ? a * (real + 4) + b : b * (real + 4) + a);
      depth[neighbour] = wall ? 1 - depth[t] : depth[t];
      stack.push(neighbour);
    }
  }
  const result: number[] = [];
  // Delaunator's triangles run clockwise when y points up.
  for (let t = 0; t < count; t++)
    if (depth[t] === 1)
      result.push(used[triangles[3 * t]], used[triangles[3 * t + 2]], used[triangles[3 * t + 1]]);
  return result;
}
