/**
 * Mapped outlines → polygons a solid can stand on: whole millimetres, no repeated points, no spikes, no crossings, and in
 * one polygon no two corners at the same place (such a corner would give a vertical edge with four walls).
 */
import { blockWithCourts } from "./block-with-courts.ts";
import { difference, normalise } from "./clip.ts";
import { drawApart, touchingPlaces } from "./draw-apart.ts";
import { type Polygon, polygonArea, type Ring, reverseRing, ringArea, ringsOf } from "./rings.ts";
import { ringsCross } from "./rings-cross.ts";
import { splitPinched } from "./split-pinched.ts";

/** A corner nearer than this to the line of its neighbours, or an edge shorter, is drawing noise. mm. */
const noise = 2;
const shortestEdge = 10;
/** Share of a ring's area that no corner takes with it when it goes for a short edge: strips that a crop leaves are thin. */
const largestLoss = 0.0005;
/** Half the side of the square that is cut out where rings touch too tightly, mm. */
const half = 10;
/** Nothing smaller than this is built, mm² (0.01 m²). */
const smallestArea = 10_000;

/** Rings in millimetres (any numbers, any winding, first point not repeated; which is a hole is found by nesting). */
export function cleanPolygon(rings: Ring[]): Polygon[] {
  const simple = rings.map(simplifyRing).filter((ring) => ring.length >= 6);
  if (simple.length === 0) return [];
  const polygon = ringsCross(simple) ? null : untouched(simple);
  return polygon === null ? finish(normalise(simple)) : withoutSpecks(polygon);
}

/** Nearly all outlines: rings that meet nowhere have nothing to tidy. */
function untouched(rings: Ring[]): Polygon | null {
  return rings.length === 1 ? { outer: counterClockwise(rings[0]), holes: [] } : blockWithCourts(rings);
}

function withoutSpecks(polygon: Polygon): Polygon[] {
  const { outer, holes } = polygon;
  const left = holes.every(isLarge) ? polygon : { outer, holes: holes.filter(isLarge) };
  return polygonArea(left) >= smallestArea ? [left] : [];
}

function isLarge(ring: Ring): boolean {
  return Math.abs(ringArea(ring)) >= smallestArea;
}

/** The same for polygons that come out of a boolean operation. */
export function cleanPolygons(polygons: Polygon[]): Polygon[] {
  return polygons.flatMap((polygon) => cleanPolygon(ringsOf(polygon)));
}

function finish(polygons: Polygon[]): Polygon[] {
  // Parts that meet in one point become solids of their own, which may touch; within one polygon nothing may.
  const single = tidy(tidy(polygons).flatMap((polygon) => splitPinched(polygon, smallestArea)));
  return single.flatMap((polygon) => {
    if (!ringsCross(ringsOf(polygon))) return [polygon];
    const apart = drawApart([polygon]);
    return apart.some((drawn) => ringsCross(ringsOf(drawn))) ? notched(polygon) : apart;
  });
}

/** Too tight for cutting one tip: a small square is cut out where rings touch. */
function notched(polygon: Polygon): Polygon[] {
  const left = tidy(difference([polygon], touchingPlaces([polygon]).map(notch)));
  return left.flatMap((part) => drawApart([part])).filter((part) => !ringsCross(ringsOf(part)));
}

function notch([x, y]: [number, number]): Polygon {
  return {
    outer: [x - half, y - half, x + half, y - half, x + half, y + half, x - half, y + half],
    holes: [],
  };
}

function tidy(polygons: Polygon[]): Polygon[] {
  const result: Polygon[] = [];
  for (const polygon of polygons) {
    const outer = simplifyRing(withoutSpurs(polygon.outer));
    const holes = polygon.holes.map((hole) => simplifyRing(withoutSpurs(hole)));
    if (outer.length < 6) continue;
    result.push(...withoutSpecks({ outer: counterClockwise(outer), holes: holes.map(clockwise) }));
  }
  return result;
}

