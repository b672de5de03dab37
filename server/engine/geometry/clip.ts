/** Boolean operations on whole-millimetre polygons, by clipper2-ts (integer, robust). The only importer of it. */
import {
  Clipper64,
  ClipType,
  EndType,
  FillRule,
  inflatePaths,
  JoinType,
  type Path64,
  type PolyPath64,
  PolyTree64,
} from "clipper2-ts";
import type { Polygon, Ring } from "./rings.ts";
import { reverseRing, ringArea, ringsOf } from "./rings.ts";

/** Slivers below this are rounding, not shape. mm², 1 cm². */
const minArea = 100;

export function union(polygons: Polygon[]): Polygon[] {
  return operate(ClipType.Union, polygons.flatMap(ringsOf), [], FillRule.NonZero);
}

export function difference(subjects: Polygon[], clips: Polygon[]): Polygon[] {
  return operate(ClipType.Difference, subjects.flatMap(ringsOf), clips.flatMap(ringsOf), FillRule.NonZero);
}

export function intersection(subjects: Polygon[], clips: Polygon[]): Polygon[] {
  return operate(ClipType.Intersection, subjects.flatMap(ringsOf), clips.flatMap(ringsOf), FillRule.NonZero);
}

/** Any rings, crossing or not → proper polygons; what is covered an odd number of times is inside. */
export function normalise(rings: Ring[]): Polygon[] {
  return operate(ClipType.Union, rings, [], FillRule.EvenOdd);
}

/** A line (flat) as an area `width` wide, mm. `round` joins well with other lines, `butt` ends where the line ends. */
export function bufferLine(line: Ring, width: number, end: "round" | "butt"): Polygon[] {
  const closed = line.length > 4 && line[0] === line[line.length - 2] && line[1] === line[line.length - 1];
  const path = toPath(closed ? line.slice(0, -2) : line);
  const ends = closed ? EndType.Joined : end === "round" ? EndType.Round : EndType.Butt;
  const join = end === "round" ? JoinType.Round : JoinType.Miter;
  return fromPaths(inflatePaths([path], width / 2, join, ends, 3, Math.max(50, width / 40)));
}

/** Without what is thinner than twice `reach` (mm): slivers and the needles that rounding leaves along an edge. */
export function opened(polygon: Polygon, reach: number): Polygon[] {
  const smaller = inflatePaths(ringsOf(polygon).map(toPath), -reach, JoinType.Miter, EndType.Polygon, 4);
  const again = inflatePaths(smaller, reach, JoinType.Miter, EndType.Polygon, 4);
  return again.length === 0 ? [] : operate(ClipType.Union, again.map(fromPath), [], FillRule.NonZero);
}

/** Parts of a line (flat) inside the polygons. */
export function clipLine(line: Ring, clips: Polygon[]): Ring[] {
  const clipper = new Clipper64();
  clipper.addOpenSubject([toPath(line)]);
  clipper.addClip(clips.flatMap(ringsOf).map(toPath));
  const open: Path64[] = [];
  clipper.execute(ClipType.Intersection, FillRule.NonZero, [], open);
  return open.map(fromPath).filter((part) => part.length >= 4);
}

function operate(type: ClipType, subjects: Ring[], clips: Ring[], rule: FillRule): Polygon[] {
  const clipper = new Clipper64();
  clipper.addSubject(subjects.map(toPath));
  if (clips.length > 0) clipper.addClip(clips.map(toPath));
  const tree = new PolyTree64();
  clipper.execute(type, rule, tree);
  return fromTree(tree);
}

function fromPaths(paths: Path64[]): Polygon[] {
  return normaliseNonZero(paths.map(fromPath));
}

function normaliseNonZero(rings: Ring[]): Polygon[] {
  if (rings.length === 1)
    return [{ outer: ringArea(rings[0]) > 0 ? rings[0] : reverseRing(rings[0]), holes: [] }];
  return operate(ClipType.Union, rings, [], FillRule.NonZero);
}

function fromTree(node: PolyPath64): Polygon[] {
  const polygons: Polygon[] = [];
  for (let i = 0; i < node.count; i++) {
    const child = node.child(i);
    const outer = oriented(fromPath(child.poly ?? []), true);
    const holes: Ring[] = [];
    for (let j = 0; j < child.count; j++) {
      const hole = child.child(j);
      const ring = oriented(fromPath(hole.poly ?? []), false);
      if (Math.abs(ringArea(ring)) >= minArea) holes.push(ring);
      polygons.push(...fromTree(hole));
    }
    if (Math.abs(ringArea(outer)) >= minArea) polygons.push({ outer, holes });
  }
  return polygons;
}

function oriented(ring: Ring, counterClockwise: boolean): Ring {
  return ringArea(ring) > 0 === counterClockwise ? ring : reverseRing(ring);
}

function toPath(ring: Ring): Path64 {
  const path: Path64 = [];
  for (let i = 0; i < ring.length; i += 2) path.push({ x: ring[i], y: ring[i + 1] });
  return path;
}

function fromPath(path: Path64): Ring {
  const ring: Ring = [];
  for (const { x, y } of path) ring.push(Math.round(x), Math.round(y));
  return ring;
}
