/** Which way a ridge runs: from the tags where they say so, else along the longer side of the outline. */
import type { Ring } from "../geometry/rings.ts";
import type { BuildingTags } from "./building-tags.ts";

export interface RoofAxis {
  /** Unit vector across the ridge; for one-sided roofs it points down the slope. */
  x: number;
  y: number;
  /** Whether the tags fix it. */
  tagged: boolean;
  /** Whether roof:direction does: then it is known which of the two ways is meant. */
  directed?: boolean;
}

const compass = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split(" ");

/** Compass degrees, and how far (degrees) a mapper may be off the wall that is meant. Source: OSM wiki, roof:direction. */
export function parseDirection(value: string | undefined): { degrees: number; slack: number } | null {
  if (value === undefined) return null;
  const letters = compass.indexOf(value.trim().toUpperCase());
  if (letters >= 0) return { degrees: letters * 22.5, slack: 45 };
  const text = value.trim().replace(/°$/, "");
  if (!/^-?\d+(\.\d+)?$/.test(text)) return null;
  return { degrees: ((Number(text) % 360) + 360) % 360, slack: text.includes(".") ? 0.5 : 10 };
}

export function roofAxis(tags: BuildingTags, ring: Ring): RoofAxis {
  const direction = parseDirection(tags["roof:direction"]);
  if (direction !== null) {
    const radians = (direction.degrees * Math.PI) / 180;
    const snapped = snapToWalls(ring, Math.sin(radians), Math.cos(radians), direction.slack);
    return { ...snapped, tagged: true, directed: true };
  }
  const { x, y } = narrowBox(ring);
  const across = tags["roof:orientation"] === "across";
  // The box's own axis runs along its longer side; across the ridge is at right angles to that.
  return across ? { x, y, tagged: true } : { x: -y, y: x, tagged: tags["roof:orientation"] === "along" };
}

/** The wall normal (or wall direction) nearest to a direction, within `slack` degrees; else the direction itself. */
function snapToWalls(ring: Ring, x: number, y: number, slack: number): { x: number; y: number } {
  let best = Math.cos((slack * Math.PI) / 180);
  let found = { x, y };
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const length = Math.hypot(ring[j] - ring[i], ring[j + 1] - ring[i + 1]);
    if (length < 1000) continue;
    const ex = (ring[j] - ring[i]) / length;
    const ey = (ring[j + 1] - ring[i + 1]) / length;
    for (const [cx, cy] of [
      [ex, ey],
      [-ex, -ey],
      [ey, -ex],
      [-ey, ex],
    ]) {
      const match = cx * x + cy * y;
      if (match <= best + 1e-12) continue;
      best = match;
      found = { x: cx, y: cy };
    }
  }
  return found;
}

/** Direction of the longer side of the smallest box around the outline that is parallel to one of its walls. */
export function narrowBox(ring: Ring): { x: number; y: number; length: number; width: number } {
  let best = { x: 1, y: 0, length: 0, width: 0 };
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const wall = Math.hypot(ring[j] - ring[i], ring[j + 1] - ring[i + 1]);
    if (wall < 10) continue;
    const ux = (ring[j] - ring[i]) / wall;
    const uy = (ring[j + 1] - ring[i + 1]) / wall;
    const along = extent(ring, ux, uy);
    const across = extent(ring, -uy, ux);
    const a = along.max - along.min;
    const b = across.max - across.min;
    // Equal boxes: the first wall decides, so that the answer does not depend on rounding.
    if (a * b >= smallest * (1 - 1e-9)) continue;
    smallest = a * b;
    best =
      a >= b * (1 - 1e-6) ? { x: ux, y: uy, length: a, width: b } : { x: -uy, y: ux, length: b, width: a };
  }
  return best;
}

export function extent(points: ArrayLike<number>, x: number, y: number): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const d = points[i] * x + points[i + 1] * y;
    if (d < min) min = d;
    if (d > max) max = d;
  }
  return { min, max };
}
