/**
 * Greedy insertion: again and again the sample that is worst off gets a corner of its own, until none is off by more
 * than the tolerance. Source: Garland and Heckbert (1995), Fast polygonal approximation of terrains and height fields.
 */
import type { HeightField } from "./height-field.ts";
import type { Tin } from "./tin.ts";

export interface RefineOptions {
  /** mm. */
  tolerance: number;
  mostTriangles: number;
  /** 0 = these triangles need not follow the samples; 1 = to the tolerance; 0.25 = four times as loosely. */
  weightOf(zone: number): number;
}

/** No corner nearer than this to the outline or a shore: they have corners of their own. mm. */
const clearance = 1000;

/** Returns the greatest weighted error that is left, mm. */
export function refineTin(tin: Tin, field: HeightField, options: RefineOptions): number {
  const state = new Candidates(tin, field, options);
  for (;;) {
    for (const t of new Set(tin.takeChanged())) state.scan(t);
    const worst = state.worst();
    if (worst === null || worst.error <= options.tolerance) return worst?.error ?? 0;
    if (tin.zones.length >= options.mostTriangles) return worst.error;
    const { x, y, node } = worst;
    state.done[node] = 1;
    if (!tin.insert(worst.t, x, y, Math.round(field.heights[node]), clearance)) state.scan(worst.t);
  }
}

class Candidates {
  /** Samples that are corners already, or cannot be. */
  readonly done: Uint8Array;
  private readonly nodes: number[] = [];
  private readonly errors: number[] = [];
  /** Binary heap of triangles by error; `places` says where each is, -1 = not there. */
  private readonly heap: number[] = [];
  private readonly places: number[] = [];

  constructor(
    private readonly tin: Tin,
    private readonly field: HeightField,
    private readonly options: RefineOptions,
  ) {
    this.done = new Uint8Array(field.heights.length);
  }

  worst(): { t: number; node: number; error: number; x: number; y: number } | null {
    const t = this.heap[0];
    if (t === undefined) return null;
    const node = this.nodes[t];
    const { field } = this;
    const column = node % field.columns;
    const row = Math.floor(node / field.columns);
    const x = Math.round(field.x0 + column * field.ux + row * field.vx);
    const y = Math.round(field.y0 + column * field.uy + row * field.vy);
    return { t, node, error: this.errors[t], x, y };
  }

  /** Finds the triangle's worst sample. Runs along the lattice's rows, height linear along each. */
  scan(t: number): void {
    const weight = this.options.weightOf(this.tin.zones[t]);
    let best = 0;
    let found = -1;
    if (weight > 0) {
      const { tin, field, done } = this;
      const { columns, rows, heights } = field;
      const [a, b, c] = [tin.triangles[3 * t], tin.triangles[3 * t + 1], tin.triangles[3 * t + 2]];
      const [au, av] = field.toCell(tin.x[a], tin.y[a]);
      const [bu, bv] = field.toCell(tin.x[b], tin.y[b]);
      const [cu, cv] = field.toCell(tin.x[c], tin.y[c]);
      const determinant = (bu - au) * (cv - av) - (cu - au) * (bv - av);
      const [zb, zc] = [tin.z[b] - tin.z[a], tin.z[c] - tin.z[a]];
      const perColumn = (zb * (cv - av) - zc * (bv - av)) / determinant;
      const perRow = (zc * (bu - au) - zb * (cu - au)) / determinant;
      const firstRow = Math.max(0, Math.ceil(Math.min(av, bv, cv)));
      const lastRow = Math.min(rows - 1, Math.floor(Math.max(av, bv, cv)));
      for (let row = firstRow; row <= lastRow; row++) {
        let low = Number.POSITIVE_INFINITY;
        let high = Number.NEGATIVE_INFINITY;
        for (let k = 0; k < 3; k++) {
          const [u0, v0] = [k === 0 ? au : k === 1 ? bu : cu, k === 0 ? av : k === 1 ? bv : cv];
          const [u1, v1] = [k === 0 ? bu : k === 1 ? cu : au, k === 0 ? bv : k === 1 ? cv : av];
          if ((v0 < row && v1 < row) || (v0 > row && v1 > row)) continue;
          const from = v0 === v1 ? u0 : u0 + ((row - v0) / (v1 - v0)) * (u1 - u0);
          const to = v0 === v1 ? u1 : from;
          if (from < low) low = from;
          if (to < low) low = to;
          if (from > high) high = from;
          if (to > high) high = to;
        }
        const first = Math.max(0, Math.ceil(low));
        const last = Math.min(columns - 1, Math.floor(high));
        let z = tin.z[a] + (first - au) * perColumn + (row - av) * perRow;
        for (let node = row * columns + first; node <= row * columns + last; node++, z += perColumn) {
          const error = Math.abs(heights[node] - z);
          if (error > best && done[node] === 0) {
            best = error;
            found = node;
          }
        }
      }
    }
    this.nodes[t] = found;
    this.errors[t] = best * weight;
    this.place(t, found >= 0);
  }

  private place(t: number, wanted: boolean): void {
    const at = this.places[t] ?? -1;
    if (wanted && at < 0) {
      this.places[t] = this.heap.length;
      this.heap.push(t);
      this.rise(this.heap.length - 1);
    } else if (wanted) this.sink(this.rise(at));
    else if (at >= 0) this.remove(t, at);
  }

  private remove(t: number, at: number): void {
    const last = this.heap.pop() ?? t;
    this.places[t] = -1;
    if (last === t) return;
    this.heap[at] = last;
    this.places[last] = at;
    this.sink(this.rise(at));
  }

  private rise(start: number): number {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.errors[this.heap[parent]] >= this.errors[this.heap[at]]) break;
      this.swap(at, parent);
      at = parent;
    }
    return at;
  }

  private sink(start: number): void {
    let at = start;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.heap.length) return;
      if (child + 1 < this.heap.length && this.errors[this.heap[child + 1]] > this.errors[this.heap[child]])
        child++;
      if (this.errors[this.heap[child]] <= this.errors[this.heap[at]]) return;
      this.swap(at, child);
      at = child;
    }
  }

  private swap(i: number, j: number): void {
    const [a, b] = [this.heap[i], this.heap[j]];
    this.heap[i] = b;
    this.heap[j] = a;
    this.places[b] = i;
    this.places[a] = j;
  }
}
