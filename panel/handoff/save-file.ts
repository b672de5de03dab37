import { toContextileError } from "../../shared/errors.ts";
import type { ExportArtifact } from "../../shared/exports/format.ts";
import { canInsert } from "../state/life-cycle.ts";
import type { Store } from "../state/store.ts";

/** Writes the model on screen as a file and offers it as a download. Null when it failed; the failure is on screen. */
export async function saveModel(store: Store, format: string): Promise<ExportArtifact | null> {
  const answer = store.answer.value;
  if (answer === null || !canInsert(store.life.value)) return null;
  store.send({ type: "insert" });
  const controller = new AbortController();
  store.running = controller;
  try {
    store.send({ type: "progress", progress: { part: "encoding", bytes: 0, objects: 0, fraction: null } });
    const options = { name: store.insertName.value.trim(), perFeature: store.perFeature.value };
    const artifact = await store.ports.writeFile({ model: answer.model, format, options }, controller.signal);
    download(artifact);
    store.send({ type: "saved" });
    return artifact;
  } catch (thrown) {
    store.send({ type: "insert-failed", error: toContextileError(thrown).toWire() });
    return null;
  } finally {
    store.running = null;
  }
}

function download({ bytes, fileName, mimeType }: ExportArtifact): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mimeType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser reads the blob after the click; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
