/** A closed triangle mesh: stride 3, metres, z up; `indices` counter-clockwise seen from outside. */
export interface Solid {
  positions: Float32Array;
  indices: Uint32Array;
}

type Point = readonly [x: number, y: number, z: number];

/**
 * Puts small closed solids together into one mesh. Solids may overlap but never share a vertex, so every part stays
 * watertight on its own, whatever the others do.
 */
export class SolidBuilder {
  private readonly coordinates: number[] = [];
  private readonly corners: number[] = [];

  /** Axis-parallel box: centre in plan, base height, full sizes. */
  box(centre: Point, size: Point): this {
    const [x, y, z] = centre;
    const [halfX, halfY, height] = [size[0] / 2, size[1] / 2, size[2]];
    return this.hexahedron(
      [
        [x - halfX, y - halfY, z],
        [x + halfX, y - halfY, z],
        [x + halfX, y + halfY, z],
        [x - halfX, y + halfY, z],
      ],
      [
        [x - halfX, y - halfY, z + height],
        [x + halfX, y - halfY, z + height],
        [x + halfX, y + halfY, z + height],
        [x - halfX, y + halfY, z + height],
      ],
    );
  }

  /**
   * Solid of revolution about the z axis. `profile` climbs: radius, z, radius, z … A radius of 0 at either end closes in
   * a point, any other is capped flat.
   */
  lathe(profile: readonly number[], sides: number): this {
    const rings: number[][] = [];
    for (let i = 0; i < profile.length; i += 2) rings.push(this.ring(profile[i], profile[i + 1], sides));
    for (let level = 0; level + 1 < rings.length; level++) this.band(rings[level], rings[level + 1]);
    this.cap([...rings[0]].reverse());
    this.cap(rings[rings.length - 1]);
    return this;
  }

  /** Square bar between two points; `thickness` is its full width. */
  bar(from: Point, to: Point, thickness: number): this {
    const along = normalise(subtract(to, from));
    const helper: Point = Math.abs(along[2]) > 0.9 ? [1, 0, 0] : [0, 0, 1];
    const side = scale(normalise(cross(helper, along)), thickness / 2);
    const up = scale(normalise(cross(along, side)), thickness / 2);
    const around = [subtract(scale(side, -1), up), subtract(side, up), add(side, up), subtract(up, side)];
    return this.hexahedron(
      around.map((offset) => add(from, offset)),
      around.map((offset) => add(to, offset)),
    );
  }

  build(): Solid {
    return { positions: Float32Array.from(this.coordinates), indices: Uint32Array.from(this.corners) };
  }

  /** `bottom` runs counter-clockwise seen from `top`. */
  private hexahedron(bottom: readonly Point[], top: readonly Point[]): this {
    const low = bottom.map((point) => this.vertex(point));
    const high = top.map((point) => this.vertex(point));
    this.band(low, high);
    this.cap([...low].reverse());
    this.cap(high);
    return this;
  }

  private ring(radius: number, z: number, sides: number): number[] {
    if (radius === 0) return [this.vertex([0, 0, z])];
    return Array.from({ length: sides }, (_, side) => {
      const angle = (2 * Math.PI * side) / sides;
      return this.vertex([radius * Math.cos(angle), radius * Math.sin(angle), z]);
    });
  }

  /** Wall between two rings of equal length, or of a ring and a point. */
  private band(low: readonly number[], high: readonly number[]): void {
    const sides = Math.max(low.length, high.length);
    for (let side = 0; side < sides; side++) {
      const next = (side + 1) % sides;
      if (low.length > 1) this.corners.push(low[side], low[next], high[high.length > 1 ? next : 0]);
      if (high.length > 1) this.corners.push(low[low.length > 1 ? side : 0], high[next], high[side]);
    }
  }

  private cap(ring: readonly number[]): void {
    for (let corner = 2; corner < ring.length; corner++)
      this.corners.push(ring[0], ring[corner - 1], ring[corner]);
  }

  private vertex(point: Point): number {
    this.coordinates.push(...point);
    return this.coordinates.length / 3 - 1;
  }
}

const add = (a: Point, b: Point): Point => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const subtract = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const scale = (a: Point, factor: number): Point => [a[0] * factor, a[1] * factor, a[2] * factor];
const normalise = (a: Point): Point => scale(a, 1 / Math.hypot(a[0], a[1], a[2]));
const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
