import { featureName } from "../../layers/feature-name.ts";
import type { LayerId } from "../../layers/layer-id.ts";
import type { Descriptor } from "../../scene/scene-model.ts";
import { plainText } from "./plain-text.ts";
import type { RhinoModule } from "./rhino.ts";

/** User string on every object that names the layer of the product it came from; hosts count by it. */
export const layerKey = "contextile.layer";

export interface ObjectFacts {
  layer: LayerId;
  layerIndex: number;
  name: string;
  descriptor: Descriptor;
}

/** Name, layer and facts of one object. Every field of the descriptor becomes one user string. Free it with `release`. */
export function makeAttributes(rhino: RhinoModule, facts: ObjectFacts) {
  const attributes = new rhino.ObjectAttributes();
  attributes.layerIndex = facts.layerIndex;
  attributes.name = plainText(facts.name, 200);
  attributes.setUserString(layerKey, facts.layer);
  for (const [key, value] of Object.entries(facts.descriptor)) {
    const clean = plainText(key, 200);
    // A field cannot pass itself off as ours, and Rhino keeps neither empty keys nor empty values.
    const text = plainText(value === null ? "" : String(value));
    if (clean !== "" && clean !== layerKey && text !== "") attributes.setUserString(clean, text);
  }
  return attributes;
}

/** What a person calls the feature: its own name, else "Buildings 12" (counted from 1). */
export function objectName(descriptor: Descriptor, layerName: string, feature: number): string {
  return featureName(descriptor) ?? `${layerName} ${feature + 1}`;
}
