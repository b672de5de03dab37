/** Takes polygons out of others, and notices where the clipper went wrong. */
import { difference, union } from "./clip.ts";
import { type Polygon, ringsOf } from "./rings.ts";

/**
 * Where edges of several cutters run into one another within a millimetre, the clipper can join pieces that only touch,
 * the wrong way round: such a ring comes back to a place. Cutters made one beforehand do not give it. Whole mm.
 */
export function cutOut(polygons: Polygon[], cutters: Polygon[]): Polygon[] {
  const left = difference(polygons, cutters);
  return left.some(comesBack) ? difference(polygons, union(cutters)) : left;
}

function comesBack(polygon: Polygon): boolean {
  return ringsOf(polygon).some((ring) => {
    const places = new Set<string>();
    for (let i = 0; i < ring.length; i += 2) places.add(`${ring[i]},${ring[i + 1]}`);
    return places.size < ring.length / 2;
  });
}
