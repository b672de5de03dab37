import { expect, it } from "vitest";
import type { LegendMeaning } from "../preview/colouring.ts";
import { buildingSentence, legendText } from "./facts-text.ts";

it("says where a height comes from, that a roof is assumed, and whose data it is", () => {
  expect(
    buildingSentence({
      buildingHeight: 12.4,
      heightSource: "levels",
      hasDefaultRoof: true,
      datasetName: "OSM",
    }),
  ).toBe("12 m high, height guessed from its levels. Roof form assumed. Data: OSM.");
  expect(buildingSentence({ hasDefaultHeight: true })).toBe("Height guessed.");
  expect(buildingSentence({ type: "bench" })).toBe("");
});

it.each([
  [{ kind: "range", fromM: 4, toM: 8 }, "4 to 8 m"],
  [{ kind: "range", fromM: 100, toM: null }, "100 m and more"],
  [{ kind: "word", word: "<b>office</b>" }, "<b>office</b>"],
  [{ kind: "source", dataset: "OSM", height: "stated" }, "OSM, height stated"],
  [{ kind: "source", dataset: null, height: "default" }, "unnamed data, height guessed"],
  [{ kind: "others" }, "other kinds"],
  [{ kind: "unknown" }, "not stated"],
] as [LegendMeaning, string][])("a legend says %j as “%s”", (meaning, text) => {
  expect(legendText(meaning)).toBe(text);
});
