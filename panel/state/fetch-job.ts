import type { FetchProgress } from "../../shared/api/fetch-context-options.ts";
import { ContextileError } from "../../shared/errors.ts";
import type { FetchedModel, FetchModel, PurchaseOrder } from "./ports.ts";
import { runWorker } from "./run-worker.ts";

/** What the fetch worker is told; everything in it can be cloned. */
export interface FetchJob extends PurchaseOrder {
  serviceUrl: string;
  headers: Readonly<Record<string, string>>;
}

export type FetchNews = { type: "progress"; progress: FetchProgress };

/** A proxy that hangs must not keep the button: after this long the worker is ended whatever it does. */
const cancelGraceMs = 3_000;

/** The purchase in a worker of its own: bytes, parsing and edges never touch the page's thread. */
export function fetchInWorker(serviceUrl: string, headers: Readonly<Record<string, string>>): FetchModel {
  return (order, signal, onProgress) => {
    const worker = new Worker(new URL("./fetch-worker.ts", import.meta.url), { type: "module" });
    const absolute = new URL(serviceUrl, location.href).href.replace(/\/$/, "");
    return runWorker<FetchJob, FetchNews, FetchedModel>(worker, {
      job: { ...order, serviceUrl: absolute, headers },
      signal,
      graceMs: cancelGraceMs,
      cutOff: () =>
        new ContextileError("cancelled", "Cancelled while the service did not answer.", {
          charged: "unknown",
        }),
      onNews: ({ progress }) =>
        onProgress({
          part: progress.phase,
          bytes: progress.bytes,
          objects: progress.objects,
          fraction: progress.totalBytes ? Math.min(1, progress.bytes / progress.totalBytes) : null,
        }),
    });
  };
}
