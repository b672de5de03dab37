import { expect, it } from "vitest";
import type { HandoffReceipt } from "../../shared/scene/handoff.ts";
import { box, makeScene, meshLayer } from "../../shared/testing/make-scene.ts";
import {
  chosenModel,
  exclude,
  excludedCount,
  excludedFeatures,
  exclusionsOf,
  keptModel,
  kindOf,
  sameKind,
  undoExclusion,
  wholeObject,
  withExcluded,
} from "./exclusions.ts";

const receiptOf = (skipped: HandoffReceipt["skipped"]): HandoffReceipt => ({
  handoffId: "12345678",
  undoName: "Insert",
  documentName: "Document",
  made: [],
  replaced: 0,
  skipped,
  hostIds: [],
  georeference: "stored",
  warnings: [],
});

it("leaves out step by step, hands over the rest, and undoes the last step", () => {
  const model = makeScene();
  expect(chosenModel(model)).toBe(model);
  exclude(model, { layer: "buildings", layerNumber: 3, features: [0, 1] });
  exclude(model, { layer: "buildings", layerNumber: 3, features: [1, 4] });
  expect(excludedFeatures(exclusionsOf(model).value)).toEqual(new Map([[3, new Set([0, 1, 4])]]));
  const chosen = chosenModel(model).layers[3];
  expect(chosen.kind === "mesh" && chosen.descriptors.map(({ id }) => id)).toEqual([102, 103]);
  expect(excludedCount(exclusionsOf(model).value)).toBe(3);
  undoExclusion(model);
  undoExclusion(model);
  undoExclusion(model);
  expect(chosenModel(model)).toBe(model);
  expect(exclusionsOf(makeScene()).value).toEqual([]);
});

it("tells what is left out in the receipt, once", () => {
  const model = makeScene();
  exclude(model, { layer: "surface", layerNumber: 1, features: [0] });
  const chosen = chosenModel(model);
  const line = { what: "surface", reason: "excluded by you", count: 1 };
  expect(withExcluded(receiptOf([]), chosen).skipped).toMatchObject([line]);
  expect(withExcluded(receiptOf([line]), chosen).skipped).toEqual([line]);
  expect(withExcluded(receiptOf([]), makeScene()).skipped).toEqual([]);
});

it("takes the parts of a building together, and finds what is of one kind", () => {
  const solids = [0, 1, 2, 3].map((i) => box(20 * i, 0, 5, 5, 0, 5));
  const buildings = meshLayer("buildings", solids, [
    { id: "w1", buildingType: "house" },
    { id: "w2", partOf: "w1", buildingType: "house" },
    { id: "w3", buildingType: "garage" },
    {},
  ]);
  expect([0, 1, 2, 3].map((feature) => wholeObject(buildings, feature))).toEqual([[0, 1], [0, 1], [2], [3]]);
  expect(kindOf(buildings, 2)).toBe("garage");
  expect(kindOf(buildings, 3)).toBeNull();
  expect(sameKind(buildings, "house")).toEqual([0, 1]);
  const [grid, surface, , , nodes] = makeScene().layers;
  expect([kindOf(grid, 0), kindOf(surface, 0), kindOf(nodes, 2)]).toEqual([null, "roadway", "bench"]);
  expect(sameKind(nodes, "bench")).toEqual([2, 5]);
});

it("refuses to hand over nothing at all", () => {
  const model = { ...makeScene(), layers: [makeScene().layers[0]] };
  exclude(model, { layer: "topography", layerNumber: 0, features: [0] });
  expect(() => chosenModel(model)).toThrow("Everything is left out");
  expect(keptModel(model).layers).toEqual([]);
});
