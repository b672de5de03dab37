/** Takes polygons out of others and cuts them at an outline, in finer units than the millimetre. */
import { difference, intersection } from "./clip.ts";
import { type Polygon, type Ring, ringArea } from "./rings.ts";

/** Parts of a millimetre. A power of two: halves and quarters stay exact. */
const finer = 64;
/** Smaller holes are rounding, mm². */
const leastHole = 100;

/**
 * `polygons` without `cutters`, inside `crop` where there is one. In whole millimetres the clipper goes wrong where edges
 * run into one another within one of them: they change sides, and pieces that only touch are joined the wrong way round.
 * It also moves long edges by more than the millimetre that two neighbours may differ by, once an operation. Takes whole
 * mm and gives 64ths.
 */
export function cutOut(polygons: Polygon[], cutters: Polygon[], crop: Polygon | null = null): Polygon[] {
  if (polygons.length === 0 || (polygons.length === 1 && cutters.length === 0 && crop === null))
    return polygons;
  // From a corner of their own: products of fine coordinates then stay exact enough far from the origin.
  const [x, y] = polygons[0].outer;
  const toFine = (ring: Ring) => ring.map((value, i) => (value - (i % 2 === 0 ? x : y)) * finer);
  let left = each(polygons, toFine);
  // Also without cutters: two arms of a path may lie over one another.
  if (cutters.length > 0 || left.length > 1) left = difference(left, each(cutters, toFine));
  if (crop !== null) left = intersection(left, each([crop], toFine));
  return each(left, (ring) => ring.map((value, i) => value / finer + (i % 2 === 0 ? x : y)))
    .filter(({ outer }) => outer.length >= 6)
    .map(({ outer, holes }) => ({ outer, holes: holes.filter(isHole) }));
}

/** In whole millimetres, without corners that this moves to the place of the one before. */
export function inMillimetres(polygons: Polygon[]): Polygon[] {
  return each(polygons, rounded)
    .filter(({ outer }) => outer.length >= 6)
    .map(({ outer, holes }) => ({ outer, holes: holes.filter(isHole) }));
}

function each(polygons: Polygon[], change: (ring: Ring) => Ring): Polygon[] {
  return polygons.map(({ outer, holes }) => ({ outer: change(outer), holes: holes.map(change) }));
}

function rounded(ring: Ring): Ring {
  const result: Ring = [];
  const isLast = (x: number, y: number) => result[result.length - 2] === x && result[result.length - 1] === y;
  for (let i = 0; i < ring.length; i += 2) {
    const [x, y] = [Math.round(ring[i]), Math.round(ring[i + 1])];
    if (!isLast(x, y)) result.push(x, y);
  }
  while (result.length > 2 && isLast(result[0], result[1])) result.length -= 2;
  return result;
}

function isHole(ring: Ring): boolean {
  return ring.length >= 6 && Math.abs(ringArea(ring)) >= leastHole;
}
