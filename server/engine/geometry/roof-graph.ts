import type { Polygon } from "./rings.ts";
import { ringsOf } from "./rings.ts";
import type { Roof } from "./solid.ts";

const mostCorners = 2 ** 26;

/** A plan graph being built: corners are welded by place, creases are kept once. Whole mm. */
export class RoofGraph implements Roof {
  readonly points: number[];
  readonly z: number[];
  readonly loops: number[][] = [];
  readonly creases: number[] = [];
  /** Corner by place; made when it is first asked for, because flat roofs never do. */
  private known: Map<number, number> | null = null;
  private edges: Set<number> | null = null;

  constructor(polygon: Polygon) {
    const { outer, holes } = polygon;
    this.points = holes.length === 0 ? outer.slice() : ringsOf(polygon).flat();
    this.z = new Array<number>(this.points.length / 2).fill(0);
    // An outline holds no place twice.
    let next = 0;
    for (const ring of ringsOf(polygon)) {
      const loop = new Array<number>(ring.length / 2);
      for (let i = 0; i < loop.length; i++) loop[i] = next++;
      this.loops.push(loop);
    }
  }

  /** Number of the corner at this place (rounded); a new one gets this height, a known one keeps its own. */
  corner(x: number, y: number, z: number): number {
    const rx = Math.round(x);
    const ry = Math.round(y);
    const key = this.keyOf(rx, ry);
    this.known ??= new Map(this.z.map((_, i) => [this.keyOf(this.points[2 * i], this.points[2 * i + 1]), i]));
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const number = this.z.length;
    this.points.push(rx, ry);
    this.z.push(Math.round(z));
    this.known.set(key, number);
    return number;
  }

  /** The same for traces that should meet but were rounded apart: a corner within `reach` mm is taken instead. */
  cornerNear(x: number, y: number, z: number, reach: number): number {
    let best = reach;
    let found = -1;
    for (let i = 0; i < this.z.length; i++) {
      const distance = Math.max(Math.abs(this.points[2 * i] - x), Math.abs(this.points[2 * i + 1] - y));
      if (distance >= best) continue;
      best = distance;
      found = i;
    }
    return found >= 0 ? found : this.corner(x, y, z);
  }

  crease(a: number, b: number): void {
    if (a === b) return;
    const key = a < b ? a * mostCorners + b : b * mostCorners + a;
    this.edges ??= new Set();
    if (this.edges.has(key)) return;
    this.edges.add(key);
    this.creases.push(a, b);
  }

  /** One number for a place, relative to the first corner: unique within 33 km of it, which no building is long. */
  private keyOf(x: number, y: number): number {
    return (x - this.points[0]) * 2 ** 26 + (y - this.points[1]);
  }

  /** Adds corners on the edge that starts at place `at` of a loop, in order along it. */
  insertAfter(loop: number, at: number, corners: number[]): void {
    this.loops[loop].splice(at + 1, 0, ...corners);
  }
}
