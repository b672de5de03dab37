/**
 * The only place that swaps axes. The model frame is x east, y north, z up (metres); a wire triple is one of the
 * orders below; glTF and viewers want x east, y up, z south.
 */

/** What was asked of the service: which component of a triple is the height. */
export type UpAxis = "Y" | "Z";

/** For each model axis: which component of a triple holds it, and its sign. */
export interface AxisOrder {
  east: 0 | 1 | 2;
  north: 0 | 1 | 2;
  up: 0 | 1 | 2;
  eastSign: 1 | -1;
  northSign: 1 | -1;
}

/**
 * The wire's orders. `Z` = (east, north, up) is what the coordinate page says. `Y` = (north, up, east) is the best
 * reading of the live service: the prose says (east, up, north), which is a mirror of what a working client found.
 * If the live service turns out to differ, this constant is the one edit; `selfCheckAxes` notices it meanwhile.
 */
export const wireAxes: Readonly<Record<UpAxis, AxisOrder>> = {
  Z: { east: 0, north: 1, up: 2, eastSign: 1, northSign: 1 },
  Y: { north: 0, up: 1, east: 2, eastSign: 1, northSign: 1 },
};

type Triples = Float32Array | Float64Array;

/** Wire triples → model (east, north, up), in place, stride 3. */
export function wireToModel(triples: Triples, order: AxisOrder, from = 0, to = triples.length): void {
  if (isModelOrder(order)) return;
  const { east, north, up, eastSign, northSign } = order;
  for (let i = from; i + 2 < to; i += 3) {
    const x = triples[i + east] * eastSign;
    const y = triples[i + north] * northSign;
    const z = triples[i + up];
    triples[i] = x;
    triples[i + 1] = y;
    triples[i + 2] = z;
  }
}

/** Model (east, north, up) → wire triples, in place, stride 3. */
export function modelToWire(triples: Triples, order: AxisOrder, from = 0, to = triples.length): void {
  if (isModelOrder(order)) return;
  const { east, north, up, eastSign, northSign } = order;
  for (let i = from; i + 2 < to; i += 3) {
    const x = triples[i] * eastSign;
    const y = triples[i + 1] * northSign;
    const z = triples[i + 2];
    triples[i + east] = x;
    triples[i + north] = y;
    triples[i + up] = z;
  }
}

/** One wire triple → [east, north, up], double precision. */
export function wireTripleToModel(
  a: number,
  b: number,
  c: number,
  order: AxisOrder,
): [number, number, number] {
  const triple = new Float64Array([a, b, c]);
  wireToModel(triple, order);
  return [triple[0], triple[1], triple[2]];
}

/** One point east, north, up → wire triple, double precision. */
export function modelTripleToWire(
  east: number,
  north: number,
  up: number,
  order: AxisOrder,
): [number, number, number] {
  const triple = new Float64Array([east, north, up]);
  modelToWire(triple, order);
  return [triple[0], triple[1], triple[2]];
}

/** True when an order mirrors: triangles must then be turned over and rotations negated to keep their sense. */
export function isMirrored(order: AxisOrder): boolean {
  const cyclic = (order.north - order.east + 3) % 3 === 1;
  return cyclic !== order.eastSign * order.northSign > 0;
}

/** Model (x east, y north, z up) → y-up (x east, y up, z south) as glTF and viewers want it; in place, stride 3. */
export function modelToYUp(triples: Triples): void {
  for (let i = 0; i + 2 < triples.length; i += 3) {
    const north = triples[i + 1];
    triples[i + 1] = triples[i + 2];
    triples[i + 2] = -north;
  }
}

/** y-up (x east, y up, z south) → model (x east, y north, z up); in place, stride 3. */
export function yUpToModel(triples: Triples): void {
  for (let i = 0; i + 2 < triples.length; i += 3) {
    const up = triples[i + 1];
    triples[i + 1] = -triples[i + 2];
    triples[i + 2] = up;
  }
}

function isModelOrder(order: AxisOrder): boolean {
  return order.east === 0 && order.north === 1 && order.eastSign === 1 && order.northSign === 1;
}
