/** Outlines and lines that made towns are put together from; metres. */
import type { Plat, Point } from "./plat.ts";

export const box = (x: number, y: number, w: number, d: number): Point[] => [
  [x, y],
  [x + w, y],
  [x + w, y + d],
  [x, y + d],
];

export const turned = (points: readonly Point[], [cx, cy]: Point, angle: number): Point[] => {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return points.map(([x, y]) => [cx + cos * (x - cx) - sin * (y - cy), cy + sin * (x - cx) + cos * (y - cy)]);
};

export const arc = ([cx, cy]: Point, radius: number, from: number, to: number, steps: number): Point[] =>
  Array.from({ length: steps + 1 }, (_, i): Point => {
    const angle = from + ((to - from) * i) / steps;
    return [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)];
  });

/** A ring of `steps` corners. */
export const circle = (centre: Point, radius: number, steps = 24): Point[] =>
  arc(centre, radius, 0, 2 * Math.PI, steps).slice(0, -1);

/** A wavering line from a to b. */
export function wavering(
  plat: Plat,
  [ax, ay]: Point,
  [bx, by]: Point,
  pieces: number,
  width: number,
): Point[] {
  const [dx, dy] = [bx - ax, by - ay];
  const length = Math.hypot(dx, dy);
  return Array.from({ length: pieces + 1 }, (_, i): Point => {
    const off = i === 0 || i === pieces ? 0 : plat.between(-width, width) / length;
    return [ax + (dx * i) / pieces - dy * off, ay + (dy * i) / pieces + dx * off];
  });
}

/** A line beside another, to its left, corners mitred. */
export function beside(line: readonly Point[], distance: number): Point[] {
  return line.map((point, i): Point => {
    const [a, b] = [line[Math.max(0, i - 1)], line[Math.min(line.length - 1, i + 1)]];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    return [point[0] - ((b[1] - a[1]) / length) * distance, point[1] + ((b[0] - a[0]) / length) * distance];
  });
}

/** Corners of a net of `columns` × `rows` cells over the square, inner ones moved by up to `shake`. */
export function net(plat: Plat, columns: number, rows: number, shake: number): Point[][] {
  return Array.from({ length: rows + 1 }, (_, j) =>
    Array.from({ length: columns + 1 }, (_, i): Point => {
      const inner = i > 0 && j > 0 && i < columns && j < rows;
      const move = () => (inner ? plat.between(-shake, shake) : 0);
      return [(plat.side * i) / columns + move(), (plat.side * j) / rows + move()];
    }),
  );
}

/** Drawn in towards its middle so that about `gap` metres stay free along every side. */
export function drawnIn(cell: readonly Point[], gap: number): Point[] {
  const x = cell.reduce((sum, point) => sum + point[0], 0) / cell.length;
  const y = cell.reduce((sum, point) => sum + point[1], 0) / cell.length;
  return cell.map(([px, py]): Point => {
    const share = Math.max(0.1, 1 - (gap * Math.SQRT2) / Math.hypot(px - x, py - y));
    return [x + (px - x) * share, y + (py - y) * share];
  });
}

export const along = ([ax, ay]: Point, [bx, by]: Point, share: number): Point => [
  ax + (bx - ax) * share,
  ay + (by - ay) * share,
];
