/** Made-up outlines for property tests of the skeleton and of roofs. */
import { cleanPolygon } from "../clean-polygon.ts";
import { union } from "../clip.ts";
import type { Polygon } from "../rings.ts";

type Random = () => number;

/** A simple outline of up to 200 corners, some right-angled, some round, some jagged; with up to four courtyards. */
export function crookedOutline(random: Random, withYards: boolean): Polygon[] {
  const corners = 4 + Math.floor(196 * random());
  const grid = [1, 50, 1000][Math.floor(3 * random())];
  const jag = random();
  const outer: number[] = [];
  let radius = 20_000;
  for (let i = 0; i < corners; i++) {
    radius = Math.max(9000, Math.min(40_000, radius * (1 + jag * (random() - 0.5))));
    const angle = (2 * Math.PI * (i + 0.4 * random())) / corners;
    outer.push(snap(radius * Math.cos(angle), grid), snap(radius * Math.sin(angle), grid));
  }
  const yards = Array.from({ length: withYards ? 1 + Math.floor(4 * random()) : 0 }, (_, i) => {
    const [x, y] = [snap(((i % 2) - 0.5) * 7000, grid), snap((Math.floor(i / 2) - 0.5) * 7000, grid)];
    const [w, h] = [snap(1000 + 3000 * random(), grid), snap(1000 + 3000 * random(), grid)];
    return [x, y, x, y + h, x + w, y + h, x + w, y];
  });
  return cleanPolygon([outer, ...yards]);
}

/** L, T, U, cross, comb and courtyard of wings that are all equally wide, at any angle. */
export function fewWings(random: Random): Polygon[] {
  const width = 4000 + Math.floor(8 * random()) * 1000;
  const wings: Polygon[] = [];
  const count = 2 + Math.floor(4 * random());
  for (let i = 0; i < count; i++) {
    const [x, y] = [width * Math.floor(6 * random()), width * Math.floor(6 * random())];
    const length = width * (2 + Math.floor(5 * random()));
    const [w, h] = random() < 0.5 ? [length, width] : [width, length];
    wings.push({ outer: [x, y, x + w, y, x + w, y + h, x, y + h], holes: [] });
  }
  const angle = random() < 0.5 ? 0 : random() * Math.PI;
  const turn = (ring: number[]) =>
    Array.from({ length: ring.length / 2 }, (_, i) => [
      ring[2 * i] * Math.cos(angle) - ring[2 * i + 1] * Math.sin(angle),
      ring[2 * i] * Math.sin(angle) + ring[2 * i + 1] * Math.cos(angle),
    ]).flat();
  return union(wings).flatMap(({ outer, holes }) => cleanPolygon([turn(outer), ...holes.map(turn)]));
}

function snap(value: number, grid: number): number {
  return Math.round(value / grid) * grid;
}
