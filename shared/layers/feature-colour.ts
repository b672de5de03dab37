import type { Descriptor } from "../scene/scene-model.ts";
import type { LayerId } from "./layer-id.ts";
import { layerStyles, surfaceColours } from "./layer-style.ts";

export type Rgb = readonly [red: number, green: number, blue: number];

/** What kind of surface a feature is: its `pathType`, else its `type`, else undefined. */
export function surfaceKind(descriptor: Descriptor): string | undefined {
  const { pathType, type } = descriptor;
  if (typeof pathType === "string" && pathType !== "") return pathType;
  return typeof type === "string" && type !== "" ? type : undefined;
}

/** Colour of one feature, sRGB 0..255: surfaces by their kind, everything else by its layer. */
export function featureColour(layer: LayerId, descriptor: Descriptor): Rgb {
  const fallback = layerStyles[layer].colour;
  if (layer !== "surface") return fallback;
  const { pathType, type } = descriptor;
  return colourNamed(pathType) ?? colourNamed(type) ?? fallback;
}

const plants: readonly string[] = ["tree", "shrubbery"];
const furniture: Rgb = [136, 134, 130];

/** Colour of a node by its kind, sRGB 0..255: plants are green as their layer, everything built is grey. */
export function nodeColour(kind: string): Rgb {
  return plants.indexOf(kind) >= 0 ? layerStyles.infrastructure.colour : furniture;
}

/** A Map, so that a kind named like an object's inner property finds nothing. */
const colours: ReadonlyMap<string, Rgb> = new Map(Object.entries(surfaceColours));

function colourNamed(kind: Descriptor[string] | undefined): Rgb | undefined {
  return typeof kind === "string" ? colours.get(kind) : undefined;
}
