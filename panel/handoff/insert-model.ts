import { georeferenceOf } from "../../shared/bridge/make-handoff.ts";
import { toContextileError } from "../../shared/errors.ts";
import type { HandoffReceipt } from "../../shared/scene/handoff.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { chosenModel, withExcluded } from "../state/exclusions.ts";
import { canInsert } from "../state/life-cycle.ts";
import type { Store } from "../state/store.ts";
import { errorWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";

/** Hands the model on screen to the CAD program; only ever called from a click. One at a time. */
export async function insertModel(store: Store): Promise<void> {
  const { host, packHandoff } = store.ports;
  const answer = store.answer.value;
  const area = store.area.value;
  const format = host.profile.formats[0];
  if (answer === null || area === null || format === undefined || !canInsert(store.life.value)) return;
  store.send({ type: "insert" });
  const controller = new AbortController();
  store.running = controller;
  try {
    store.send({ type: "progress", progress: { part: "encoding", bytes: 0, objects: 0, fraction: null } });
    // Asked anew: another panel or the user may have given the document an origin since.
    await readGeoreference(store);
    const plan = {
      name: store.insertName.value.trim(),
      area: { ring: area.ring },
      perFeature: usesPerFeature(store, answer.model),
      document: store.georeference.value,
      format,
    };
    const { maxChunkBytes } = host.profile;
    const model = chosenModel(answer.model);
    const handoff = await packHandoff({ model, maxChunkBytes, plan }, controller.signal);
    const said = await host.sendHandoff(handoff, {
      signal: controller.signal,
      onProgress: (part, fraction, bytes) =>
        store.send({ type: "progress", progress: { part, fraction, bytes, objects: 0 } }),
    });
    const receipt = withExcluded(said, model);
    store.send({ type: "inserted", receipt: await withGeoreference(store, answer.model, receipt) });
  } catch (thrown) {
    store.send({ type: "insert-failed", error: toContextileError(thrown).toWire() });
  } finally {
    store.running = null;
  }
}

export async function readGeoreference(store: Store): Promise<void> {
  if (!store.ports.host.profile.canGeoreference) return;
  const { georeference } = await store.ports.host.request("document.georeference.get", {});
  store.georeference.value = georeference;
}

/** Buildings as single objects only where the host offers it and its cap is not passed. */
export function usesPerFeature(store: Store, model: SceneModel): boolean {
  const { maxPerFeature } = store.ports.host.profile;
  return store.perFeature.value && maxPerFeature > 0 && buildingCount(model) <= maxPerFeature;
}

export function buildingCount(model: SceneModel): number {
  const layer = model.layers.find(({ id, kind }) => id === "buildings" && kind === "mesh");
  return layer?.kind === "mesh" ? layer.descriptors.length : 0;
}

/** The first import gives the document its origin, after success only. The model is in: a failure is a note, no error. */
async function withGeoreference(
  store: Store,
  model: SceneModel,
  receipt: HandoffReceipt,
): Promise<HandoffReceipt> {
  const { host } = store.ports;
  if (!host.profile.canGeoreference || store.georeference.value !== null) return receipt;
  const georeference = georeferenceOf(model);
  try {
    await host.request("document.georeference.set", georeference);
    store.georeference.value = georeference;
    return receipt;
  } catch (thrown) {
    const { what } = errorWords(toContextileError(thrown).toWire());
    const note = `${t.georeferenceNotStored} ${what}`;
    return { ...receipt, warnings: [...receipt.warnings, note] };
  }
}
