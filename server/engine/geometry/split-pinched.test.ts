import { expect, it } from "vitest";
import { polygonArea, reverseRing } from "./rings.ts";
import { nested, splitPinched } from "./split-pinched.ts";

it("keeps a hole three of whose four corners lie on the ring around it", () => {
  // Rock round a pond of 8.46 m² that meets its shore in three places: found in a made landscape.
  const outer = [
    ...[
      24496, 549503, 18190, 568053, 32325, 568102, 32160, 566096, 33564, 568107, 34041, 568109, 33987, 568713,
    ],
    ...[40876, 578580, 146396, 627553, 136361, 700000, 0, 700000, 0, 558939, 17470, 546749],
  ];
  const pond = [33151, 578138, 33987, 568713, 33564, 568107, 32325, 568102];
  const whole = { outer, holes: [pond] };
  const parts = splitPinched(whole, 10_000);
  expect(parts.flatMap(({ holes }) => holes)).toEqual([pond]);
  expect(parts.reduce((sum, part) => sum + polygonArea(part), 0)).toBe(polygonArea(whole));
});

it("gives a hole to the smallest ring around it, and none to a ring beside it", () => {
  const square = (x: number, y: number, side: number) => [x, y, x + side, y, x + side, y + side, x, y + side];
  const hole = [110, 110, 110, 190, 190, 190, 190, 110];
  const [large, beside] = splitPinched({ outer: square(100, 100, 100), holes: [hole] }, 10).concat(
    splitPinched({ outer: square(0, 0, 90), holes: [hole] }, 10),
  );
  expect(large.holes).toEqual([hole]);
  expect(beside.holes).toEqual([]);
});

it("looks at one place of a hole that is clear of the ring around it, not at each against all of that ring", () => {
  let reads = 0;
  const counting: ProxyHandler<number[]> = {
    get(ring, name) {
      if (typeof name === "string" && /^\d+$/.test(name)) reads++;
      return Reflect.get(ring, name);
    },
  };
  const circle = (x: number, radius: number, corners: number) =>
    Array.from({ length: corners }, (_, i) => (2 * Math.PI * i) / corners).flatMap((angle) => [
      Math.round(x + radius * Math.cos(angle)),
      Math.round(radius * Math.sin(angle)),
    ]);
  const [corners, holes] = [200, 50];
  const outer = new Proxy(circle(0, 1_000_000, corners), counting);
  const inside = Array.from({ length: holes }, (_, i) =>
    reverseRing(circle(-500_000 + 20_000 * i, 5000, 40)),
  );
  expect(nested([outer, ...inside])[0].holes).toHaveLength(holes);
  // Distance and side read some ten numbers a corner; all eighty places of a hole eighty times as many.
  expect(reads).toBeLessThan(30 * corners * holes);
});
