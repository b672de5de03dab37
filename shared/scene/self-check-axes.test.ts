import { expect, test } from "vitest";
import { pointInRing } from "../geo/point-in-ring.ts";
import { createRandom } from "../testing/random.ts";
import { type AxisOrder, modelToWire, wireToModel } from "./frame.ts";
import { selfCheckAxes } from "./self-check-axes.ts";

/** An L, nowhere symmetric, with its first corner at the origin as the API has it. */
const ring = new Float64Array([0, 0, 300, 0, 300, 80, 120, 80, 120, 200, 0, 200, 0, 0]);
const square = new Float64Array([0, 0, 100, 0, 100, 100, 0, 100, 0, 0]);

function town(area: Float64Array, seed: number): Float32Array {
  const random = createRandom(seed);
  const points: number[] = [];
  while (points.length < 3000) {
    const [x, y] = [random() * 300, random() * 200];
    if (pointInRing(x, y, area)) points.push(x, y, random() * 15);
  }
  return new Float32Array(points);
}

const planOrders: AxisOrder[] = [0, 1].flatMap((east) =>
  [1, -1].flatMap((eastSign) =>
    [1, -1].map((northSign) => ({
      east: east === 0 ? 0 : 1,
      north: east === 0 ? 1 : 0,
      up: 2,
      eastSign: eastSign === 1 ? 1 : -1,
      northSign: northSign === 1 ? 1 : -1,
    })),
  ),
);

test("each of the eight plan permutations is found and undone", () => {
  const seed = 5;
  console.log(`seed ${seed}`);
  expect(planOrders.length).toBe(8);
  for (const order of planOrders) {
    const original = town(ring, seed);
    const wrong = original.slice();
    modelToWire(wrong, order);
    const check = selfCheckAxes([wrong], ring);
    expect(check.order).toEqual(order);
    expect(check.inside).toBe(1);
    wireToModel(wrong, check.order);
    expect(wrong).toEqual(original);
    const expected = order.east === 0 && order.eastSign === 1 && order.northSign === 1;
    expect(check.warning === null).toBe(expected);
  }
});

test("the warning names the order that fits", () => {
  const swapped = town(ring, 5);
  modelToWire(swapped, { east: 1, north: 0, up: 2, eastSign: 1, northSign: 1 });
  expect(selfCheckAxes([swapped], ring).warning?.data.order).toBe("north, east, up");
});

test("a service that ignores the asked up axis is noticed: heights come back as heights", () => {
  const original = town(ring, 9);
  const sent = original.slice();
  const yUp: AxisOrder = { north: 0, up: 1, east: 2, eastSign: 1, northSign: 1 };
  modelToWire(sent, yUp);
  const check = selfCheckAxes([sent], ring);
  expect(check.order).toEqual(yUp);
  wireToModel(sent, check.order);
  expect(sent).toEqual(original);
});

test("a symmetric area cannot tell orders apart: the expected one stays, silently", () => {
  const swapped = town(square, 3);
  modelToWire(swapped, { east: 1, north: 0, up: 2, eastSign: 1, northSign: 1 });
  expect(selfCheckAxes([swapped], square)).toMatchObject({
    order: { east: 0, north: 1, up: 2 },
    warning: null,
  });
});

test("geometry that fits nowhere keeps the expected order and says so", () => {
  const far = town(ring, 4).map((value, i) => (i % 3 === 2 ? value : value + 5000));
  const check = selfCheckAxes([far], ring);
  expect(check.order).toMatchObject({ east: 0, north: 1, up: 2, eastSign: 1, northSign: 1 });
  expect(check.warning).toEqual({ id: "note-outside", data: { percent: 100 } });
});

test("no geometry, nothing to say", () => {
  expect(selfCheckAxes([], ring).warning).toBeNull();
});
