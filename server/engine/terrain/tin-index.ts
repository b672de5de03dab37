/** Finds the triangles of a finished ground: by place, and by box. */
import type { Box } from "../geometry/rings.ts";
import { next, type Tin } from "./tin.ts";

/** About this many bins a triangle. */
const binsPerTriangle = 1;
const mostBins = 400_000;

export class TinIndex {
  private readonly columns: number;
  private readonly rows: number;
  private readonly stepX: number;
  private readonly stepY: number;
  private readonly starts: Int32Array;
  private readonly entries: Int32Array;
  private readonly seen: Int32Array;
  private turn = 0;

  constructor(
    private readonly tin: Tin,
    readonly box: Box,
  ) {
    const width = box[2] - box[0];
    const height = box[3] - box[1];
    const count = Math.min(mostBins, Math.max(1, binsPerTriangle * tin.zones.length));
    const side = Math.sqrt((width * height) / count);
    this.columns = Math.max(1, Math.ceil(width / side));
    this.rows = Math.max(1, Math.ceil(height / side));
    this.stepX = width / this.columns;
    this.stepY = height / this.rows;
    this.starts = new Int32Array(this.columns * this.rows + 1);
    for (let t = 0; t < tin.zones.length; t++) this.eachBin(t, (bin) => this.starts[bin + 1]++);
    for (let bin = 0; bin < this.columns * this.rows; bin++) this.starts[bin + 1] += this.starts[bin];
    this.entries = new Int32Array(this.starts[this.starts.length - 1]);
    const filled = this.starts.slice();
    for (let t = 0; t < tin.zones.length; t++)
      this.eachBin(t, (bin) => {
        this.entries[filled[bin]++] = t;
      });
    this.seen = new Int32Array(tin.zones.length);
  }

  private eachBin(t: number, visit: (bin: number) => void): void {
    const { tin } = this;
    const [a, b, c] = [tin.triangles[3 * t], tin.triangles[3 * t + 1], tin.triangles[3 * t + 2]];
    this.binsOf([tin.x[a], tin.y[a], tin.x[b], tin.y[b], tin.x[c], tin.y[c]], visit);
  }

  /** Bins a triangle touches, row by row, with a millimetre to spare. */
  private binsOf(p: readonly number[], visit: (bin: number) => void): void {
    const firstRow = this.rowOf(Math.min(p[1], p[3], p[5]) - 1);
    const lastRow = this.rowOf(Math.max(p[1], p[3], p[5]) + 1);
    for (let row = firstRow; row <= lastRow; row++) {
      const bottom = row === 0 ? Number.NEGATIVE_INFINITY : this.box[1] + row * this.stepY - 1;
      const top = row === this.rows - 1 ? Number.POSITIVE_INFINITY : this.box[1] + (row + 1) * this.stepY + 1;
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < 6; k += 2) {
        const [ax, ay] = [p[k], p[k + 1]];
        const [bx, by] = k === 4 ? [p[0], p[1]] : [p[k + 2], p[k + 3]];
        if ((ay < bottom && by < bottom) || (ay > top && by > top)) continue;
        const slope = ay === by ? 0 : (bx - ax) / (by - ay);
        const from = ay === by ? ax : ax + slope * (Math.min(top, Math.max(bottom, ay)) - ay);
        const to = ay === by ? bx : ax + slope * (Math.min(top, Math.max(bottom, by)) - ay);
        low = Math.min(low, from, to);
        high = Math.max(high, from, to);
      }
      if (low > high) continue;
      const last = row * this.columns + this.columnOf(high + 1);
      for (let bin = row * this.columns + this.columnOf(low - 1); bin <= last; bin++) visit(bin);
    }
  }

  private columnOf(x: number): number {
    return Math.min(this.columns - 1, Math.max(0, Math.floor((x - this.box[0]) / this.stepX)));
  }

  private rowOf(y: number): number {
    return Math.min(this.rows - 1, Math.max(0, Math.floor((y - this.box[1]) / this.stepY)));
  }

  contains(x: number, y: number): boolean {
    return x >= this.box[0] && x <= this.box[2] && y >= this.box[1] && y <= this.box[3];
  }

  /** The triangle at a place; the nearest of its bin where rounding leaves it between two. -1 outside of all. */
  triangleAt(x: number, y: number): number {
    const bin = this.rowOf(y) * this.columns + this.columnOf(x);
    let nearest = -1;
    let least = Number.NEGATIVE_INFINITY;
    for (let i = this.starts[bin]; i < this.starts[bin + 1]; i++) {
      const t = this.entries[i];
      const inside = this.depth(t, x, y);
      if (inside >= 0) return t;
      if (inside > least) {
        least = inside;
        nearest = t;
      }
    }
    return nearest;
  }

  /** Not negative inside; outside the more negative the farther. */
  private depth(t: number, x: number, y: number): number {
    const { tin } = this;
    let least = Number.POSITIVE_INFINITY;
    for (let side = 3 * t; side < 3 * t + 3; side++) {
      const off = tin.side(tin.triangles[side], tin.triangles[next(side)], x, y);
      if (off < least) least = off;
    }
    return least;
  }

  /** Height of the triangle's plane, mm, not rounded. */
  heightIn(t: number, x: number, y: number): number {
    const { tin } = this;
    const [a, b, c] = [tin.triangles[3 * t], tin.triangles[3 * t + 1], tin.triangles[3 * t + 2]];
    const toC = tin.side(a, b, x, y);
    const toA = tin.side(b, c, x, y);
    const toB = tin.side(c, a, x, y);
    return (toA * tin.z[a] + toB * tin.z[b] + toC * tin.z[c]) / (toA + toB + toC);
  }

  /** Triangles that may touch this one (x, y pairs), each once. */
  near(triangle: readonly number[]): number[] {
    const found: number[] = [];
    this.turn++;
    this.binsOf(triangle, (bin) => {
      for (let i = this.starts[bin]; i < this.starts[bin + 1]; i++) {
        const t = this.entries[i];
        if (this.seen[t] === this.turn) continue;
        this.seen[t] = this.turn;
        found.push(t);
      }
    });
    return found;
  }
}
