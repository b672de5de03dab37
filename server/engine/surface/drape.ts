/** Lays flat triangles on the ground: cut along the ground's own triangles, so that both are parallel everywhere. */
import type { Soup } from "../geometry/solid.ts";
import type { Ground } from "../ground.ts";
import type { GroundMesh } from "../terrain/ground-mesh.ts";

/** Surfaces lie this far above the terrain, so that the two do not flicker. mm. */
export const lift = 50;

/** Height of a place whose ground (with the lift) lies at `z`, mm. */
export type Rise = (x: number, y: number, z: number) => number;

const onGround: Rise = (_x, _y, z) => z;

/** `plan`: triangles as x, y pairs, six numbers each, counter-clockwise, mm. */
export function drape(plan: ArrayLike<number>, ground: Ground, soup: Soup, rise: Rise = onGround): void {
  const { mesh } = ground;
  for (let i = 0; i < plan.length; i += 6) {
    const triangle = [plan[i], plan[i + 1], plan[i + 2], plan[i + 3], plan[i + 4], plan[i + 5]];
    if (mesh === null) pushFan(triangle, soup, (x, y) => rise(x, y, 0));
    else layOnMesh(triangle, mesh, soup, rise);
  }
}

function layOnMesh(triangle: number[], { tin, index }: GroundMesh, soup: Soup, rise: Rise): void {
  for (const t of index.near(triangle)) {
    let part = triangle;
    for (let k = 0; k < 3 && part.length >= 6; k++) {
      const a = tin.triangles[3 * t + k];
      const b = tin.triangles[3 * t + ((k + 1) % 3)];
      part = leftOf(part, tin.x[a], tin.y[a], tin.x[b], tin.y[b]);
    }
    if (part.length >= 6)
      pushFan(part, soup, (x, y) => rise(x, y, Math.round(index.heightIn(t, x, y)) + lift));
  }
}

/** The part of a convex polygon left of the line from a to b. Sutherland and Hodgman (1974). */
function leftOf(polygon: number[], ax: number, ay: number, bx: number, by: number): number[] {
  const [dx, dy] = [bx - ax, by - ay];
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < polygon.length; i += 2) {
    const off = dx * (polygon[i + 1] - ay) - dy * (polygon[i] - ax);
    if (off < least) least = off;
    if (off > most) most = off;
  }
  if (least >= 0) return polygon;
  if (most <= 0) return [];
  const result: number[] = [];
  const last = polygon.length - 2;
  let [px, py] = [polygon[last], polygon[last + 1]];
  let before = dx * (py - ay) - dy * (px - ax);
  for (let i = 0; i < polygon.length; i += 2) {
    const [x, y] = [polygon[i], polygon[i + 1]];
    const here = dx * (y - ay) - dy * (x - ax);
    if ((before > 0 && here < 0) || (before < 0 && here > 0)) {
      const share = before / (before - here);
      result.push(px + share * (x - px), py + share * (y - py));
    }
    if (here >= 0) result.push(x, y);
    [px, py, before] = [x, y, here];
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
