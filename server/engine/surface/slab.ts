/** A deck as a closed solid: the outline, its top, and an underside at an even distance below. */
import { cleanPolygons } from "../geometry/clean-polygon.ts";
import { boxAround, type Polygon, pointInPolygon, ringsOf } from "../geometry/rings.ts";
import { type Soup, solidBetween } from "../geometry/solid.ts";
import type { Ground } from "../ground.ts";
import type { Deck } from "./deck.ts";
import { lift } from "./drape.ts";
import { distanceTo } from "./paths.ts";
import { dense } from "./places-along.ts";

/** From top to underside, mm. */
const thickness = 800;

type Top = Pick<Deck, "topAt" | "bendsEvery">;

/** A closed solid; null where the outline is no proper one. */
export function slab(polygon: Polygon, deck: Top, ground: Ground): Soup | null {
  const direct = slabOver(polygon, deck, ground);
  if (direct !== null) return direct;
  // Where a cut left two corners millimetres apart, one of them is enough.
  const cleaned = cleanPolygons([polygon]).map((part) => slabOver(part, deck, ground));
  return cleaned.length === 0 || cleaned.includes(null) ? null : cleaned.flatMap((solid) => solid ?? []);
}

function slabOver(polygon: Polygon, { topAt, bendsEvery }: Top, ground: Ground): Soup | null {
  const above = ground.mesh === null ? 0 : lift;
  const points: number[] = [];
  const z: number[] = [];
  const corner = ([x, y]: [number, number]) => {
    points.push(x, y);
    z.push(topAt(x, y) + above);
    return z.length - 1;
  };
  const loops = ringsOf(polygon).map((ring) => dense(ring, bendsEvery).map(corner));
  const inner = bendsEvery === undefined ? undefined : placesInside(polygon, bendsEvery).map(corner);
  return solidBetween({ points, loops, creases: [], inner, z }, (at) => z[at] - thickness, 0);
}

/** A lattice, but for places next to the outline. */
function placesInside(polygon: Polygon, every: number): [number, number][] {
  const [west, south, east, north] = boxAround([polygon]);
  const outlines = ringsOf(polygon).map((ring) => [...ring, ring[0], ring[1]]);
  const places: [number, number][] = [];
  for (let x = west + every; x < east; x += every)
    for (let y = south + every; y < north; y += every)
      if (pointInPolygon(polygon, x, y) && outlines.every((outline) => distanceTo(outline, x, y) > every / 4))
        places.push([x, y]);
  return places;
}
