import { insideShare, type PlanRing } from "../geo/point-in-ring.ts";
import { type Said, says } from "../sentences.ts";
import { type AxisOrder, wireAxes } from "./frame.ts";

/** What the self-check found. `order` reads the triples as they lie in the columns (already in the expected order). */
export interface AxesCheck {
  order: AxisOrder;
  /** Share of sampled points inside the area when read with `order`, 0..1. */
  inside: number;
  /** Null when the expected order holds; else a sentence for the user. */
  warning: Said | null;
}

/** This share of points inside is beyond doubt; crossings at the cut leave a little outside. */
const enough = 0.98;
/** An order that replaces the expected one has to put at least this share inside; less is worth a warning. */
const mostly = 0.9;
/** Below this the plan may be a squashed one; a lone tower also looks so, hence the high bar for its rival. */
const squashedCover = 0.25;
const spreadCover = 0.6;
const samplePoints = 5_000;
/** Points this far outside the ring still count as inside: rounding on the wire, buffers of wide roads. Metres. */
const slackM = 0.5;

const identity = wireAxes.Z;

/**
 * Finds which of the plan permutations puts cropped geometry inside the requested polygon. `columns` have stride 3 and
 * were read in the expected order; `ring` is the requested polygon in the same metres, closed. The expected order is
 * kept whenever it fits or nothing fits better; a symmetric area cannot tell orders apart, and then nothing is said.
 * Only meaningful for answers that were cropped.
 */
export function selfCheckAxes(columns: readonly Float32Array[], ring: PlanRing): AxesCheck {
  const sample = samplePositions(columns);
  const expected = fitOf(sample, ring, identity);
  const certain = expected.inside >= enough && expected.cover >= squashedCover;
  if (sample.length === 0 || certain) return { ...expected, warning: null };
  const best = otherOrders()
    .map((order) => fitOf(sample, ring, order))
    .reduce((a, b) => (isBetter(b, a) ? b : a));
  // Inside, but squashed into a line: heights were read as plan, if another reading spreads over the whole area.
  const spreadsOut = best.inside >= enough && best.cover >= spreadCover;
  const switches =
    expected.inside >= enough ? spreadsOut : best.inside >= mostly && best.inside > expected.inside + 0.1;
  if (switches) return { ...best, warning: differsSentence(best.order) };
  return { ...expected, warning: expected.inside >= mostly ? null : outsideSentence(expected.inside) };
}

interface Fit {
  order: AxisOrder;
  inside: number;
  /** How much of the ring's box the points' box fills, 0..1. */
  cover: number;
}

function fitOf(sample: Float64Array, ring: PlanRing, order: AxisOrder): Fit {
  return { order, inside: insideShare(sample, ring, order, slackM), cover: cover(sample, ring, order) };
}

function isBetter(a: Fit, b: Fit): boolean {
  if (Math.abs(a.inside - b.inside) > 0.02) return a.inside > b.inside;
  return a.cover > b.cover + 0.05;
}

/** The eight plan permutations of the expected reading, then those of the two other choices of the height component. */
function otherOrders(): AxisOrder[] {
  const signs = [1, -1] as const;
  const components: [AxisOrder["east"], AxisOrder["north"], AxisOrder["up"]][] = [
    [0, 1, 2],
    [1, 0, 2],
    [0, 2, 1],
    [2, 0, 1],
    [1, 2, 0],
    [2, 1, 0],
  ];
  return components
    .flatMap(([east, north, up]) =>
      signs.flatMap((eastSign) => signs.map((northSign) => ({ east, north, up, eastSign, northSign }))),
    )
    .slice(1);
}

function samplePositions(columns: readonly Float32Array[]): Float64Array {
  const points = columns.reduce((sum, column) => sum + column.length / 3, 0);
  const step = Math.max(1, Math.floor(points / samplePoints));
  const sample: number[] = [];
  for (const column of columns)
    for (let i = 0; i + 2 < column.length; i += 3 * step)
      sample.push(column[i], column[i + 1], column[i + 2]);
  return new Float64Array(sample);
}

/** How much of the ring's box the points' box fills, 0..1: tells a real plan from one squashed into a line. */
function cover(sample: Float64Array, ring: PlanRing, order: AxisOrder): number {
  let share = 1;
  for (const [axis, component, sign] of [
    [0, order.east, order.eastSign],
    [1, order.north, order.northSign],
  ] as const) {
    const points = range(sample, 3, component, sign);
    const area = range(ring, 2, axis, 1);
    const overlap = Math.min(points.max, area.max) - Math.max(points.min, area.min);
    share *= Math.max(0, overlap) / (area.max - area.min || 1);
  }
  return share;
}

function range(values: Float64Array, stride: number, at: number, sign: 1 | -1): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = at; i < values.length; i += stride) {
    min = Math.min(min, values[i] * sign);
    max = Math.max(max, values[i] * sign);
  }
  return { min, max };
}

function differsSentence(order: AxisOrder): Said {
  const names = ["", "", ""];
  names[order.east] = order.eastSign > 0 ? "east" : "west";
  names[order.north] = order.northSign > 0 ? "north" : "south";
  names[order.up] = "up";
  return says("note-axes", { order: names.join(", ") });
}

function outsideSentence(inside: number): Said {
  return says("note-outside", { percent: Math.round((1 - inside) * 100) });
}
