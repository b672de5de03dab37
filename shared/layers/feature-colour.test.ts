import { expect, test } from "vitest";
import { featureColour, nodeColour, surfaceKind } from "./feature-colour.ts";

test("a surface takes the colour of its path type before that of its type", () => {
  expect(featureColour("surface", { pathType: "cycleway", type: "asphalt" })).toEqual([146, 124, 116]);
  expect(featureColour("surface", { pathType: "never heard of", type: "water" })).toEqual([116, 160, 196]);
});

test("surfaces of unknown kind and other layers take the layer's colour", () => {
  expect(featureColour("surface", { type: "constructor" })).toEqual([168, 172, 176]);
  expect(featureColour("surface", {})).toEqual([168, 172, 176]);
  expect(featureColour("buildings", { type: "water" })).toEqual([232, 229, 222]);
});

test("the kind of a surface is told even when it has no colour of its own", () => {
  expect(surfaceKind({ pathType: "", type: "lava" })).toBe("lava");
  expect(surfaceKind({ type: 3 })).toBeUndefined();
});

test("plants are green, benches and unknown things grey", () => {
  expect(nodeColour("tree")).toEqual([104, 142, 92]);
  expect(nodeColour("shrubbery")).toEqual([104, 142, 92]);
  expect(nodeColour("bench")).toEqual([136, 134, 130]);
  expect(nodeColour("never heard of")).toEqual([136, 134, 130]);
});
