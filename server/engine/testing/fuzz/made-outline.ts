import type { Chance } from "./chance.ts";

export type Point = [x: number, y: number];

/**
 * Any outline, metres, not closed: stars, self-crossing scribbles, needles, combs, doubled points and edges walked twice;
 * on a 10 cm grid, so that things coincide.
 */
export function madeOutline(chance: Chance, x: number, y: number, size = 18): Point[] {
  const corners = 3 + chance.below(chance.happens(0.05) ? 60 : 14);
  const wild = chance.happens(0.3);
  const squash = chance.happens(0.15) ? 0.01 : 1;
  const points: Point[] = [];
  for (let i = 0; i < corners; i++) {
    const angle = wild ? chance.between(0, 7) : (2 * Math.PI * (i + 0.5 * chance.next())) / corners;
    const radius = 2 + size * chance.next();
    points.push([x + onGrid(radius * Math.cos(angle)), y + squash * onGrid(radius * Math.sin(angle))]);
    if (chance.happens(0.1)) points.push(chance.pick(points));
  }
  if (chance.happens(0.1)) return rightAngled(chance, x, y, size);
  if (chance.happens(0.05)) points.push(...points.slice(0, -1).reverse());
  return chance.happens(0.5) ? points : points.reverse();
}

/** Walls at right angles, as most houses have them: parallel edges, equal distances, collinear points. */
function rightAngled(chance: Chance, x: number, y: number, size: number): Point[] {
  const points: Point[] = [[x, y]];
  const steps = 2 + chance.below(5);
  const step = onGrid(size / steps);
  const depths = Array.from({ length: steps }, () => step * (1 + chance.below(4)));
  for (const [i, depth] of depths.entries())
    points.push([x + i * step, y + depth], [x + (i + 1) * step, y + depth]);
  points.push([x + steps * step, y]);
  return points.slice(chance.happens(0.5) ? 1 : 0);
}

const onGrid = (metres: number) => Math.round(metres * 10) / 10;
