import { expect, test } from "vitest";
import {
  type AxisOrder,
  isMirrored,
  modelToWire,
  modelToYUp,
  modelTripleToWire,
  wireAxes,
  wireToModel,
  wireTripleToModel,
  yUpToModel,
} from "./frame.ts";

test("pin: Z is (east, north, up) and Y is (north, up, east)", () => {
  expect(wireTripleToModel(10, 20, 30, wireAxes.Z)).toEqual([10, 20, 30]);
  expect(wireTripleToModel(20, 30, 10, wireAxes.Y)).toEqual([10, 20, 30]);
  expect(modelTripleToWire(10, 20, 30, wireAxes.Z)).toEqual([10, 20, 30]);
  expect(modelTripleToWire(10, 20, 30, wireAxes.Y)).toEqual([20, 30, 10]);
  expect(isMirrored(wireAxes.Z)).toBe(false);
  expect(isMirrored(wireAxes.Y)).toBe(false);
});

test("the prose order (east, up, north) would be a mirror", () => {
  const prose: AxisOrder = { east: 0, up: 1, north: 2, eastSign: 1, northSign: 1 };
  expect(wireTripleToModel(10, 30, 20, prose)).toEqual([10, 20, 30]);
  expect(isMirrored(prose)).toBe(true);
});

const components = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;
const signs = [1, -1] as const;
const allOrders = components.flatMap(([east, north, up]) =>
  signs.flatMap((eastSign) =>
    signs.map((northSign): AxisOrder => ({ east, north, up, eastSign, northSign })),
  ),
);

test("all 24 orders go there and back in place, in both precisions, and mirror exactly when their determinant is −1", () => {
  expect(allOrders.length).toBe(24);
  for (const order of allOrders) {
    for (const make of [Float32Array, Float64Array]) {
      const triples = make.from([1, 2, 3, -4, 5, 6]);
      modelToWire(triples, order);
      wireToModel(triples, order);
      expect([...triples]).toEqual([1, 2, 3, -4, 5, 6]);
    }
    const [x, y, z] = [
      wireTripleToModel(1, 0, 0, order),
      wireTripleToModel(0, 1, 0, order),
      wireTripleToModel(0, 0, 1, order),
    ];
    const determinant =
      x[0] * (y[1] * z[2] - y[2] * z[1]) -
      y[0] * (x[1] * z[2] - x[2] * z[1]) +
      z[0] * (x[1] * y[2] - x[2] * y[1]);
    expect(isMirrored(order)).toBe(determinant < 0);
  }
});

test("a range converts only itself", () => {
  const triples = new Float32Array([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  wireToModel(triples, wireAxes.Y, 3, 6);
  expect([...triples]).toEqual([1, 2, 3, 6, 4, 5, 7, 8, 9]);
});

test("y-up is (east, up, south) and back", () => {
  const triples = new Float32Array([10, 20, 30]);
  modelToYUp(triples);
  expect([...triples]).toEqual([10, 30, -20]);
  yUpToModel(triples);
  expect([...triples]).toEqual([10, 20, 30]);
});
