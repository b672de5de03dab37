import { expect, it } from "vitest";
import { checkScene } from "../../../shared/scene/check-scene.ts";
import { makeScene } from "../../../shared/testing/make-scene.ts";
import { putFacts, takeFacts } from "./facts-parts.ts";

it("takes the facts out in parts of limited length and puts every one back in its place", () => {
  const model = makeScene({ boxes: 30, trees: 25 });
  const parts = takeFacts(model, 10);
  expect(parts.map(({ layer, descriptors }) => [layer, descriptors.length])).toEqual([
    [1, 2],
    [2, 1],
    [3, 10],
    [3, 10],
    [3, 10],
    [3, 1],
    [4, 10],
    [4, 10],
    [4, 5],
  ]);
  expect(model.layers.every((layer) => layer.kind === "grid" || layer.descriptors.length === 0)).toBe(true);
  putFacts(model, parts);
  expect(model).toEqual(makeScene({ boxes: 30, trees: 25 }));
  expect(checkScene(model)).toEqual([]);
});

it("has nothing to take from an empty model", () => {
  expect(takeFacts({ ...makeScene(), layers: [] })).toEqual([]);
});
