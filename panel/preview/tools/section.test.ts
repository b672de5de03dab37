import { Plane } from "three";
import { expect, test } from "vitest";
import { lengthText, scaleBar } from "../view/scale-bar.ts";
import { keptPart, placeSection, type Section } from "./section.ts";

const plane = (section: Section) => {
  const placed = new Plane();
  placeSection(placed, section);
  return placed;
};
const towards = (x: number, east: number) => ({
  origin: [x, 0, 0] as [number, number, number],
  direction: [east, 0, 0] as [number, number, number],
});

test.each([
  ["from the kept side across the cut", 0, 2, { from: 0, to: 5 }],
  ["from the kept side away from the cut", 0, -2, { from: 0, to: Infinity }],
  ["from beyond, towards the cut", 20, -2, { from: 5, to: Infinity }],
  ["from beyond, away from the cut", 20, 2, null],
  ["along the cut on the kept side", 0, 0, { from: 0, to: Infinity }],
  ["along the cut beyond it", 20, 0, null],
  ["from the cut itself, outwards", 10, 1, { from: 0, to: 0 }],
])("a ray %s is kept as far as it sees the model", (_, x, east, expected) => {
  const kept = keptPart(towards(x, east), plane({ axis: "east", atM: 10 }));
  expect(kept === null ? null : { from: kept.from, to: kept.to + 0 }).toEqual(expected);
});

test("a flipped cut keeps the other side, a level one what is below, none everything", () => {
  expect(keptPart(towards(0, 2), plane({ axis: "east", atM: 10, flip: true }))).toEqual({
    from: 5,
    to: Infinity,
  });
  const level = plane({ axis: "up", atM: 10 });
  expect(keptPart({ origin: [0, 0, 30], direction: [0, 0, -1] }, level)).toEqual({ from: 20, to: Infinity });
  expect(keptPart(towards(0, 1), null)).toEqual({ from: 0, to: Infinity });
});

test.each([
  [1, 50, "50 m"],
  [0.5, 40, "20 m"],
  [0.01, 50, "50 cm"],
  [21, 95, "2 km"],
])("at %d metres a pixel the scale bar is %d pixels for %s", (metresPerPixel, lengthPx, text) => {
  const bar = scaleBar(metresPerPixel);
  expect({ lengthPx: bar.lengthPx, text: lengthText(bar.metres) }).toEqual({ lengthPx, text });
});
