import { expect, it } from "vitest";
import type { GeoFrame } from "../../shared/scene/geo-frame.ts";
import { makeScene } from "../../shared/testing/make-scene.ts";
import { heightSentence, lowestGround } from "./placement.ts";

const frame: GeoFrame = { originLonDeg: 11.4, originLatDeg: 47.27, originHeightM: 0, crs: "local" };

it("says at Insert where the ground lies when heights count from the sea, so that nobody looks for it at zero", () => {
  expect(heightSentence(frame, null, 639)).toBe(
    "Heights count from the elevation data's zero, usually sea level: the lowest ground lies at 639.00 m.",
  );
  expect(heightSentence(frame, frame, 0.4)).toBeNull();
  expect(heightSentence(frame, null, null)).toBeNull();
});

it("says how far apart the zero heights of document and model are", () => {
  expect(heightSentence(frame, { ...frame, originHeightM: 574.5 }, 639)).toBe(
    "The document's zero height lies 574.50 m above the model's; the model is moved to fit.",
  );
});

it("finds the lowest ground in the terrain alone", () => {
  const model = makeScene();
  const grid = model.layers.find((layer) => layer.kind === "grid");
  if (grid?.kind !== "grid") throw new Error("the made-up scene has a grid");
  const heights = Float32Array.from(grid.heights, () => 640.25);
  heights[1] = 639.5;
  expect(lowestGround({ ...model, layers: [{ ...grid, heights }] })).toBe(639.5);
  const flat = { ...model, layers: model.layers.filter(({ id }) => id !== "topography") };
  expect(lowestGround(flat)).toBeNull();
});
