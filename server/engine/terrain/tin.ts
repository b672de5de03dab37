/**
 * A constrained Delaunay triangulation that grows point by point. Whole millimetres, so that the side of a point is
 * exact. Fixed edges (the area's outline, shores) are never turned. Source: Lawson (1977), Software for C1 surface
 * interpolation; half-edge numbering as in delaunator.
 */
import Constrainautor from "@kninnug/constrainautor";
import Delaunator from "delaunator";

export class Tin {
  /** Corner numbers, three a triangle, counter-clockwise. */
  readonly triangles: number[] = [];
  /** For each side (from its corner to the next) the same side of the neighbour; -1 at the hull. */
  readonly twins: number[] = [];
  /** For each side the kinds of the fixed edge it lies on; 0 = free. */
  readonly fixed: number[] = [];
  /** Bits by kind of edge: inside the lines of that kind. One a triangle. */
  readonly zones: number[] = [];
  readonly x: number[] = [];
  readonly y: number[] = [];
  readonly z: number[] = [];
  /** Triangles that `insert` has made or changed since the last `takeChanged`. */
  private changed: number[] = [];

  /** `points`: flat x, y; the hull must be corners that no edge touches. Throws where edges cross. */
  constructor(points: readonly number[], edges: readonly number[], kinds: readonly number[]) {
    for (let i = 0; i < points.length; i += 2) {
      this.x.push(points[i]);
      this.y.push(points[i + 1]);
      this.z.push(0);
    }
    // Upside down, because delaunator turns clockwise where y points up.
    const coords = Float64Array.from(points, (value, i) => (i % 2 === 1 ? -value : value));
    const base = new Delaunator(coords);
    if (edges.length > 0) {
      const pairs: [number, number][] = [];
      for (let i = 0; i < edges.length; i += 2) pairs.push([edges[i], edges[i + 1]]);
      new Constrainautor(base).constrainAll(pairs);
    }
    const size = this.x.length;
    const kindOf = new Map<number, number>();
    kinds.forEach((kind, i) => {
      const [a, b] = [edges[2 * i], edges[2 * i + 1]];
      kindOf.set(Math.min(a, b) * size + Math.max(a, b), kind);
    });
    for (let side = 0; side < base.triangles.length; side++) {
      const a = base.triangles[side];
      const b = base.triangles[next(side)];
      this.triangles.push(a);
      this.twins.push(base.halfedges[side]);
      this.fixed.push(kindOf.get(Math.min(a, b) * size + Math.max(a, b)) ?? 0);
    }
    this.fillZones();
    for (let t = 0; t < this.zones.length; t++) this.changed.push(t);
  }

  /** From the hull inwards: crossing a fixed edge changes the zone by the edge's kinds. */
  private fillZones(): void {
    const count = this.triangles.length / 3;
    for (let t = 0; t < count; t++) this.zones.push(-1);
    const first = this.twins.indexOf(-1);
    if (first < 0) return;
    const stack = [Math.floor(first / 3)];
    this.zones[stack[0]] = 0;
    while (stack.length > 0) {
      const t = stack.pop() ?? 0;
      for (let side = 3 * t; side < 3 * t + 3; side++) {
        const twin = this.twins[side];
        const other = Math.floor(twin / 3);
        if (twin < 0 || this.zones[other] >= 0) continue;
        this.zones[other] = this.zones[t] ^ this.fixed[side];
        stack.push(other);
      }
    }
  }

  takeChanged(): number[] {
    const { changed } = this;
    this.changed = [];
    return changed;
  }

  /** Twice the area of the triangle a, b, (x, y); positive when it turns to the left. */
  side(a: number, b: number, x: number, y: number): number {
    return (this.x[b] - this.x[a]) * (y - this.y[a]) - (this.y[b] - this.y[a]) * (x - this.x[a]);
  }

  /** Puts a point into triangle `t`. False (and nothing done) where it is not inside, or too near a fixed edge. */
  insert(t: number, x: number, y: number, z: number, clearance: number): boolean {
    let onSide = -1;
    for (let side = 3 * t; side < 3 * t + 3; side++) {
      const a = this.triangles[side];
      const b = this.triangles[next(side)];
      const off = this.side(a, b, x, y);
      const length = Math.hypot(this.x[b] - this.x[a], this.y[b] - this.y[a]);
      if (off < -2 * length) return false;
      if ((this.fixed[side] !== 0 || this.twins[side] < 0) && off < clearance * length) return false;
      // Nearer than two millimetres is rounding's matter: the side itself is split.
      if (off > 2 * length) continue;
      if (onSide >= 0) return false;
      onSide = side;
    }
    if (onSide >= 0 && !this.canSplit(onSide, x, y)) return false;
    this.x.push(x);
    this.y.push(y);
    this.z.push(z);
    const point = this.x.length - 1;
    if (onSide < 0) this.splitTriangle(t, point);
    else this.splitSide(onSide, point);
    return true;
  }

