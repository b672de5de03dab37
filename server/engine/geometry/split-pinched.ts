/** Rings that touch themselves → rings that do not: boolean operations join parts that meet in one point. */
import { type Polygon, pointInRing, type Ring, ringArea, ringsOf } from "./rings.ts";

/** The same area in polygons whose corners are all at different places; loops below `leastMm2` are left out. */
export function splitPinched(polygon: Polygon, leastMm2: number): Polygon[] {
  const loops = ringsOf(polygon)
    .flatMap(loopsOf)
    .filter((loop) => Math.abs(ringArea(loop)) >= leastMm2);
  return nested(loops);
}

/** Loops that run counter-clockwise as polygons, the others as holes of the smallest around them. */
export function nested(loops: Ring[]): Polygon[] {
  const outers = loops.filter((loop) => ringArea(loop) > 0).map((outer): Polygon => ({ outer, holes: [] }));
  for (const hole of loops.filter((loop) => ringArea(loop) < 0)) {
    const around = outers.filter(({ outer }) => holds(outer, hole));
    const smallest = around.sort((a, b) => ringArea(a.outer) - ringArea(b.outer))[0];
    smallest?.holes.push(hole);
  }
  return outers;
}

/** Cut wherever the ring comes back to a place. */
function loopsOf(ring: Ring): Ring[] {
  const loops: Ring[] = [];
  const open: Ring = [];
  const places = new Map<string, number>();
  for (let i = 0; i < ring.length; i += 2) {
    const key = `${ring[i]},${ring[i + 1]}`;
    const earlier = places.get(key);
    if (earlier !== undefined) {
      const loop = open.splice(earlier);
      for (let k = 0; k < loop.length; k += 2) places.delete(`${loop[k]},${loop[k + 1]}`);
      loops.push(loop);
    }
    places.set(key, open.length);
    open.push(ring[i], ring[i + 1]);
  }
  loops.push(open);
  return loops.filter((loop) => loop.length >= 6);
}

/** What is this far from a ring is on the side of it where it seems to be, however both were rounded. mm. */
const clear = 10;

/**
 * Corners of the hole may lie on the ring around, or beside it by a rounding: the first place that is clear of it decides,
 * else the one farthest from it.
 */
function holds(outer: Ring, hole: Ring): boolean {
  let farthest = -1;
  let inside = false;
  for (let i = 0; i < hole.length; i += 2) {
    const next = (i + 2) % hole.length;
    const [x, y] = [hole[i], hole[i + 1]];
    for (const [px, py] of [
      [x, y],
      [(x + hole[next]) / 2, (y + hole[next + 1]) / 2],
    ]) {
      const distance = distanceTo(outer, px, py);
      if (distance <= farthest) continue;
      farthest = distance;
      inside = pointInRing(outer, px, py);
      if (distance > clear) return inside;
    }
  }
  return inside;
}

function distanceTo(ring: Ring, x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ring.length; i += 2) {
    const next = (i + 2) % ring.length;
    const [dx, dy] = [ring[next] - ring[i], ring[next + 1] - ring[i + 1]];
    const share = ((x - ring[i]) * dx + (y - ring[i + 1]) * dy) / (dx * dx + dy * dy || 1);
    const on = Math.min(1, Math.max(0, share));
    const [offX, offY] = [x - ring[i] - on * dx, y - ring[i + 1] - on * dy];
    least = Math.min(least, offX * offX + offY * offY);
  }
  return Math.sqrt(least);
}
