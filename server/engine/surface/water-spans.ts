/** Where bridges cross water that is mapped as an area: boats pass below wide ones. */
import { clipLine } from "../geometry/clip.ts";
import { nearBox } from "../geometry/near-box.ts";
import { type Box, boxesTouch, boxOf, type Polygon, type Ring } from "../geometry/rings.ts";
import { type Path, placeKey } from "./paths.ts";

export interface OverWater {
  path: Path;
  x: number;
  y: number;
  /** From the water to the deck's surface, mm. */
  room: number;
}

/** Water with its box, so that each bridge need not look at every shore. */
export interface BoxedWater {
  polygon: Polygon;
  box: Box;
}

/** Rivers, canals and lakes are at least so wide, along the bridge; ponds and streams are not. mm. */
const wide = 8000;
const overWide = 2500;
const overNarrow = 1000;
/** Shorter is how exactly shores are drawn, mm. */
const shortest = 1000;

/**
 * Corners of the deck's way over water. A deck that ends in the water is a landing stage, and boardwalks lie low: they
 * keep clear of nothing.
 */
export function placesOverWater(
  path: Path,
  ends: ReadonlySet<number>,
  waters: readonly BoxedWater[],
): OverWater[] {
  if (path.feature.tags.bridge === "boardwalk") return [];
  const around = boxOf(path.line);
  const near = waters
    .map(({ polygon, box }) => (boxesTouch(box, around) ? nearBox(polygon, around) : null))
    .filter((water) => water !== null);
  if (near.length === 0) return [];
  return clipLine(path.line, near).flatMap((part) => {
    const length = lengthOf(part);
    const last = part.length - 2;
    if (
      length < shortest ||
      ends.has(placeKey(part[0], part[1])) ||
      ends.has(placeKey(part[last], part[last + 1]))
    )
      return [];
    const room = length < wide ? overNarrow : overWide;
    const found: OverWater[] = [];
    for (let i = 0; i < part.length; i += 2) found.push({ path, x: part[i], y: part[i + 1], room });
    return found;
  });
}

function lengthOf(line: Ring): number {
  let total = 0;
  for (let i = 2; i < line.length; i += 2)
    total += Math.hypot(line[i] - line[i - 2], line[i + 1] - line[i - 1]);
  return total;
}
