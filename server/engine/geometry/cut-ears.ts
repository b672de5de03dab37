/**
 * Triangles of one simple ring by ear clipping, in place of earcut's general machinery: nine in ten outlines have fewer
 * than twenty corners and no courtyard. Ears are cut in earcut's order, so that both give the very same triangles.
 */

/** Earcut sorts the corners of longer rings along a curve first; those are left to it. */
const longest = 80;
/** Twice the area in mm²; less counts as flat (as in `isClosedSolid`). */
const flattest = 2;
const before = new Int32Array(longest);
const after = new Int32Array(longest);

/**
 * Corner numbers of all triangles, counter-clockwise, of a loop at whole numbers. Null where the loop is clockwise or long,
 * and where no ear is left before the end: corners on straight lines or nearly so, or edges that cross.
 */
export function cutEars(points: ArrayLike<number>, loop: readonly number[]): number[] | null {
  const count = loop.length;
  if (count > longest || count < 3) return null;
  let whole = 0;
  const [x0, y0] = [points[2 * loop[0]], points[2 * loop[0] + 1]];
  for (let i = 0; i < count; i++) {
    before[i] = i - 1;
    after[i] = i + 1;
    const [b, c] = [2 * loop[i], 2 * loop[i + 1 < count ? i + 1 : 0]];
    whole += (points[b] - x0) * (points[c + 1] - y0) - (points[b + 1] - y0) * (points[c] - x0);
  }
  if (whole <= 0) return null;
  before[0] = count - 1;
  after[count - 1] = 0;
  const triangles = new Array<number>(3 * (count - 2));
  let at = 0;
  let ear = count - 1;
  let stop = ear;
  while (before[ear] !== after[ear]) {
    const [a, c] = [before[ear], after[ear]];
    const area = earArea(points, loop, a, ear, c);
    if (area > 0) {
      if (area < flattest) return null;
      triangles[at] = loop[a];
      triangles[at + 1] = loop[ear];
      triangles[at + 2] = loop[c];
      at += 3;
      after[a] = c;
      before[c] = a;
      ear = c;
      stop = c;
    } else {
      ear = c;
      if (ear === stop) return null;
    }
  }
  return triangles;
}

/** Twice the area of the corner's triangle; 0 where it does not jut out, or a corner that does not lies in the triangle. */
function earArea(
  points: ArrayLike<number>,
  loop: readonly number[],
  a: number,
  b: number,
  c: number,
): number {
  const ax = points[2 * loop[a]];
  const ay = points[2 * loop[a] + 1];
  // Relative to the first of them: products of small numbers keep all their digits.
  const bx = points[2 * loop[b]] - ax;
  const by = points[2 * loop[b] + 1] - ay;
  const cx = points[2 * loop[c]] - ax;
  const cy = points[2 * loop[c] + 1] - ay;
  const area = bx * cy - by * cx;
  if (area <= 0) return 0;
  for (let p = after[c]; p !== a; p = after[p]) {
    const x = points[2 * loop[p]] - ax;
    const y = points[2 * loop[p] + 1] - ay;
    if (bx * y - by * x < 0 || x * cy - y * cx < 0) continue;
    if ((cx - bx) * (y - by) - (cy - by) * (x - bx) < 0) continue;
    if (x === 0 && y === 0) continue;
    if (!jutsOut(points, loop, p)) return 0;
  }
  return area;
}

function jutsOut(points: ArrayLike<number>, loop: readonly number[], p: number): boolean {
  const [a, b, c] = [2 * loop[before[p]], 2 * loop[p], 2 * loop[after[p]]];
  const [x, y] = [points[a], points[a + 1]];
  return (points[b] - x) * (points[c + 1] - y) - (points[b + 1] - y) * (points[c] - x) > 0;
}
