import { type Box, boxOf, type Polygon } from "../geometry/rings.ts";

/** Uncropped, features come back whole, but not the forest that reaches into the next country. mm. */
export const reach = 500_000;

/** Whether something reaches over the edge of `frame`. */
export function reachesOut(box: Box, frame: Polygon): boolean {
  const around = boxOf(frame.outer);
  return box[0] < around[0] || box[1] < around[1] || box[2] > around[2] || box[3] > around[3];
}
