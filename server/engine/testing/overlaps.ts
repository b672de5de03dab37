/**
 * How much of the ground is covered twice, triangle against triangle, in metres. Flicker is what is looked for: sheets
 * one above the other with air between (a bridge over a road) do not count.
 */
import Flatbush from "flatbush";

/** Sheets with this much air between them are two floors, metres. */
const air = 0.5;
/** Thinner than this is rounding to millimetres, not an overlap, metres. */
const thin = 0.002;
/** What two sheets (or one with itself) may share, m². */
const allowed = 0.1;

export interface Overlap {
  sheets: [number, number];
  areaM2: number;
}

type Point = [x: number, y: number];

/** `sheets`: flat triangle soups, metres, height last. Only pairs that share more than 0.1 m². */
export function overlaps(sheets: readonly (readonly number[])[]): Overlap[] {
  const owners: number[] = [];
  const corners: number[][] = [];
  for (const [sheet, soup] of sheets.entries())
    for (let i = 0; i + 8 < soup.length; i += 9) {
      owners.push(sheet);
      corners.push(soup.slice(i, i + 9));
    }
  if (owners.length === 0) return [];
  const tree = new Flatbush(owners.length);
  for (const c of corners) tree.add(...boxOf(c));
  tree.finish();
  const shared = new Map<string, Overlap>();
  for (const [i, a] of corners.entries())
    for (const j of tree.search(...boxOf(a), (other) => other > i)) {
      const areaM2 = sharedArea(a, corners[j]);
      if (areaM2 === 0) continue;
      const key = `${owners[i]},${owners[j]}`;
      const known = shared.get(key);
      if (known === undefined) shared.set(key, { sheets: [owners[i], owners[j]], areaM2 });
      else known.areaM2 += areaM2;
    }
  return [...shared.values()].filter(({ areaM2 }) => areaM2 > allowed);
}

function boxOf(c: readonly number[]): [number, number, number, number] {
  return [
    Math.min(c[0], c[3], c[6]),
    Math.min(c[1], c[4], c[7]),
    Math.max(c[0], c[3], c[6]),
    Math.max(c[1], c[4], c[7]),
  ];
}

function sharedArea(a: readonly number[], b: readonly number[]): number {
  let shape: Point[] = counterClockwise(a);
  const clip = counterClockwise(b);
  for (let k = 0; k < 3 && shape.length > 2; k++) shape = leftOf(shape, clip[k], clip[(k + 1) % 3]);
  if (shape.length < 3) return 0;
  const areaM2 = areaOf(shape);
  const [x0, y0] = shape[0];
  const length = Math.max(...shape.map(([x, y]) => Math.hypot(x - x0, y - y0)));
  if (areaM2 <= thin * length) return 0;
  const x = shape.reduce((sum, point) => sum + point[0], 0) / shape.length;
  const y = shape.reduce((sum, point) => sum + point[1], 0) / shape.length;
  return Math.abs(heightAt(a, x, y) - heightAt(b, x, y)) >= air ? 0 : areaM2;
}

function counterClockwise(c: readonly number[]): Point[] {
  const points: Point[] = [
    [c[0], c[1]],
    [c[3], c[4]],
    [c[6], c[7]],
  ];
  return areaOf(points) < 0 ? points.reverse() : points;
}

function areaOf(points: Point[]): number {
  const [x0, y0] = points[0];
  return (
    points.reduce((sum, [x, y], i) => {
      const [u, v] = points[(i + 1) % points.length];
      return sum + (x - x0) * (v - y0) - (u - x0) * (y - y0);
    }, 0) / 2
  );
}

/** Sutherland and Hodgman's clipping, one edge. */
function leftOf(shape: Point[], [ax, ay]: Point, [bx, by]: Point): Point[] {
  const side = ([x, y]: Point) => (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  return shape.flatMap((point, i): Point[] => {
    const next = shape[(i + 1) % shape.length];
    const [here, there] = [side(point), side(next)];
    const kept: Point[] = here >= 0 ? [point] : [];
    if (here >= 0 === there >= 0) return kept;
    const share = here / (here - there);
    return [...kept, [point[0] + share * (next[0] - point[0]), point[1] + share * (next[1] - point[1])]];
  });
}

function heightAt(c: readonly number[], x: number, y: number): number {
  const [ux, uy, uz] = [c[3] - c[0], c[4] - c[1], c[5] - c[2]];
  const [vx, vy, vz] = [c[6] - c[0], c[7] - c[1], c[8] - c[2]];
  const det = ux * vy - uy * vx;
  if (det === 0) return c[2];
  const [dx, dy] = [x - c[0], y - c[1]];
  return c[2] + ((dx * vy - dy * vx) / det) * uz + ((ux * dy - uy * dx) / det) * vz;
}
