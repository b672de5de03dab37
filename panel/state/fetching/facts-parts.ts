/**
 * Columns are handed from a worker to the page for nothing; descriptors are objects and have to be copied. Copied in
 * one piece, those of 20,000 buildings stop the page for 60 ms, those of 50,000 for 130: so they travel in parts.
 */
import type { Descriptor, SceneModel } from "../../../shared/scene/scene-model.ts";

export interface FactsPart {
  /** Number of the layer in the model. */
  layer: number;
  descriptors: Descriptor[];
}

/** About 8 ms of the page's time with the sixteen facts a building has. */
const factsPerPart = 2_500;

/** Takes the descriptors out of a model that is about to be sent. */
export function takeFacts({ layers }: SceneModel, perPart = factsPerPart): FactsPart[] {
  const parts: FactsPart[] = [];
  layers.forEach((layer, number) => {
    if (layer.kind === "grid") return;
    const { descriptors } = layer;
    layer.descriptors = [];
    for (let from = 0; from < descriptors.length; from += perPart)
      parts.push({ layer: number, descriptors: descriptors.slice(from, from + perPart) });
  });
  return parts;
}

/** Puts them back, in the order in which they were taken. */
export function putFacts({ layers }: SceneModel, parts: readonly FactsPart[]): void {
  for (const { layer: number, descriptors } of parts) {
    const layer = layers[number];
    if (layer !== undefined && layer.kind !== "grid")
      for (const descriptor of descriptors) layer.descriptors.push(descriptor);
  }
}
