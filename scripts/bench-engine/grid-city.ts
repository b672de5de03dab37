/** A seeded town on a US grid: blocks of 80 m × 160 m, lots back to back; like downtown San Francisco in numbers. */

import { seededRandom } from "../../server/engine/seeded.ts";
import { createLocalProjection } from "../../shared/geo/local-projection.ts";

export interface Lot {
  /** Metres from the town's south-west corner. */
  outline: [x: number, y: number][];
  tags: Record<string, string>;
}

export const origin = { lat: 37.78, lon: -122.42 } as const;
export const plane = createLocalProjection(origin.lon, origin.lat);

const block = { x: 160, y: 80, street: 20 } as const;
/** Lots a block side: two rows of this many. */
const lots = 9;

/** All lots of a square town, row by row; a larger town begins with other streets, not other houses. */
export function* gridCity(sideM: number, seed: number): Generator<Lot> {
  const random = seededRandom(`grid-${seed}`);
  for (let y = 0; y + block.y <= sideM; y += block.y + block.street)
    for (let x = 0; x + block.x <= sideM; x += block.x + block.street)
      for (let lot = 0; lot < 2 * lots; lot++) {
        const width = block.x / lots;
        const back = lot >= lots;
        const west = x + (lot % lots) * width;
        const depth = 22 + 14 * random();
        const outline = outlineOf(random, width - 0.4 * random(), depth).map(([px, py]): [number, number] => [
          west + px,
          back ? y + block.y - py : y + py,
        ]);
        yield {
          // The mirrored row would run clockwise.
          outline: back ? outline.reverse() : outline,
          tags: { building: "yes", height: (6 + 30 * random() ** 3).toFixed(1) },
        };
      }
}

/** Four in nine are boxes, the rest have light wells, bays and wings: 4 to 12 corners. */
function outlineOf(random: () => number, w: number, d: number): [number, number][] {
  const kind = Math.floor(random() * 9);
  const [a, b] = [w * (0.3 + 0.2 * random()), d * (0.4 + 0.3 * random())];
  if (kind < 4) return ring(0, 0, w, 0, w, d, 0, d);
  if (kind < 6) return ring(0, 0, w, 0, w, b, a, b, a, d, 0, d);
  if (kind < 7) return ring(0, 0, w, 0, w, d, w - a / 2, d, w - a / 2, b, a / 2, b, a / 2, d, 0, d);
  if (kind < 8) return ring(0, 0, w, 0, w, b, w - a, b, w - a, b + 4, w, b + 4, w, d, 0, d);
  return ring(
    0,
    0,
    a,
    -1,
    w - a,
    -1,
    w,
    0,
    w,
    b,
    w - 2,
    b,
    w - 2,
    b + 5,
    w,
    b + 5,
    w,
    d,
    a,
    d,
    a,
    d - 3,
    0,
    d - 3,
  );
}

function ring(...flat: number[]): [number, number][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}
