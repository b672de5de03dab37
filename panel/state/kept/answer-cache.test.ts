import { expect, it } from "vitest";
import type { FetchedModel } from "../ports.ts";
import { answerBuffers, answerBytes, createAnswerCache } from "./answer-cache.ts";

/** One mesh layer of `floats` numbers: 4 bytes each, nothing else. */
function answerOf(floats: number): FetchedModel {
  const empty = new Uint32Array(0);
  return {
    model: {
      frame: { originLonDeg: 0, originLatDeg: 0, originHeightM: 0, crs: "local" },
      layers: [
        {
          kind: "mesh",
          id: "buildings",
          positions: new Float32Array(floats),
          indices: empty,
          firstIndex: empty,
          firstVertex: empty,
          descriptors: [],
        },
      ],
      attributions: [],
      skipped: [],
      warnings: [],
    },
    display: [],
  };
}

it("counts the bytes of the columns once, also when columns share a buffer", () => {
  const answer = answerOf(25);
  expect(answerBytes(answer)).toBe(100);
  expect(answerBuffers(answer)).toHaveLength(2);
});

it("lets the oldest answer go when the budget is used up", () => {
  const cache = createAnswerCache(250);
  expect(cache.put("a", answerOf(25))).toEqual([]);
  expect(cache.put("b", answerOf(25))).toEqual([]);
  expect(cache.put("c", answerOf(25))).toEqual(["a"]);
  expect(cache.get("a")).toBeUndefined();
  expect(cache.get("b")).toBeDefined();
});

it("always keeps the newest, even when it alone is over the budget", () => {
  const cache = createAnswerCache(50);
  expect(cache.put("a", answerOf(25))).toEqual([]);
  expect(cache.get("a")).toBeDefined();
});
