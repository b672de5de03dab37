/** Sheets that rise to a deck: how far they are above the ground, their walls down to it, and their triangles. */
import { type Polygon, ringsOf } from "../geometry/rings.ts";
import type { Soup } from "../geometry/solid.ts";
import type { Ground } from "../ground.ts";
import { lift } from "./drape.ts";
import { distanceTo } from "./paths.ts";
import { dense, longestSide } from "./places-along.ts";
import { rampAt, type Way } from "./ramps.ts";

export interface Ramp {
  kind: "ramp";
  /** Above the ground, mm. */
  riseAt(x: number, y: number): number;
}

/** Walls go this far into the ground, and lower ones are not built. mm. */
const foot = 200;
const lowestWall = 40;

/** Of several ways that meet, the nearest decides. */
export function rampOf(ways: Way[]): Ramp {
  const [first] = ways;
  if (ways.length === 1) return { kind: "ramp", riseAt: (x, y) => Math.round(rampAt(first, x, y)) };
  return {
    kind: "ramp",
    riseAt(x, y) {
      let least = Number.POSITIVE_INFINITY;
      let rise = 0;
      for (const way of ways) {
        const off = distanceTo(way.path.line, x, y);
        if (off >= least) continue;
        least = off;
        rise = rampAt(way, x, y);
      }
      return Math.round(rise);
    },
  };
}

/** Walls under the edge of a ramp, where it is above the ground. */
export function rampWalls(polygon: Polygon, { riseAt }: Ramp, ground: Ground, soup: Soup): void {
  const above = ground.mesh === null ? 0 : lift;
  for (const ring of ringsOf(polygon)) {
    const places = dense(ring);
    places.forEach(([ax, ay], i) => {
      const [bx, by] = places[(i + 1) % places.length];
      const [riseA, riseB] = [riseAt(ax, ay), riseAt(bx, by)];
      if (Math.max(riseA, riseB) < lowestWall) return;
      const [a, b] = [ground.at(ax, ay), ground.at(bx, by)];
      const [topA, topB] = [a + above + riseA, b + above + riseB];
      soup.push(ax, ay, a - foot, bx, by, b - foot, bx, by, topB);
      soup.push(ax, ay, a - foot, bx, by, topB, ax, ay, topA);
    });
  }
}

/** Triangles with no side longer than two steps where the ramp rises, so that they can follow its bends. */
export function finer(plan: readonly number[], { riseAt }: Ramp): number[] {
  const result: number[] = [];
  const open: number[][] = [];
  for (let i = 0; i < plan.length; i += 6) open.push(plan.slice(i, i + 6));
  while (open.length > 0) {
    const t = open.pop() ?? [];
    let longest = longestSide;
    let side = -1;
    for (let k = 0; k < 6; k += 2) {
      const [bx, by] = [t[(k + 2) % 6], t[(k + 3) % 6]];
      const length = Math.hypot(bx - t[k], by - t[k + 1]);
      if (length > longest) [longest, side] = [length, k];
    }
    if (
      side < 0 ||
      !(riseAt(t[0], t[1]) + riseAt(t[2], t[3]) + riseAt(t[4], t[5]) + risesOn(t, riseAt) > 0)
    ) {
      for (const value of t) result.push(value);
      continue;
    }
    const [ax, ay, bx, by] = [t[side], t[side + 1], t[(side + 2) % 6], t[(side + 3) % 6]];
    const [cx, cy] = [t[(side + 4) % 6], t[(side + 5) % 6]];
    const [mx, my] = [Math.round((ax + bx) / 2), Math.round((ay + by) / 2)];
    open.push([ax, ay, mx, my, cx, cy], [mx, my, bx, by, cx, cy]);
  }
  return result;
}

/** At places along the sides: a long triangle may rise only in its middle. */
function risesOn(t: number[], riseAt: Ramp["riseAt"]): number {
  let sum = 0;
  for (let k = 0; k < 6; k += 2)
    for (const share of [0.25, 0.5, 0.75])
      sum += riseAt(t[k] + share * (t[(k + 2) % 6] - t[k]), t[k + 1] + share * (t[(k + 3) % 6] - t[k + 1]));
  return sum;
}
