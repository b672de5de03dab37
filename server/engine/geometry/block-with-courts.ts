/**
 * Rings that meet nowhere, one round all others → that polygon with its holes. Nearly all outlines with courtyards are
 * so, and the clipper, which takes anything, takes ten times as long for them.
 */
import { type Box, boxOf, type Polygon, pointInRing, type Ring, reverseRing, ringArea } from "./rings.ts";

/** With more rings than this, to try every pair is no longer quick. */
const mostRings = 64;

interface Loop {
  ring: Ring;
  area: number;
  box: Box;
}

/**
 * `rings`: two or more, they neither cross nor touch. Null where they are several polygons, or where the clipper decides
 * what comes first: rings begin, and holes are in order, as it gives them, so that a block is triangulated the same
 * whether or not its rings had to be tidied.
 */
export function blockWithCourts(rings: readonly Ring[]): Polygon | null {
  if (rings.length > mostRings) return null;
  const loops = rings.map((ring): Loop => ({ ring, area: ringArea(ring), box: boxOf(ring) }));
  loops.sort((a, b) => Math.abs(b.area) - Math.abs(a.area));
  const [outer, ...courts] = loops;
  if (
    !courts.every((court, i) => isIn(court, outer) && !courts.slice(0, i).some((other) => isIn(court, other)))
  )
    return null;
  courts.sort((a, b) => b.box[3] - a.box[3]);
  if (courts.some(({ box }, i) => i > 0 && box[3] === courts[i - 1].box[3])) return null;
  const drawn = [outer, ...courts].map(({ ring, area, box }, i) =>
    endingLowest(area > 0 === (i === 0) ? ring : reverseRing(ring), box[1]),
  );
  const [first, ...holes] = drawn.filter((ring) => ring !== null);
  return holes.length === courts.length ? { outer: first, holes } : null;
}

/** Rings that do not meet: one lies wholly in the other or wholly out of it. */
function isIn({ ring, box }: Loop, around: Loop): boolean {
  const [minX, minY, maxX, maxY] = around.box;
  if (box[0] < minX || box[1] < minY || box[2] > maxX || box[3] > maxY) return false;
  return pointInRing(around.ring, ring[0], ring[1]);
}

/** The same ring with its lowest corner last; null where several are as low. */
function endingLowest(ring: Ring, lowest: number): Ring | null {
  let at = -1;
  for (let i = 0; i < ring.length; i += 2) {
    if (ring[i + 1] !== lowest) continue;
    if (at >= 0) return null;
    at = i;
  }
  return at + 2 === ring.length ? ring : [...ring.slice(at + 2), ...ring.slice(0, at + 2)];
}
