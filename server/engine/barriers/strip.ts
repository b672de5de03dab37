/** The plan of a wall: a strip along its line, with corners wherever it follows the ground. */
import { type Polygon, type Ring, ringArea } from "../geometry/rings.ts";
import { ringsCross } from "../geometry/rings-cross.ts";

/** On slopes a wall follows the ground in pieces of this length, mm. */
const step = 5000;
/** A side of a wall longer than 5 km is a slip of the map's: it follows the ground less closely. */
const mostSteps = 1000;

/** The line with further points where it is long. */
export function subdivided(line: Ring): Ring {
  const result: Ring = [line[0], line[1]];
  for (let i = 2; i < line.length; i += 2) {
    const [dx, dy] = [line[i] - line[i - 2], line[i + 1] - line[i - 1]];
    const pieces = Math.min(mostSteps, Math.max(1, Math.ceil(Math.hypot(dx, dy) / step)));
    for (let k = 1; k <= pieces; k++)
      result.push(line[i - 2] + (dx * k) / pieces, line[i - 1] + (dy * k) / pieces);
  }
  return result;
}

/**
 * The strip along a line with a corner on either side of each of its points, which boolean operations would drop where
 * the line is straight. Null where it would cross itself.
 */
export function stripPolygon(line: Ring, width: number): Polygon[] | null {
  const closed = line.length > 6 && line[0] === line[line.length - 2] && line[1] === line[line.length - 1];
  if (closed) return null;
  const left: Ring = [];
  const right: Ring = [];
  for (let i = 0; i < line.length; i += 2) {
    const [nx, ny] = mitre(line, i);
    left.push(Math.round(line[i] + (nx * width) / 2), Math.round(line[i + 1] + (ny * width) / 2));
    right.push(Math.round(line[i] - (nx * width) / 2), Math.round(line[i + 1] - (ny * width) / 2));
  }
  const ring = [...right, ...pairsReversed(left)];
  if (ringsCross([ring])) return null;
  // Not cleaned: that would drop straight corners, and on slopes they are what follows the ground.
  return ringArea(ring) > 0 ? [{ outer: ring, holes: [] }] : null;
}

function pairsReversed(ring: Ring): Ring {
  const result: Ring = [];
  for (let i = ring.length - 2; i >= 0; i -= 2) result.push(ring[i], ring[i + 1]);
  return result;
}

/** Offset of both sides at a point of the line, for a half width of 1; sharp bends are held back. */
function mitre(line: Ring, i: number): [number, number] {
  const before = i > 0 ? direction(line, i - 2) : direction(line, i);
  const after = i + 2 < line.length ? direction(line, i) : before;
  const [nx, ny] = [-(before[1] + after[1]), before[0] + after[0]];
  const scale = Math.max(0.5, 1 + before[0] * after[0] + before[1] * after[1]);
  return [nx / scale, ny / scale];
}

function direction(line: Ring, i: number): [number, number] {
  const [dx, dy] = [line[i + 2] - line[i], line[i + 3] - line[i + 1]];
  const length = Math.hypot(dx, dy) || 1;
  return [dx / length, dy / length];
}
