/** One surface of the ground, before others cut it. */
import type { Box, Polygon } from "../geometry/rings.ts";
import type { WireDescriptor } from "../work.ts";
import type { Deck } from "./deck.ts";
import type { Ramp } from "./ramp-sheets.ts";

export interface Sheet {
  polygons: Polygon[];
  box: Box;
  descriptor: WireDescriptor & { type: string };
  /** Sorted ascending: a sheet is cut by all before it. */
  rank: number;
  /** Null lies on the ground. */
  raised: Deck | Ramp | null;
  /** Ways and junctions: places where they meet others. */
  places: ReadonlySet<number> | null;
}

/** More than any area in mm², so that tiers do not mix. */
export const tierStep = 1e16;
