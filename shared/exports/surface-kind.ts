import { layerStyles, surfaceColours } from "../layers/layer-style.ts";
import type { Descriptor, MeshLayer } from "../scene/scene-model.ts";

const kinds: ReadonlySet<string> = new Set(Object.keys(surfaceColours));

export type Colour = readonly [red: number, green: number, blue: number];

/** Kind of a surface feature (`pathType`, else `type`) when it has a colour of its own, else null. */
export function surfaceKind(descriptor: Descriptor): string | null {
  for (const value of [descriptor.pathType, descriptor.type])
    if (typeof value === "string" && kinds.has(value)) return value;
  return null;
}

/** sRGB 0..255 of one feature: the colour of its surface kind, else of its layer. */
export function featureColour(layer: MeshLayer, feature: number): Colour {
  const kind = layer.id === "surface" ? surfaceKind(layer.descriptors[feature] ?? {}) : null;
  return kind === null ? layerStyles[layer.id].colour : surfaceColours[kind]!;
}

/** sRGB triple as one number, 0xRRGGBB. */
export function packColour([red, green, blue]: Colour): number {
  return (red << 16) | (green << 8) | blue;
}
