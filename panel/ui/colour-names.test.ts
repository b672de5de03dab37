import { expect, it } from "vitest";
import { colourName } from "./colour-names.ts";

it.each([
  ["baked roof tiles", [160, 88, 64], "brown"],
  ["a signal", [230, 120, 30], "orange"],
  ["plaster of a warm white", [228, 214, 198], "cream"],
  ["sandstone", [200, 170, 130], "lightBrown"],
  ["dark wood", [90, 60, 35], "brown"],
  ["slate", [70, 72, 75], "darkGrey"],
] as const)("calls the colour of %s what people call it", (_, colour, name) => {
  expect(colourName(colour)).toBe(name);
});
