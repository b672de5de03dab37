/** Lays flat triangles on the ground: cut along the ground's own triangles, so that both are parallel everywhere. */
import type { Soup } from "../geometry/solid.ts";
import type { Ground, GroundGrid } from "../ground.ts";

/** Surfaces lie this far above the terrain, so that the two do not flicker. mm. */
export const lift = 50;

/** `plan`: triangles as x, y pairs, six numbers each, counter-clockwise, mm. */
export function drape(plan: ArrayLike<number>, ground: Ground, soup: Soup): void {
  const { grid } = ground;
  for (let i = 0; i < plan.length; i += 6) {
    const triangle = [plan[i], plan[i + 1], plan[i + 2], plan[i + 3], plan[i + 4], plan[i + 5]];
    if (grid === null) pushFan(triangle, soup, () => 0);
    else layOnGrid(triangle, grid, (x, y) => ground.at(x, y) + lift, soup);
  }
}

function layOnGrid(
  triangle: number[],
  grid: GroundGrid,
  heightAt: (x: number, y: number) => number,
  soup: Soup,
): void {
  const toU = (x: number) => (x - grid.x0) / grid.stepX;
  const toV = (y: number) => (y - grid.y0) / grid.stepY;
  const firstColumn = Math.floor(toU(Math.min(triangle[0], triangle[2], triangle[4])));
  const lastColumn = Math.ceil(toU(Math.max(triangle[0], triangle[2], triangle[4]))) - 1;
  for (let column = firstColumn; column <= Math.max(firstColumn, lastColumn); column++) {
    const strip = between(triangle, (x) => toU(x) - column);
    if (strip.length < 6) continue;
    let low = Infinity;
    let high = -Infinity;
    for (let k = 1; k < strip.length; k += 2) {
      low = Math.min(low, strip[k]);
      high = Math.max(high, strip[k]);
    }
    const lastRow = Math.max(Math.floor(toV(low)), Math.ceil(toV(high)) - 1);
    for (let row = Math.floor(toV(low)); row <= lastRow; row++) {
      const cell = between(strip, (_, y) => toV(y) - row);
      if (cell.length < 6) continue;
      // The cell's own diagonal, from south-west to north-east.
      const side = (x: number, y: number) => toU(x) - column - (toV(y) - row);
      pushFan(keep(cell, side), soup, heightAt);
      pushFan(
        keep(cell, (x, y) => -side(x, y)),
        soup,
        heightAt,
      );
    }
  }
}

/** The part where `value` is between 0 and 1. */
function between(polygon: number[], value: (x: number, y: number) => number): number[] {
  return keep(keep(polygon, value), (x, y) => 1 - value(x, y));
}

/** The part of a convex polygon where `value`, linear in the plan, is not negative. Sutherland and Hodgman (1974). */
function keep(polygon: number[], value: (x: number, y: number) => number): number[] {
  const result: number[] = [];
  for (let i = 0; i < polygon.length; i += 2) {
    const j = (i + 2) % polygon.length;
    const a = value(polygon[i], polygon[i + 1]);
    const b = value(polygon[j], polygon[j + 1]);
    if (a >= 0) result.push(polygon[i], polygon[i + 1]);
    if (a >= 0 !== b >= 0) {
      const share = a / (a - b);
      result.push(
        polygon[i] + share * (polygon[j] - polygon[i]),
        polygon[i + 1] + share * (polygon[j + 1] - polygon[i + 1]),
      );
    }
  }
  return result;
}

function pushFan(polygon: number[], soup: Soup, heightAt: (x: number, y: number) => number): void {
  const [x0, y0] = [Math.round(polygon[0]), Math.round(polygon[1])];
  for (let i = 2; i + 3 < polygon.length; i += 2) {
    const [x1, y1] = [Math.round(polygon[i]), Math.round(polygon[i + 1])];
    const [x2, y2] = [Math.round(polygon[i + 2]), Math.round(polygon[i + 3])];
    // Thinner than a millimetre after rounding: nothing to see.
    if ((x1 - x0) * (y2 - y0) - (y1 - y0) * (x2 - x0) <= 2) continue;
    soup.push(x0, y0, heightAt(x0, y0), x1, y1, heightAt(x1, y1), x2, y2, heightAt(x2, y2));
  }
}
