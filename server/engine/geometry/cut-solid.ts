/** Cuts any closed solid at the upright walls of an area and closes the cuts. Whole millimetres. */
import { intersection } from "./clip.ts";
import { mendFlat } from "./mend-flat.ts";
import { Corners, nestLoops, openLoops, type Point, soupOf, triangulateFace } from "./mesh-corners.ts";
import { boxOf, type Polygon, type Ring, ringArea } from "./rings.ts";
import { isClosedSolid, type Soup } from "./solid.ts";
import { triangulateGraph } from "./triangulate.ts";

/** Corners this near to a cut (mm) lie on it. */
const near = 1;

/** The pieces inside; empty when it lies outside. Null where a cut cannot be closed. */
export function cutSolid(soup: Soup, area: Polygon): Soup[] | null {
  const plan: number[] = [];
  for (let i = 0; i < soup.length; i += 3) plan.push(soup[i], soup[i + 1]);
  const [minX, minY, maxX, maxY] = boxOf(plan);
  const margin = 1000;
  const around = [minX - margin, minY - margin, maxX + margin, minY - margin];
  around.push(maxX + margin, maxY + margin, minX - margin, maxY + margin);
  const pieces: Soup[] = [];
  for (const piece of intersection([area], [{ outer: around, holes: [] }]))
    for (const convex of convexParts(piece)) {
      const cut = cutConvex(soup, convex);
      if (cut === null) return null;
      if (cut.length > 0) pieces.push(cut);
    }
  return pieces;
}

/** Near one building an area nearly always is convex; where it is not, its triangles are. */
function convexParts(piece: Polygon): Ring[] {
  if (piece.holes.length === 0 && isConvex(piece.outer)) return [piece.outer];
  const rings = [piece.outer, ...piece.holes];
  let at = 0;
  const loops = rings.map((ring) => Array.from({ length: ring.length / 2 }, () => at++));
  const points = rings.flat();
  const triangles = triangulateGraph({ points, loops, creases: [] }) ?? [];
  return Array.from({ length: triangles.length / 3 }, (_, i) =>
    [0, 1, 2].flatMap((k) => {
      const corner = triangles[3 * i + k];
      return [points[2 * corner], points[2 * corner + 1]];
    }),
  );
}

function isConvex(ring: Ring): boolean {
  for (let i = 0; i < ring.length; i += 2) {
    const [j, k] = [(i + 2) % ring.length, (i + 4) % ring.length];
    if (ringArea([ring[i], ring[i + 1], ring[j], ring[j + 1], ring[k], ring[k + 1]]) < 0) return false;
  }
  return true;
}

function cutConvex(soup: Soup, ring: Ring): Soup | null {
  let left: Soup | null = soup;
  for (let i = 0; i < ring.length && left !== null && left.length > 0; i += 2) {
    const j = (i + 2) % ring.length;
    left = cutHalf(left, [ring[i], ring[i + 1]], [ring[j], ring[j + 1]]);
  }
  return left;
}

/** What lies to the left of the upright plane through a and b. */
function cutHalf(soup: Soup, a: [number, number], b: [number, number]): Soup | null {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const [dx, dy] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  const side = ([x, y]: Point) => {
    const distance = dx * (y - a[1]) - dy * (x - a[0]);
    return Math.abs(distance) <= near ? 0 : distance;
  };
  const corners = new Corners();
  const triangles: number[][] = [];
  let cut = false;
  for (let i = 0; i < soup.length; i += 9) {
    const triangle = [0, 3, 6].map((k): Point => [soup[i + k], soup[i + k + 1], soup[i + k + 2]]);
    const sides = triangle.map(side);
    cut ||= sides.some((value) => value < 0);
    if (Math.max(...sides) <= 0) continue;
    const kept = clipTriangle(triangle, sides).map((point) => corners.number(point));
    for (let k = 2; k < kept.length; k++) triangles.push([kept[0], kept[k - 1], kept[k]]);
  }
  if (!cut) return soup;
  const { points } = corners;
  const proper = triangles.filter(([p, q, r]) => p !== q && q !== r && r !== p);
  if (proper.length === 0) return [];
  const rims = openLoops(proper);
  if (rims === null) return null;
  // Seen from outside, that is from the right, with `along` to the right and z up.
  const place = (corner: number): [number, number] => [
    dx * (points[corner][0] - a[0]) + dy * (points[corner][1] - a[1]),
    points[corner][2],
  ];
  const caps = nestLoops(rims, place);
  for (const cap of caps) {
    const found = triangulateFace(cap, points);
    if (found === null) return null;
    proper.push(...found);
  }
  const whole = mendFlat(Float64Array.from(soupOf(proper, points)));
  return isClosedSolid(whole) ? Array.from(whole) : null;
}

/** The part with sides ≥ 0. A crossing is reckoned from the inner end, so that neighbours get the same point. */
function clipTriangle(triangle: Point[], sides: number[]): Point[] {
  const kept: Point[] = [];
  triangle.forEach((point, i) => {
    const j = (i + 1) % 3;
    if (sides[i] >= 0) kept.push(point);
    if (sides[i] > 0 && sides[j] < 0) kept.push(crossing(point, triangle[j], sides[i], sides[j]));
    if (sides[i] < 0 && sides[j] > 0) kept.push(crossing(triangle[j], point, sides[j], sides[i]));
  });
  return kept;
}

function crossing(inner: Point, outer: Point, inside: number, outside: number): Point {
  const share = inside / (inside - outside);
  const at = (k: number) => Math.round(inner[k] + share * (outer[k] - inner[k]));
  return [at(0), at(1), at(2)];
}