  /** The four triangles round a point on a side must all turn to the left. */
  private canSplit(side: number, x: number, y: number): boolean {
    const twin = this.twins[side];
    if (twin < 0 || this.fixed[side] !== 0) return false;
    const a = this.triangles[side];
    const b = this.triangles[next(side)];
    const c = this.triangles[next(next(side))];
    const d = this.triangles[next(next(twin))];
    return (
      this.side(b, c, x, y) > 0 &&
      this.side(c, a, x, y) > 0 &&
      this.side(a, d, x, y) > 0 &&
      this.side(d, b, x, y) > 0
    );
  }

  private splitTriangle(t: number, point: number): void {
    const sides = [3 * t, 3 * t + 1, 3 * t + 2].map((side) => this.take(side));
    const zone = this.zones[t];
    const places = [t, this.room(), this.room()];
    for (let i = 0; i < 3; i++) this.put(places[i], sides[i], point, zone);
    for (let i = 0; i < 3; i++) this.join(3 * places[i] + 1, 3 * places[(i + 1) % 3] + 2);
    for (const place of places) this.legalise(place);
  }

  private splitSide(side: number, point: number): void {
    const twin = this.twins[side];
    const [t, u] = [Math.floor(side / 3), Math.floor(twin / 3)];
    // Round the point: b→c, c→a, a→d, d→b.
    const around = [next(side), next(next(side)), next(twin), next(next(twin))].map((s) => this.take(s));
    const zones = [this.zones[t], this.zones[t], this.zones[u], this.zones[u]];
    const places = [t, this.room(), u, this.room()];
    for (let i = 0; i < 4; i++) this.put(places[i], around[i], point, zones[i]);
    for (let i = 0; i < 4; i++) this.join(3 * places[i] + 1, 3 * places[(i + 1) % 4] + 2);
    for (const place of places) this.legalise(place);
  }

  private take(side: number): [a: number, b: number, twin: number, fixed: number] {
    return [this.triangles[side], this.triangles[next(side)], this.twins[side], this.fixed[side]];
  }

  private room(): number {
    this.triangles.push(0, 0, 0);
    this.twins.push(-1, -1, -1);
    this.fixed.push(0, 0, 0);
    this.zones.push(0);
    return this.zones.length - 1;
  }

  /** A triangle with the point as its third corner; its other two sides are free and joined by the caller. */
  private put(t: number, [a, b, twin, fixed]: ReturnType<Tin["take"]>, point: number, zone: number): void {
    const at = 3 * t;
    this.triangles[at] = a;
    this.triangles[at + 1] = b;
    this.triangles[at + 2] = point;
    this.fixed[at] = fixed;
    this.fixed[at + 1] = 0;
    this.fixed[at + 2] = 0;
    this.zones[t] = zone;
    this.join(at, twin);
    this.changed.push(t);
  }

  private join(side: number, twin: number): void {
    this.twins[side] = twin;
    if (twin >= 0) this.twins[twin] = side;
  }

  /** Turns the side opposite to the new point (its first side) while that makes the triangulation Delaunay. */
  private legalise(first: number): void {
    const stack = [first];
    while (stack.length > 0) {
      const t = stack.pop() ?? 0;
      const side = 3 * t;
      const twin = this.twins[side];
      if (twin < 0 || this.fixed[side] !== 0) continue;
      const [a, b, p] = [this.triangles[side], this.triangles[side + 1], this.triangles[side + 2]];
      const d = this.triangles[next(next(twin))];
      if (!this.inCircle(a, b, p, d)) continue;
      if (this.side(a, d, this.x[p], this.y[p]) <= 0 || this.side(d, b, this.x[p], this.y[p]) <= 0) continue;
      const u = Math.floor(twin / 3);
      const outer = [this.take(next(twin)), this.take(next(next(twin)))];
      const inner = [this.take(side + 1), this.take(side + 2)];
      this.put(t, outer[0], p, this.zones[t]);
      this.put(u, outer[1], p, this.zones[t]);
      // a→d→p and d→b→p.
      this.join(3 * t + 1, 3 * u + 2);
      this.keep(3 * u + 1, inner[0]);
      this.keep(3 * t + 2, inner[1]);
      stack.push(t, u);
    }
  }

  private keep(side: number, [, , twin, fixed]: ReturnType<Tin["take"]>): void {
    this.fixed[side] = fixed;
    this.join(side, twin);
  }

  /** Whether `d` lies within the circle through a, b, c. In doubles: a near tie may go either way, which does no harm. */
  private inCircle(a: number, b: number, c: number, d: number): boolean {
    const { x, y } = this;
    const ax = x[a] - x[d];
    const ay = y[a] - y[d];
    const bx = x[b] - x[d];
    const by = y[b] - y[d];
    const cx = x[c] - x[d];
    const cy = y[c] - y[d];
    const ab = ax * ax + ay * ay;
    const bb = bx * bx + by * by;
    const cb = cx * cx + cy * cy;
    return ab * (bx * cy - by * cx) - bb * (ax * cy - ay * cx) + cb * (ax * by - ay * bx) > 0;
  }
}

/** The next side round a triangle. */
export function next(side: number): number {
  return side % 3 === 2 ? side - 2 : side + 1;
}
