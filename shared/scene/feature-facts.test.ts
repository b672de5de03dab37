import { expect, test } from "vitest";
import { featureFacts } from "./feature-facts.ts";

test("a roof is told by its own shape where there is one, else by the contract's type", () => {
  const both = featureFacts({ buildingRoofType: "hipped", buildingRoofShape: "hippedAndGabled" });
  expect(both.known.get("roof")).toEqual({ as: "word", word: "hippedAndGabled" });
  expect(both.rest).toEqual([]);
  const one = featureFacts({ buildingRoofType: "hipped" });
  expect(one.known.get("roof")).toEqual({ as: "word", word: "hipped" });
});
