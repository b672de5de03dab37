import type { Descriptor } from "../scene/scene-model.ts";

/** What people call a feature: its `name`, else its `buildingName`; undefined where it has none. Hostile text. */
export function featureName({ name, buildingName }: Descriptor): string | undefined {
  return filled(name) ?? filled(buildingName);
}

const filled = (value: Descriptor[string] | undefined): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
