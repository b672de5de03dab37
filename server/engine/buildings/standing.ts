/** How a building meets sloping ground: it stands on the lowest point under it and is never swallowed by the highest. */
import type { Ring } from "../geometry/rings.ts";
import type { Work } from "../work.ts";
import type { Standing } from "./build-solid.ts";
import type { BuildingGroup } from "./group-parts.ts";
import { measure } from "./measure.ts";

/** The base goes this far below the lowest ground, so that no light shows under a wall. mm. */
const skirt = 300;
/** Eaves stay at least this far above the highest ground under the outline. mm. */
const clear = 500;
/** Ground is looked at this often along walls, mm. */
const step = 5000;

export function standingOf({ outline, parts }: BuildingGroup, { ground, plan }: Work): Standing {
  if (ground.mesh === null) return { zero: 0, foundation: 0 };
  const rings = [outline, ...parts].flatMap(
    (footprint) => footprint?.polygons.map(({ outer }) => outer) ?? [],
  );
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const ring of rings)
    for (const [x, y] of alongRing(ring)) {
      const height = ground.at(x, y);
      low = Math.min(low, height);
      high = Math.max(high, height);
    }
  const measures = measure((outline ?? parts[0]).tags, plan.settings);
  const height = 1000 * (measures.total ?? measures.walls);
  const eaves = low + Math.max(height / 2, height - 1000 * (measures.roofHeight ?? 0));
  const lift = Math.max(0, Math.round(high + clear - eaves));
  return { zero: low + lift, foundation: lift + skirt };
}

function* alongRing(ring: Ring): Generator<[number, number]> {
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [dx, dy] = [ring[j] - ring[i], ring[j + 1] - ring[i + 1]];
    const pieces = Math.max(1, Math.ceil(Math.hypot(dx, dy) / step));
    for (let k = 0; k < pieces; k++) yield [ring[i] + (dx * k) / pieces, ring[i + 1] + (dy * k) / pieces];
  }
}
