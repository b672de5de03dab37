/**
 * Holes that touch what is around them or each other → rings that pass the places of touch as often as needed: what an
 * ear cutter can take. Where holes shut a part off from the rest, it becomes a polygon of its own.
 */
import { type Polygon, type Ring, ringArea, ringsOf } from "./rings.ts";
import { nested } from "./split-pinched.ts";

interface Edge {
  from: number;
  to: number;
  used: boolean;
}

/** Of the same area. Edges meet in corners only. */
export function joinTouching(polygon: Polygon): Polygon[] {
  const rings = ringsOf(polygon);
  const numbers = new Map<string, number>();
  const places: [number, number][] = [];
  const numberAt = (x: number, y: number): number => {
    const key = `${x},${y}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, places.length);
    return places.push([x, y]) - 1;
  };
  const leaving: Edge[][] = [];
  for (const ring of rings)
    for (let i = 0; i < ring.length; i += 2) {
      const next = (i + 2) % ring.length;
      const edge = {
        from: numberAt(ring[i], ring[i + 1]),
        to: numberAt(ring[next], ring[next + 1]),
        used: false,
      };
      leaving[edge.from] ??= [];
      if (edge.from !== edge.to) leaving[edge.from].push(edge);
    }
  const loops: Ring[] = [];
  for (const edge of leaving.flat()) if (!edge.used) loops.push(loopFrom(edge, leaving, places));
  return nested(loops.filter((loop) => loop.length >= 6 && ringArea(loop) !== 0));
}

/** The inside is to the left: at every corner the first way on, clockwise from where one came. */
function loopFrom(first: Edge, leaving: Edge[][], places: [number, number][]): Ring {
  const loop: Ring = [];
  for (let edge: Edge | undefined = first; edge !== undefined && !edge.used; ) {
    edge.used = true;
    loop.push(...places[edge.from]);
    const back = angleOf(places[edge.to], places[edge.from]);
    const turn = (other: Edge) => {
      const right = back - angleOf(places[other.from], places[other.to]);
      return right > 0 ? right : right + 2 * Math.PI;
    };
    const ways: Edge[] = leaving[edge.to].filter((other) => !other.used || other === first);
    edge = ways.reduce<Edge | undefined>(
      (best, way) => (best && turn(best) <= turn(way) ? best : way),
      undefined,
    );
  }
  return loop;
}

const angleOf = ([ax, ay]: [number, number], [bx, by]: [number, number]) => Math.atan2(by - ay, bx - ax);
