/** What the user leaves out of a model before it is inserted. It belongs to the model, not to the page: it lives as long. */
import { type Signal, signal } from "@preact/signals";
import { ContextileError } from "../../shared/errors.ts";
import { surfaceKind } from "../../shared/layers/feature-colour.ts";
import type { LayerId } from "../../shared/layers/layer-id.ts";
import { buildingKey, buildingUse } from "../../shared/scene/building-facts.ts";
import type { HandoffReceipt } from "../../shared/scene/handoff.ts";
import type { Descriptor, SceneLayer, SceneModel } from "../../shared/scene/scene-model.ts";
import { excludedReason, featureCount, withoutFeatures } from "../../shared/scene/without-features.ts";
import { t } from "../ui/texts.ts";

/** One step of leaving out, so that it can be undone as one. */
interface Exclusion {
  layer: LayerId;
  /** In `SceneModel.layers`. */
  layerNumber: number;
  features: readonly number[];
}

const lists = new WeakMap<SceneModel, Signal<readonly Exclusion[]>>();

/** In the order in which they were left out. */
export function exclusionsOf(model: SceneModel): Signal<readonly Exclusion[]> {
  const known = lists.get(model);
  if (known !== undefined) return known;
  const list = signal<readonly Exclusion[]>([]);
  lists.set(model, list);
  return list;
}

export function exclude(model: SceneModel, exclusion: Exclusion): void {
  const list = exclusionsOf(model);
  list.value = [...list.value, exclusion];
}

export function undoExclusion(model: SceneModel): void {
  const list = exclusionsOf(model);
  list.value = list.value.slice(0, -1);
}

/** Left-out features by layer number. */
export function excludedFeatures(list: readonly Exclusion[]): Map<number, Set<number>> {
  const byLayer = new Map<number, Set<number>>();
  for (const { layerNumber, features } of list) {
    const excluded = byLayer.get(layerNumber) ?? new Set<number>();
    for (const feature of features) excluded.add(feature);
    byLayer.set(layerNumber, excluded);
  }
  return byLayer;
}

/** How many features are left out. */
export function excludedCount(list: readonly Exclusion[]): number {
  let count = 0;
  excludedFeatures(list).forEach(({ size }) => {
    count += size;
  });
  return count;
}

/** What is not left out, which may be nothing; the model itself where nothing is left out. */
export function keptModel(model: SceneModel): SceneModel {
  return withoutFeatures(model, excludedFeatures(exclusionsOf(model).value));
}

/** What is handed over: the kept model. Throws where nothing would be left. */
export function chosenModel(model: SceneModel): SceneModel {
  const chosen = keptModel(model);
  if (chosen.layers.length === 0 && model.layers.length > 0)
    throw new ContextileError("empty-answer", t.everythingLeftOut, { next: t.takeBackIn });
  return chosen;
}

/** A host that reports only what it left out itself is helped along: the receipt names every reason. */
export function withExcluded(receipt: HandoffReceipt, chosen: SceneModel): HandoffReceipt {
  if (receipt.skipped.some(({ reason }) => reason === excludedReason)) return receipt;
  const own = chosen.skipped
    .filter(({ reason }) => reason === excludedReason)
    .map(({ layer, reason, said, count }) => ({ what: layer, reason, said, count }));
  return { ...receipt, skipped: [...receipt.skipped, ...own] };
}

/** A feature with all that is the same object: the parts of one building are left out together. */
export function wholeObject(layer: SceneLayer, feature: number): number[] {
  const key = layer.kind === "mesh" && layer.id === "buildings" ? keyAt(layer.descriptors, feature) : null;
  if (layer.kind !== "mesh" || key === null) return [feature];
  return layer.descriptors.flatMap((descriptor, other) => (buildingKey(descriptor) === key ? [other] : []));
}

const keyAt = (descriptors: readonly Descriptor[], feature: number): string | null =>
  buildingKey(descriptors[feature] ?? {});

/** The word for what a feature is, by which its like are found: "house", "grass", "hedge", "bench"; null without one. */
export function kindOf(layer: SceneLayer, feature: number): string | null {
  if (layer.kind === "grid") return null;
  if (layer.kind === "instances") return layer.kinds[layer.kindIndex[feature]] ?? null;
  const descriptor = layer.descriptors[feature] ?? {};
  const word = layer.id === "buildings" ? buildingUse(descriptor) : surfaceKind(descriptor);
  return word ?? null;
}

/** All features of a layer that are of the same kind. */
export function sameKind(layer: SceneLayer, kind: string): number[] {
  const found: number[] = [];
  for (let feature = 0; feature < featureCount(layer); feature++)
    if (kindOf(layer, feature) === kind) found.push(feature);
  return found;
}
