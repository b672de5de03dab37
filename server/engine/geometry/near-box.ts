import type { Box, Polygon, Ring } from "./rings.ts";

/**
 * A polygon that is the same within the box, and outside of it has as few corners as that takes: a lagoon of ten thousand
 * corners is clipped for one bridge as if it had ten. Corners that stay are where they were. Null where it has nothing there.
 */
export function nearBox({ outer, holes }: Polygon, box: Box): Polygon | null {
  const near = shortened(outer, box);
  if (near.length < 6) return null;
  return { outer: near, holes: holes.map((hole) => shortened(hole, box)).filter((hole) => hole.length >= 6) };
}

/** Where two edges in a row lie beyond one side of the box, a straight one in their place does too. */
function shortened(ring: Ring, box: Box): Ring {
  const kept: Ring = [ring[0], ring[1]];
  const first = sidesBeyond(ring[0], ring[1], box);
  let before = first;
  let here = sidesBeyond(ring[2], ring[3], box);
  for (let i = 2; i < ring.length; i += 2) {
    const next = i + 2 < ring.length ? sidesBeyond(ring[i + 2], ring[i + 3], box) : first;
    if ((before & here & next) === 0) {
      kept.push(ring[i], ring[i + 1]);
      before = here;
    }
    here = next;
  }
  return kept;
}

/** A bit for each side of the box that the place lies beyond. */
function sidesBeyond(x: number, y: number, [west, south, east, north]: Box): number {
  return (x < west ? 1 : 0) | (x > east ? 2 : 0) | (y < south ? 4 : 0) | (y > north ? 8 : 0);
}