/** Rounded boolean operations leave slivers that hang on a ring by one corner: a ring that meets itself loses them. */
function withoutSpurs(ring: Ring): Ring {
  const loops: Ring[] = [];
  const stack: Ring = [];
  const places = new Map<string, number>();
  for (let i = 0; i < ring.length; i += 2) {
    const key = `${ring[i]},${ring[i + 1]}`;
    const earlier = places.get(key);
    if (earlier !== undefined) {
      const loop = stack.splice(earlier);
      for (let k = 0; k < loop.length; k += 2) places.delete(`${loop[k]},${loop[k + 1]}`);
      loops.push(loop);
    }
    places.set(key, stack.length);
    stack.push(ring[i], ring[i + 1]);
  }
  loops.push(stack);
  const solid = loops.filter((loop) => Math.abs(ringArea(loop)) >= smallestArea);
  return solid.length === 1 ? solid[0] : ring;
}

function counterClockwise(ring: Ring): Ring {
  return ringArea(ring) > 0 ? ring : reverseRing(ring);
}

function clockwise(ring: Ring): Ring {
  return ringArea(ring) < 0 ? ring : reverseRing(ring);
}

/** Rounds, and drops points that make no corner, until none is left to drop. */
export function simplifyRing(ring: Ring): Ring {
  const count = ring.length;
  const points: Ring = new Array(count);
  // Plus zero: a zero below zero is no whole number to the machine, and slows all that read the ring.
  for (let i = 0; i < count; i++) points[i] = Math.round(ring[i]) + 0;
  if (onlyCorners(points)) return count >= 6 ? points : [];
  const area = Math.abs(ringArea(points));
  return withoutNoise(points, area >= smallestArea ? 2 * largestLoss * area : Infinity);
}

function onlyCorners(points: Ring): boolean {
  const count = points.length;
  let [px, py] = [points[count - 2], points[count - 1]];
  for (let i = 0; i < count; i += 2) {
    const next = i + 2 < count ? i + 2 : 0;
    if (!isCorner(px, py, points[i], points[i + 1], points[next], points[next + 1], Infinity)) return false;
    px = points[i];
    py = points[i + 1];
  }
  return true;
}

/** A corner at a short edge stays where more than `tooMuch` (mm², twice an area) would go with it. */
function withoutNoise(ring: Ring, tooMuch: number): Ring {
  let points = ring;
  for (let changed = true; changed && points.length >= 6; ) {
    changed = false;
    const kept: Ring = [];
    let firstLost = false;
    for (let i = 0; i < points.length; i += 2) {
      const before = kept.length > 0 ? kept.length - 2 : -1;
      const px = before >= 0 ? kept[before] : points[points.length - 2];
      const py = before >= 0 ? kept[before + 1] : points[points.length - 1];
      const next = (i + 2) % points.length;
      // The last point's neighbour may have gone at the start of this round; of two such one must stay.
      const unjudged = next === 0 && firstLost;
      if (unjudged || isCorner(px, py, points[i], points[i + 1], points[next], points[next + 1], tooMuch))
        kept.push(points[i], points[i + 1]);
      else {
        changed = true;
        firstLost ||= i === 0;
        // Its neighbour is judged in the next round, against what is left.
        if (i + 2 < points.length) kept.push(points[i + 2], points[i + 3]);
        i += 2;
      }
    }
    points = kept;
  }
  return points.length >= 6 ? points : [];
}

function isCorner(
  ax: number,
  ay: number,
  x: number,
  y: number,
  bx: number,
  by: number,
  tooMuch: number,
): boolean {
  const ux = x - ax;
  const uy = y - ay;
  const before2 = ux * ux + uy * uy;
  const dx = bx - ax;
  const dy = by - ay;
  const base2 = dx * dx + dy * dy;
  // Twice the triangle of the corner and its neighbours.
  const cross = Math.abs(ux * dy - uy * dx);
  if ((before2 < shortestEdge * shortestEdge || base2 < shortestEdge * shortestEdge) && cross <= tooMuch)
    return false;
  // Distance from the line through the neighbours; a spike returns on itself and fails the same way.
  if (cross <= noise * Math.sqrt(base2)) return false;
  const vx = bx - x;
  const vy = by - y;
  return ux * vx + uy * vy >= 0 || cross > noise * Math.sqrt(Math.max(before2, vx * vx + vy * vy));
}
