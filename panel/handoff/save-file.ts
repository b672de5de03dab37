import { toContextileError } from "../../shared/errors.ts";
import type { ExportArtifact } from "../../shared/exports/format.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import type { Said } from "../../shared/sentences.ts";
import { chosenModel } from "../state/exclusions.ts";
import { canInsert } from "../state/life-cycle.ts";
import type { Store } from "../state/store.ts";

/** A written file, held as a blob until the next one is written. */
export interface SavedFile {
  name: string;
  bytes: number;
  url: string;
  warnings: string[];
  saidWarnings?: Said[];
  /** What is in it: the link goes when another model is on screen. */
  model: SceneModel;
}

/**
 * Writes the model on screen as a file and downloads it; `store.saved` holds it for a link, because a browser may
 * refuse a download that begins long after the click. A failure is shown like every other.
 */
export async function saveModel(store: Store, format: string): Promise<void> {
  const answer = store.answer.value;
  if (answer === null || !canInsert(store.life.value)) return;
  store.send({ type: "insert" });
  const controller = new AbortController();
  store.running = controller;
  try {
    store.send({ type: "progress", progress: { part: "encoding", bytes: 0, objects: 0, fraction: null } });
    const options = { name: store.insertName.value.trim(), perFeature: store.perFeature.value };
    const model = chosenModel(answer.model);
    const artifact = await store.ports.writeFile({ model, format, options }, controller.signal);
    if (store.saved.value) URL.revokeObjectURL(store.saved.value.url);
    store.saved.value = toSavedFile(artifact, answer.model);
    download(store.saved.value);
    store.send({ type: "saved" });
  } catch (thrown) {
    store.send({ type: "insert-failed", during: "save", error: toContextileError(thrown).toWire() });
  } finally {
    store.running = null;
  }
}

function toSavedFile(artifact: ExportArtifact, model: SceneModel): SavedFile {
  const { bytes, fileName, mimeType, warnings, saidWarnings } = artifact;
  const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mimeType }));
  return { name: fileName, bytes: bytes.length, url, warnings, saidWarnings, model };
}

function download({ url, name }: SavedFile): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}
