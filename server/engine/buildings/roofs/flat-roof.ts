import type { Polygon, Ring } from "../../geometry/rings.ts";
import { RoofGraph } from "../../geometry/roof-graph.ts";
import type { Roof } from "../../geometry/solid.ts";

/** Per number of corners: heights and loops of the outlines without courtyards, which all roofs of them share. */
const shared: Pick<Roof, "z" | "loops">[] = [];
/** Longer outlines are rare. */
const mostCorners = 128;
const none: readonly number[] = [];

/** The outline itself at height 0. Most roofs are flat, so nothing is made for one that another has already. */
export function flatRoof(polygon: Polygon): Roof {
  const { outer, holes } = polygon;
  const corners = outer.length / 2;
  if (holes.length > 0 || corners > mostCorners) return new RoofGraph(polygon);
  shared[corners] ??= plainOf(outer);
  const { z, loops } = shared[corners];
  return { points: outer, z, loops, creases: none };
}

function plainOf(outer: Ring): Pick<Roof, "z" | "loops"> {
  const { z, loops } = new RoofGraph({ outer, holes: [] });
  return { z, loops };
}
