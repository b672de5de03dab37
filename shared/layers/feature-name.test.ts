import { expect, test } from "vitest";
import { featureName } from "./feature-name.ts";

test("a feature is called by its name, else by its building's name, else nothing", () => {
  expect(featureName({ name: " Luisenplatz ", buildingName: "Kollegiengebäude" })).toBe("Luisenplatz");
  expect(featureName({ name: "  ", buildingName: "Kollegiengebäude" })).toBe("Kollegiengebäude");
  expect(featureName({ name: 5, buildingName: null })).toBeUndefined();
});
