import { expect, it } from "vitest";
import type { LegendMeaning } from "../preview/layers/colouring.ts";
import { legendText } from "./facts-text.ts";

it.each([
  [{ kind: "range", fromM: 4, toM: 8 }, "4 to 8 m"],
  [{ kind: "range", fromM: 100, toM: null }, "100 m and more"],
  [{ kind: "word", word: "<b>office</b>" }, "<b>office</b>"],
  [{ kind: "word", word: "semidetached_house" }, "Semi-detached house"],
  [{ kind: "word", word: "onsenBath_house" }, "Onsen bath house"],
  [{ kind: "source", dataset: "OSM", height: "stated" }, "OSM, height stated"],
  [{ kind: "source", dataset: null, height: "default" }, "unnamed data, height guessed"],
  [{ kind: "others" }, "other kinds"],
  [{ kind: "unknown" }, "not stated"],
] as [LegendMeaning, string][])("a legend says %j as “%s”", (meaning, text) => {
  expect(legendText(meaning)).toBe(text);
});
