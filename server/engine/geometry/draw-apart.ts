/**
 * Rings that touch → rings that do not, with the same area to rounding: where two meet, the tip of the sharper corner is
 * cut off. A corner of both would give a vertical edge with four walls.
 */
import { type Polygon, type Ring, ringsOf } from "./rings.ts";

/** What is left free between them, mm. */
const gap = 5;
/** The cut is at least this long: shorter edges are taken for drawing noise. mm. */
const shortestCut = 12;
/** A corner this near to an edge touches it, mm. */
const touching = 1;

/** A corner of a ring. */
interface Corner {
  ring: Ring;
  at: number;
}

/** The places where rings of these polygons touch themselves or each other, mm. */
export function touchingPlaces(polygons: Polygon[]): [number, number][] {
  return touches(polygons.flatMap(ringsOf)).map(({ ring, at }) => [ring[at], ring[at + 1]]);
}

/** Changes nothing where nothing touches; a touch too tight for a cut stays. */
export function drawApart(polygons: Polygon[]): Polygon[] {
  const cut = touches(polygons.flatMap(ringsOf));
  if (cut.length === 0) return polygons;
  const trimmed = (ring: Ring) =>
    withCuts(
      ring,
      cut.filter((corner) => corner.ring === ring).map(({ at }) => at),
    );
  return polygons.map(({ outer, holes }) => ({ outer: trimmed(outer), holes: holes.map(trimmed) }));
}

/** Corners to cut: of those at one place all but the bluntest, and those that lie on an edge. */
function touches(rings: Ring[]): Corner[] {
  const places = new Map<string, Corner[]>();
  for (const ring of rings)
    for (let at = 0; at < ring.length; at += 2) {
      const key = `${ring[at]},${ring[at + 1]}`;
      places.set(key, [...(places.get(key) ?? []), { ring, at }]);
    }
  const found: Corner[] = [];
  for (const corners of places.values()) {
    const sharpestFirst = corners.sort((a, b) => sharpness(b) - sharpness(a));
    found.push(...sharpestFirst.slice(0, -1));
    if (corners.length === 1 && rings.some((ring) => liesOn(corners[0], ring))) found.push(corners[0]);
  }
  return found;
}

/** Cosine of the angle between the edges that meet there. */
function sharpness({ ring, at }: Corner): number {
  const [ux, uy] = towards(ring, at, -2);
  const [vx, vy] = towards(ring, at, 2);
  return ux * vx + uy * vy;
}

function liesOn({ ring, at }: Corner, other: Ring): boolean {
  const [x, y] = [ring[at], ring[at + 1]];
  for (let i = 0; i < other.length; i += 2) {
    const j = (i + 2) % other.length;
    if (other === ring && (i === at || j === at)) continue;
    const [ax, ay, bx, by] = [other[i], other[i + 1], other[j], other[j + 1]];
    if (x < Math.min(ax, bx) - touching || x > Math.max(ax, bx) + touching) continue;
    if (y < Math.min(ay, by) - touching || y > Math.max(ay, by) + touching) continue;
    const off = Math.abs((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / Math.hypot(bx - ax, by - ay);
    if (off <= touching) return true;
  }
  return false;
}

/** Unit vector and length to the corner before or after. */
function towards(ring: Ring, at: number, step: -2 | 2): [x: number, y: number, length: number] {
  const to = (at + step + ring.length) % ring.length;
  const [dx, dy] = [ring[to] - ring[at], ring[to + 1] - ring[at + 1]];
  const length = Math.hypot(dx, dy) || 1;
  return [dx / length, dy / length, length];
}

function withCuts(ring: Ring, cut: number[]): Ring {
  if (cut.length === 0) return ring;
  const result: Ring = [];
  for (let at = 0; at < ring.length; at += 2)
    if (cut.includes(at)) result.push(...cutTip(ring, at));
    else result.push(ring[at], ring[at + 1]);
  return result;
}

/** Two corners on the edges instead of the one where they meet. */
function cutTip(ring: Ring, at: number): Ring {
  const [ux, uy, before] = towards(ring, at, -2);
  const [vx, vy, after] = towards(ring, at, 2);
  const half = Math.acos(Math.min(1, Math.max(-1, ux * vx + uy * vy))) / 2;
  const wanted = Math.max(gap / Math.cos(half), shortestCut / 2 / Math.sin(half));
  const back = Math.min(wanted, before / 3, after / 3);
  const [x, y] = [ring[at], ring[at + 1]];
  return [x + ux * back, y + uy * back, x + vx * back, y + vy * back].map(Math.round);
}
