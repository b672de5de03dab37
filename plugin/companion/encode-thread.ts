import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { RequestContext } from "../../shared/bridge/host-endpoint.ts";
import { failure, fromWire, type WireError } from "../../shared/errors.ts";
import type { ExportFormat } from "../../shared/exports/format.ts";
import { says } from "../../shared/sentences.ts";
import { type MakeSceneFiles, makeFilesHere, type SceneFiles, type SceneOrder } from "./scene-files.ts";

export interface EncodeOrder extends SceneOrder {
  formatIds: string[];
}

export type FromEncoder =
  | { kind: "progress"; phase: string; fraction: number | null }
  | { kind: "files"; files: SceneFiles }
  | { kind: "failed"; error: WireError };

/**
 * In a thread of its own, one for each hand-over: a city takes a format many seconds, in which the page still wants its
 * events and its cancel answered. `formats` are those of `exportFormats`; a thread makes its own from their names. An
 * installation without the thread's file encodes in this thread.
 */
export function makeFilesInThread(formats: readonly ExportFormat[], file = findWorker()): MakeSceneFiles {
  if (file === null) return makeFilesHere(formats);
  const formatIds = formats.map(({ id }) => id);
  return (order, context) => run(file, { ...order, formatIds }, context);
}

async function run(
  file: string,
  order: EncodeOrder,
  { signal, progress }: RequestContext,
): Promise<SceneFiles> {
  if (signal.aborted) throw cancelled();
  const worker = start(file, order);
  let onAbort = () => {};
  try {
    return await new Promise<SceneFiles>((resolve, reject) => {
      onAbort = () => reject(cancelled());
      signal.addEventListener("abort", onAbort, { once: true });
      worker.on("message", (message: FromEncoder) => {
        if (message.kind === "progress") progress(message.phase, message.fraction);
        else if (message.kind === "files") resolve(message.files);
        else reject(fromWire(message.error));
      });
      worker.once("error", (error) => reject(broken(error)));
      worker.once("exit", () => reject(broken(undefined)));
    });
  } finally {
    signal.removeEventListener("abort", onAbort);
    await worker.terminate();
  }
}

/** From source the thread needs what loads TypeScript, and that does not load a thread's first module. */
function start(file: string, workerData: EncodeOrder): Worker {
  if (!file.endsWith(".ts")) return new Worker(file, { workerData });
  const execArgv = ["--require", createRequire(import.meta.url).resolve("tsx/cjs")];
  return new Worker(`require(${JSON.stringify(file)})`, { eval: true, execArgv, workerData });
}

const cancelled = () => failure("cancelled", says("cancelled"));

/** Most often the memory: a thread that runs out of it ends alone. */
const broken = (cause: unknown) =>
  failure("host-failed", says("encoder-broke-down"), { next: says("next-insert-less"), cause });

/** Beside this file in source; in a build a bundle of its own, beside this one or above it. */
function findWorker(): string | null {
  const here = dirname(fileURLToPath(import.meta.url));
  const places = ["encode-worker.ts", "encode-worker.js", "../encode-worker.js"];
  return places.map((name) => join(here, name)).find(existsSync) ?? null;
}
