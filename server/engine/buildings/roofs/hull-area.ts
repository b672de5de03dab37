import { type Ring, ringArea } from "../../geometry/rings.ts";

/** Area of the convex hull of a ring, mm². Andrew's monotone chain. */
export function hullArea(ring: Ring): number {
  const order = Array.from({ length: ring.length / 2 }, (_, i) => 2 * i);
  order.sort((a, b) => ring[a] - ring[b] || ring[a + 1] - ring[b + 1]);
  const hull = [...halfHull(ring, order), ...halfHull(ring, order.reverse())];
  return ringArea(hull.flatMap((i) => [ring[i], ring[i + 1]]));
}

/** Without its last corner, with which the other half begins. */
function halfHull(ring: Ring, order: number[]): number[] {
  const chain: number[] = [];
  for (const i of order) {
    while (chain.length >= 2 && !turnsLeft(ring, chain[chain.length - 2], chain[chain.length - 1], i))
      chain.pop();
    chain.push(i);
  }
  return chain.slice(0, -1);
}

function turnsLeft(ring: Ring, a: number, b: number, c: number): boolean {
  return (
    (ring[b] - ring[a]) * (ring[c + 1] - ring[a + 1]) > (ring[b + 1] - ring[a + 1]) * (ring[c] - ring[a])
  );
}
