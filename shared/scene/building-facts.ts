import type { Descriptor } from "./scene-model.ts";

/**
 * How well a height is known: `stated` by the data (measured or mapped), `levels` = guessed from the number of levels,
 * `default` = guessed without any hint, `unknown` = the service does not say.
 */
export type HeightOrigin = "stated" | "levels" | "default" | "unknown";
export type RoofOrigin = "stated" | "default" | "unknown";

/**
 * Reads both generations of descriptors: `heightSource` (newer) and `hasDefaultHeight` (older). Sources that name a
 * data set ("OSM", "LIDAR" …) state a height.
 */
export function heightOrigin({ heightSource, hasDefaultHeight }: Descriptor): HeightOrigin {
  const source = typeof heightSource === "string" ? heightSource.toLowerCase() : "";
  if (source === "default" || hasDefaultHeight === true) return "default";
  if (source === "levels") return "levels";
  return source !== "" || hasDefaultHeight === false ? "stated" : "unknown";
}

/** A roof form that was stated, or the default one. */
export function roofOrigin({ hasDefaultRoof }: Descriptor): RoofOrigin {
  if (typeof hasDefaultRoof !== "boolean") return "unknown";
  return hasDefaultRoof ? "default" : "stated";
}

/** Text of the first of these facts that is a word; null when none is. It comes from maps: hostile, never HTML. */
function firstWord(descriptor: Descriptor, names: readonly string[]): string | null {
  for (const name of names) {
    const value = descriptor[name];
    if (typeof value === "string" && value.trim() !== "") return value.trim().slice(0, 60);
  }
  return null;
}

/** residential, office, school … as the map says; null when it does not. */
export const buildingUse = (descriptor: Descriptor): string | null => firstWord(descriptor, ["buildingType"]);

/** Name of the data set the outline comes from. */
export const buildingSource = (descriptor: Descriptor): string | null =>
  firstWord(descriptor, ["datasetName", "source"]);

/** gabled, flat, hipped …; null when the service does not say. */
export const roofForm = (descriptor: Descriptor): string | null =>
  firstWord(descriptor, ["buildingRoofType"]);

/** Stated height of a building, metres above its ground, or null. */
export function statedHeightM({ buildingHeight }: Descriptor): number | null {
  return typeof buildingHeight === "number" && buildingHeight > 0 ? buildingHeight : null;
}

/** What a mesh is a part of: parts of one building share it. Null when nothing tells; then it stands for itself. */
export function buildingKey({ partOf, id }: Descriptor): string | null {
  const key = partOf ?? id;
  return typeof key === "string" || typeof key === "number" ? String(key) : null;
}
