/** Gates, stiles and entrances: points of a barrier's line where it stays open. */
import type { MapFeature } from "../../sources/map-source.ts";
import type { Ring } from "../geometry/rings.ts";
import { parseLength } from "../tag-values.ts";
import { toMillimetres, type Work } from "../work.ts";
import { sensible } from "./barrier-kind.ts";

/** Widths of openings, metres. */
const gates: Record<string, number> = {
  gate: 3,
  lift_gate: 4,
  swing_gate: 4,
  entrance: 1.5,
  kissing_gate: 1,
  stile: 0.8,
  cycle_barrier: 1.5,
  bollard: 2,
  toll_booth: 4,
};

/** Place (lon,lat as in the data) → width of the opening, mm. */
export function findOpenings(features: MapFeature[]): Map<string, number> {
  const openings = new Map<string, number>();
  for (const feature of features) {
    if (feature.kind !== "point" || !Object.hasOwn(gates, feature.tags.barrier ?? "")) continue;
    const width = sensible(parseLength(feature.tags.width ?? feature.tags.maxwidth), 0.3, 30);
    openings.set(`${feature.lon},${feature.lat}`, 1000 * (width ?? gates[feature.tags.barrier]));
  }
  return openings;
}

/** A gate is a point of the line: the line ends half its width before, and goes on half after. */
export function cutAtOpenings(line: Float64Array, openings: Map<string, number>, { plan }: Work): Ring[] {
  const points = toMillimetres(plan, line, false);
  const parts: Ring[] = [];
  let current: Ring = [];
  for (let i = 0; i < points.length; i += 2) {
    const gap = openings.get(`${line[i]},${line[i + 1]}`);
    current.push(points[i], points[i + 1]);
    if (gap === undefined) continue;
    parts.push(shortened(current, gap / 2));
    current = startAfter(points, i, gap / 2);
  }
  parts.push(current);
  return parts.filter((part) => part.length >= 4).map((part) => part.map(Math.round));
}

/** Takes `length` off the end. */
function shortened(line: Ring, length: number): Ring {
  const result = [...line];
  let rest = length;
  while (result.length >= 4) {
    const n = result.length;
    const piece = Math.hypot(result[n - 2] - result[n - 4], result[n - 1] - result[n - 3]);
    if (piece > rest) {
      const share = rest / piece;
      result[n - 2] += share * (result[n - 4] - result[n - 2]);
      result[n - 1] += share * (result[n - 3] - result[n - 1]);
      return result;
    }
    rest -= piece;
    result.splice(n - 2, 2);
  }
  return [];
}

/** Where the line goes on after an opening at point `i`: on the next piece, or at its end where that is too short. */
function startAfter(points: Ring, i: number, length: number): Ring {
  if (i + 3 >= points.length) return [];
  const [dx, dy] = [points[i + 2] - points[i], points[i + 3] - points[i + 1]];
  const piece = Math.hypot(dx, dy);
  return piece <= length ? [] : [points[i] + (dx * length) / piece, points[i + 1] + (dy * length) / piece];
}
