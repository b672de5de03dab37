/** Which ways pass below which, in plan. */
import Flatbush from "flatbush";
import { boxOf, type Ring } from "../geometry/rings.ts";
import { type Path, placeKey } from "./paths.ts";

/** A piece of a path (the one that ends at `i`) and where it is crossed. */
export interface Crossing {
  path: Path;
  i: number;
  /** Of the crossing piece, 0 to 1. */
  share: number;
  /** mm. */
  x: number;
  y: number;
}

/** What crosses the piece of a path that ends at `i`. */
export type Crossings = (path: Path, i: number) => Crossing[];

export function crossings(paths: readonly Path[]): Crossings {
  const pieces = paths.flatMap((path) =>
    Array.from({ length: path.line.length / 2 - 1 }, (_, k) => ({ path, i: 2 * k + 2 })),
  );
  const tree = new Flatbush(Math.max(1, pieces.length));
  for (const { path, i } of pieces) tree.add(...boxOf(path.line.slice(i - 2, i + 2)));
  if (pieces.length === 0) tree.add(0, 0, 0, 0);
  tree.finish();
  return (path, i) => {
    const [ax, ay, bx, by] = path.line.slice(i - 2, i + 2);
    return tree.search(...boxOf([ax, ay, bx, by])).flatMap((index) => {
      const other = pieces[index];
      if (other === undefined || other.path === path) return [];
      const [cx, cy, dx, dy] = other.path.line.slice(other.i - 2, other.i + 2);
      const c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
      const d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax);
      const a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx);
      const b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx);
      if (c * d >= 0 || a * b >= 0) return [];
      const share = a / (a - b);
      return [{ ...other, share, x: ax + share * (bx - ax), y: ay + share * (by - ay) }];
    });
  };
}

/** Where a way passes below a deck. */
export interface Passage {
  /** The deck's. */
  above: Path;
  /** The way's. */
  below: Path;
  key: number;
  /** Whole mm. */
  x: number;
  y: number;
}

/** `paths` with corners of their own at the passages: heights change there. Passages come back with them. */
export function withPassages(
  paths: readonly Path[],
  decks: readonly Path[],
  crossed: Crossings,
): { ways: Map<Path, Path>; passages: Passage[] } {
  const ways = new Map(paths.map((path) => [path, path]));
  const passages: Passage[] = [];
  const corners = new Map<Path, Map<number, [number, number][]>>();
  for (const above of decks)
    for (let i = 2; i < above.line.length; i += 2)
      for (const { path: below, i: piece, ...place } of crossed(above, i)) {
        if (!ways.has(below)) continue;
        const [x, y] = [Math.round(place.x), Math.round(place.y)];
        passages.push({ above, below, key: placeKey(x, y), x, y });
        const pieces = corners.get(below) ?? new Map<number, [number, number][]>();
        corners.set(below, pieces.set(piece, [...(pieces.get(piece) ?? []), [x, y]]));
      }
  for (const [path, pieces] of corners) ways.set(path, { ...path, line: withCorners(path.line, pieces) });
  return { ways, passages };
}

/** `corners`: by where the piece that they lie on ends in the line. */
function withCorners(line: Ring, corners: Map<number, [number, number][]>): Ring {
  const result: Ring = [];
  for (let i = 0; i < line.length; i += 2) {
    const [ax, ay] = result.slice(-2);
    const far = ([x, y]: [number, number]) => Math.hypot(x - ax, y - ay);
    const between = [...(corners.get(i) ?? [])].sort((a, b) => far(a) - far(b));
    for (const [x, y] of [...between, [line[i], line[i + 1]]])
      if (result[result.length - 2] !== x || result[result.length - 1] !== y) result.push(x, y);
  }
  return result;
}
