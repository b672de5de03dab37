/** What a cut leaves of a building where next to nothing of it lies in the area. */
import { type Polygon, polygonArea } from "../geometry/rings.ts";
import type { Soup } from "../geometry/solid.ts";

/** Less than this of a cut building is left out, mm² (0.1 m²): whole millimetres no longer hold its shape. */
const smallest = 100_000;

/** `solids`: all that is left of it. False for what is that small uncut. */
export function isRemnant(solids: readonly Soup[], polygons: Polygon[]): boolean {
  let left = 0;
  for (const soup of solids)
    for (let i = 0; i < soup.length; i += 9) {
      left += Math.max(0, -facing(soup, i)) / 2;
      if (left >= smallest) return false;
    }
  return polygons.reduce((sum, polygon) => sum + polygonArea(polygon), 0) >= smallest;
}

/** Twice the triangle's plan area; negative where it looks down. */
function facing(v: Soup, i: number): number {
  return (v[i + 3] - v[i]) * (v[i + 7] - v[i + 1]) - (v[i + 6] - v[i]) * (v[i + 4] - v[i + 1]);
}
