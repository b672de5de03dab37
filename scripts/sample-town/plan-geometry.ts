/** Small plane geometry for laying out a town. Metres. */
import type { Point } from "./town-map.ts";

export function between(a: Point, b: Point, share: number): Point {
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}

/** A place's own axes: `along` a street and `inward` from it. */
export interface Frame {
  origin: Point;
  along: Point;
  inward: Point;
}

/** Frame on the left of a → b. */
export function frameOn(a: Point, b: Point): Frame {
  const length = distance(a, b);
  const along: Point = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  return { origin: a, along, inward: [-along[1], along[0]] };
}

export function at({ origin, along, inward }: Frame, u: number, v: number): Point {
  return [origin[0] + u * along[0] + v * inward[0], origin[1] + u * along[1] + v * inward[1]];
}

export function shapeAt(frame: Frame, u: number, v: number, shape: readonly Point[]): Point[] {
  return shape.map(([x, y]) => at(frame, u + x, v + y));
}

export function rectangle(width: number, depth: number): Point[] {
  return [
    [0, 0],
    [width, 0],
    [width, depth],
    [0, depth],
  ];
}

export function circle(radius: number, corners: number, [x, y]: Point = [0, 0]): Point[] {
  return Array.from({ length: corners }, (_, i): Point => {
    const angle = (2 * Math.PI * i) / corners;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}

/** Houses with wings; `w` wide along the street, `d` deep, wings `t` thick. */
export const wings = {
  l: (w: number, d: number, t: number): Point[] => [
    [0, 0],
    [w, 0],
    [w, t],
    [t, t],
    [t, d],
    [0, d],
  ],
  t: (w: number, d: number, t: number): Point[] => [
    [0, 0],
    [w, 0],
    [w, t],
    [(w + t) / 2, t],
    [(w + t) / 2, d],
    [(w - t) / 2, d],
    [(w - t) / 2, t],
    [0, t],
  ],
  u: (w: number, d: number, t: number): Point[] => [
    [0, 0],
    [w, 0],
    [w, d],
    [w - t, d],
    [w - t, t],
    [t, t],
    [t, d],
    [0, d],
  ],
};

/** Moves every side of a counter-clockwise quadrangle inward. */
export function insetQuad(quad: Point[], by: number): Point[] {
  return quad.map((corner, i) => {
    const before = frameOn(quad[(i + 3) % 4], corner);
    const after = frameOn(corner, quad[(i + 1) % 4]);
    const dot = before.inward[0] * after.inward[0] + before.inward[1] * after.inward[1];
    const scale = by / (1 + dot);
    return [
      corner[0] + scale * (before.inward[0] + after.inward[0]),
      corner[1] + scale * (before.inward[1] + after.inward[1]),
    ];
  });
}
