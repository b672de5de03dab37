import "../polyfills.ts";
import "../zod-config.ts";
import rhinoWasmUrl from "rhino3dm/rhino3dm.wasm?url";
import { makeHandoff } from "../../shared/bridge/make-handoff.ts";
import { ContextileError, toContextileError } from "../../shared/errors.ts";
import { loadRhinoFrom } from "../../shared/exports/3dm/load-browser.ts";
import type { ExportArtifact } from "../../shared/exports/format.ts";
import { exportFormats, findFormat } from "../../shared/exports/formats.ts";
import { encodeScene } from "../../shared/exports/scene.ts";
import type { HostHandoff } from "../../shared/scene/handoff.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import type { WorkerEnd } from "../state/fetching/run-worker.ts";
import type { FileOrder, HandoffOrder } from "../state/ports.ts";
import type { ExportJob } from "./export-job.ts";

type ToWorker = { type: "start"; job: ExportJob } | { type: "cancel" };
type Result = HostHandoff | ExportArtifact;

const formats = exportFormats(loadRhinoFrom(new URL(rhinoWasmUrl, self.location.href).href));

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "start") void run(data.job);
});

async function run(job: ExportJob): Promise<void> {
  try {
    const result = job.kind === "handoff" ? await pack(job.order) : await write(job.order);
    const { buffer } = result.bytes;
    tell({ type: "done", result }, buffer instanceof ArrayBuffer ? [buffer] : []);
  } catch (thrown) {
    tell({ type: "failed", error: toContextileError(thrown).toWire() });
  }
}

function pack({ model, maxChunkBytes, plan }: HandoffOrder): Promise<HostHandoff> {
  const { format, name, perFeature } = plan;
  const encode = async (placed: SceneModel) => {
    if (format === "scene") return encodeScene(placed, { name });
    return (await write({ model: placed, format, options: { name, perFeature } })).bytes;
  };
  return makeHandoff(model, { maxChunkBytes }, { ...plan, encode });
}

function write({ model, format, options }: FileOrder): Promise<ExportArtifact> {
  const found = findFormat(formats, format);
  if (found === undefined) throw new ContextileError("internal", `There is no file format "${format}".`);
  return found.encode(model, options);
}

function tell(message: WorkerEnd<Result>, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}
