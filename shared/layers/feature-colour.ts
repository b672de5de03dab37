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

/** The same, but only a kind that has a colour of its own: a closed list, fit for layer names. Else null. */
export function knownSurfaceKind({ pathType, type }: Descriptor): string | null {
  for (const kind of [pathType, type]) if (typeof kind === "string" && colours.has(kind)) return kind;
  return null;
}

/** Colour of one feature, sRGB 0..255: surfaces by their kind, everything else by its layer. */
export function featureColour(layer: LayerId, descriptor: Descriptor): Rgb {
  const kind = layer === "surface" ? knownSurfaceKind(descriptor) : null;
  return (kind === null ? undefined : colours.get(kind)) ?? layerStyles[layer].colour;
}

/** sRGB triple as one number, 0xRRGGBB. */
export function packColour([red, green, blue]: Rgb): number {
  return (red << 16) | (green << 8) | blue;
}

const plants: readonly string[] = ["tree", "shrubbery"];
const furniture: Rgb = [136, 134, 130];

/** Colour of a node by its kind, sRGB 0..255: plants are green as their layer, everything built is grey. */
export function nodeColour(kind: string): Rgb {
  return plants.indexOf(kind) >= 0 ? layerStyles.infrastructure.colour : furniture;
}

/** A Map, so that a kind named like an object's inner property finds nothing. */
const colours: ReadonlyMap<string, Rgb> = new Map(Object.entries(surfaceColours));
