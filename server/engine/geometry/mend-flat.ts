/**
 * Rounding a second time, in the reference of the answer, may press a thin triangle flat. Here such triangles go without
 * opening the mesh: a short side is drawn together, and a corner that came to lie on the opposite side is joined to the
 * triangle behind that side.
 */
import { isClosedSolid } from "./solid.ts";

/** Twice the area in mm²: what is less is flat (as in `isClosedSolid`). */
const flattest = 2;
/** Corners this near (mm) may be drawn together; the crop is exact to 2 mm. */
const near = 2;

/** How many triangles are flat. */
export function countFlat(soup: ArrayLike<number>): number {
  let flat = 0;
  for (let i = 0; i + 8 < soup.length; i += 9) if (isFlat(soup, i / 3, i / 3 + 1, i / 3 + 2)) flat++;
  return flat;
}

/**
 * `soup`: whole mm, nine numbers a triangle. The same object when nothing is flat, which is nearly always so, and where a
 * solid cannot be mended.
 */
export function mendFlat(soup: Float64Array): Float64Array {
  const flat = countFlat(soup);
  if (flat === 0) return soup;
  const mended = new Mender(soup).run(20 * flat + 20);
  // A solid that was closed must stay so; what was a sheet has no more holes than before.
  return isClosedSolid(mended) || !isClosed(soup) ? mended : soup;
}

/** Flat triangles may be part of a whole solid all the same. */
function isClosed(soup: Float64Array): boolean {
  const mesh = new Mender(soup);
  return mesh.triangles.every(([a, b, c]) => [`${b},${a}`, `${c},${b}`, `${a},${c}`].every(mesh.hasEdge));
}

type Triangle = [number, number, number];

class Mender {
  triangles: Triangle[] = [];
  private readonly points: number[] = [];

  constructor(soup: Float64Array) {
    const known = new Map<string, number>();
    const numbers: number[] = [];
    for (let i = 0; i < soup.length; i += 3) {
      const key = `${soup[i]},${soup[i + 1]},${soup[i + 2]}`;
      let number = known.get(key);
      if (number === undefined) {
        number = known.size;
        known.set(key, number);
        this.points.push(soup[i], soup[i + 1], soup[i + 2]);
      }
      numbers.push(number);
    }
    for (let i = 0; i + 2 < numbers.length; i += 3)
      this.triangles.push([numbers[i], numbers[i + 1], numbers[i + 2]]);
    this.triangles = this.triangles.filter(([a, b, c]) => a !== b && b !== c && c !== a);
  }

  hasEdge = (edge: string): boolean => {
    this.edges ??= new Set(this.triangles.flatMap(([a, b, c]) => [`${a},${b}`, `${b},${c}`, `${c},${a}`]));
    return this.edges.has(edge);
  };
  private edges: Set<string> | undefined;

  run(most: number): Float64Array {
    const given = new Set<string>();
    for (let round = 0; round < most; round++) {
      const flat = this.triangles.find(
        (triangle) => isFlat(this.points, ...triangle) && !given.has(triangle.join()),
      );
      if (flat === undefined) break;
      if (!this.mend(flat)) given.add(flat.join());
    }
    return Float64Array.from(
      this.triangles.flat().flatMap((corner) => this.points.slice(3 * corner, 3 * corner + 3)),
    );
  }

  private mend(triangle: Triangle): boolean {
    const sides = [0, 1, 2].map((k) => this.distance(triangle[k], triangle[(k + 1) % 3]));
    const short = sides.indexOf(Math.min(...sides));
    if (sides[short] <= near) {
      this.drawTogether(triangle[short], triangle[(short + 1) % 3]);
      return true;
    }
    const long = sides.indexOf(Math.max(...sides));
    return this.flip(triangle, triangle[long], triangle[(long + 1) % 3], triangle[(long + 2) % 3]);
  }

  private drawTogether(kept: number, lost: number): void {
    const moved = this.triangles.map((corners): Triangle => {
      const [a, b, c] = corners.map((corner) => (corner === lost ? kept : corner));
      return [a, b, c];
    });
    this.triangles = withoutFolds(moved.filter(([a, b, c]) => a !== b && b !== c && c !== a));
  }

  /** `c` lies on the side from `a` to `b`: the triangle behind it becomes two that meet in `c`. */
  private flip(triangle: Triangle, a: number, b: number, c: number): boolean {
    const behind = this.triangles.find((other) =>
      other.some((corner, k) => corner === b && other[(k + 1) % 3] === a),
    );
    this.triangles = this.triangles.filter((other) => other !== triangle);
    if (behind === undefined) return true;
    const d = behind.find((corner) => corner !== a && corner !== b) ?? c;
    this.triangles = this.triangles.filter((other) => other !== behind);
    if (d !== c) this.triangles.push([c, a, d], [d, b, c]);
    this.triangles = withoutFolds(this.triangles);
    return true;
  }

  private distance(a: number, b: number): number {
    const { points: p } = this;
    return Math.hypot(p[3 * a] - p[3 * b], p[3 * a + 1] - p[3 * b + 1], p[3 * a + 2] - p[3 * b + 2]);
  }
}

/** Two triangles on the same corners, one the back of the other, enclose nothing. */
function withoutFolds(triangles: Triangle[]): Triangle[] {
  const found = new Map<string, number>();
  const gone = new Set<number>();
  triangles.forEach((triangle, i) => {
    const first = triangle.indexOf(Math.min(...triangle));
    const [a, b, c] = [triangle[first], triangle[(first + 1) % 3], triangle[(first + 2) % 3]];
    const back = found.get(`${a},${c},${b}`);
    if (back === undefined || gone.has(back)) found.set(`${a},${b},${c}`, i);
    else {
      gone.add(back);
      gone.add(i);
    }
  });
  return gone.size === 0 ? triangles : triangles.filter((_, i) => !gone.has(i));
}

function isFlat(p: ArrayLike<number>, a: number, b: number, c: number): boolean {
  const [i, j, k] = [3 * a, 3 * b, 3 * c];
  const ux = p[j] - p[i];
  const uy = p[j + 1] - p[i + 1];
  const uz = p[j + 2] - p[i + 2];
  const vx = p[k] - p[i];
  const vy = p[k + 1] - p[i + 1];
  const vz = p[k + 2] - p[i + 2];
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  return nx * nx + ny * ny + nz * nz < flattest * flattest;
}
