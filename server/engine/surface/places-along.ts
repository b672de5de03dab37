/** Places along lines and outlines, near enough to one another that heights between them may be taken for straight. */
import type { Ring } from "../geometry/rings.ts";

/** Heights are looked at this often, mm. */
const step = 5_000;
/** No side of a sheet that rises is longer, mm. */
export const longestSide = 2 * step;

/** Points along the line, its own among them. */
export function stations(line: Ring): [number, number][] {
  const places: [number, number][] = [[line[0], line[1]]];
  for (let i = 2; i < line.length; i += 2) {
    const [dx, dy] = [line[i] - line[i - 2], line[i + 1] - line[i - 1]];
    const pieces = Math.max(1, Math.ceil(Math.hypot(dx, dy) / step));
    for (let k = 1; k <= pieces; k++)
      places.push([Math.round(line[i - 2] + (dx * k) / pieces), Math.round(line[i - 1] + (dy * k) / pieces)]);
  }
  return places;
}

/** The ring with further corners on its long sides. */
export function dense(ring: Ring, longest = longestSide): [number, number][] {
  const places: [number, number][] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [dx, dy] = [ring[j] - ring[i], ring[j + 1] - ring[i + 1]];
    const pieces = Math.max(1, Math.ceil(Math.hypot(dx, dy) / longest));
    for (let k = 0; k < pieces; k++)
      places.push([Math.round(ring[i] + (dx * k) / pieces), Math.round(ring[i + 1] + (dy * k) / pieces)]);
  }
  return places;
}
