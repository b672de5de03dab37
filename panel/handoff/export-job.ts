import { failure } from "../../shared/errors.ts";
import type { ExportArtifact } from "../../shared/exports/format.ts";
import type { HostHandoff } from "../../shared/scene/handoff.ts";
import { says } from "../../shared/sentences.ts";
import { runWorker } from "../state/fetching/run-worker.ts";
import type { FileOrder, HandoffOrder, PackHandoff, WriteFile } from "../state/ports.ts";

export type ExportJob = { kind: "handoff"; order: HandoffOrder } | { kind: "file"; order: FileOrder };

/** Writing is pure work: nothing is lost when its worker is ended at once. */
function run<Result>(job: ExportJob, signal: AbortSignal): Promise<Result> {
  const worker = new Worker(new URL("./export-worker.ts", import.meta.url), { type: "module" });
  return runWorker<ExportJob, never, Result>(worker, {
    job,
    signal,
    graceMs: 0,
    cutOff: () => failure("cancelled", says("cancelled-before-sent")),
  });
}

export const packInWorker: PackHandoff = (order, signal) =>
  run<HostHandoff>({ kind: "handoff", order }, signal);

export const writeFileInWorker: WriteFile = (order, signal) =>
  run<ExportArtifact>({ kind: "file", order }, signal);
