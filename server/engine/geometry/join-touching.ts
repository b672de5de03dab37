/** Holes that touch what is around them → one ring that passes the place of touch twice: what an ear cutter can take. */
import { type Polygon, type Ring, ringArea } from "./rings.ts";

/** Of the same area. Holes that touch nothing stay holes; of holes that touch each other one is left. */
export function joinTouching({ outer, holes }: Polygon): Polygon {
  const rings: Ring[] = [outer, ...holes];
  for (let joined = true; joined; ) {
    joined = false;
    for (let i = rings.length - 1; i > 0 && !joined; i--)
      for (let j = 0; j < i && !joined; j++) {
        const whole = joinedRing(rings[j], rings[i]);
        if (whole === null) continue;
        rings[j] = whole;
        rings.splice(i, 1);
        joined = true;
      }
  }
  return { outer: rings[0], holes: rings.slice(1).filter((ring) => ringArea(ring) !== 0) };
}

/** From the common corner once round the other ring; null where no corner is common. */
function joinedRing(ring: Ring, other: Ring): Ring | null {
  const places = new Map<string, number>();
  for (let i = 0; i < ring.length; i += 2) places.set(`${ring[i]},${ring[i + 1]}`, i);
  for (let k = 0; k < other.length; k += 2) {
    const at = places.get(`${other[k]},${other[k + 1]}`);
    if (at === undefined) continue;
    const round = [...other.slice(k + 2), ...other.slice(0, k + 2)];
    return [...ring.slice(0, at + 2), ...round, ...ring.slice(at + 2)];
  }
  return null;
}
