/**
 * Straight skeleton of a polygon with holes: every edge moves inward at the same speed; the traces of the corners are the
 * hips, valleys and ridges of a roof of equal pitch. Event-driven wavefront. Source of the idea: Aichholzer, Aurenhammer,
 * Alberts, Gärtner, "A novel type of skeleton for polygons" (1995); Felkel, Obdržálek, "Straight skeleton implementation"
 * (1998). Own additions: edges that meet head-on are closed along their overlap at once, of what a corner may run into only
 * the next is kept, and every result is checked against the planes of its edges, so that a wrong roof is never handed out.
 * `skeleton/run-front.ts` is where it goes on.
 */
import type { Ring } from "./rings.ts";
import { runFront } from "./skeleton/run-front.ts";
import type { Skeleton } from "./skeleton/wavefront.ts";

export type { Skeleton } from "./skeleton/wavefront.ts";

/** Tries with corners shaken a little, where many events fall together. */
const tries = 4;
/** Mm. */
const shake = 0.2;

/** Loops in mm: outer counter-clockwise, holes clockwise, simple. Null when no valid skeleton was found. */
export function straightSkeleton(loops: Ring[]): Skeleton | null {
  for (let attempt = 0; attempt < tries; attempt++) {
    const found = runFront(attempt === 0 ? loops : shaken(loops, attempt));
    if (found !== null) return attempt === 0 ? found : withCorners(found, loops);
  }
  return null;
}

/** The same shake for the same outline: two calls give two equal roofs. */
function shaken(loops: Ring[], attempt: number): Ring[] {
  let state = attempt * 2654435761;
  const random = () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) | 0;
    return (state >>> 0) / 2 ** 32 - 0.5;
  };
  return loops.map((loop) => loop.map((value) => value + random() * shake * attempt));
}

function withCorners(skeleton: Skeleton, loops: Ring[]): Skeleton {
  loops.flat().forEach((value, i) => {
    if (i % 2 === 0) skeleton.x[i / 2] = value;
    else skeleton.y[(i - 1) / 2] = value;
  });
  return skeleton;
}
