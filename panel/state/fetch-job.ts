import type { FetchProgress } from "../../shared/api/fetch-context-options.ts";
import { ContextileError } from "../../shared/errors.ts";
import { type FactsPart, putFacts } from "./facts-parts.ts";
import type { Progress } from "./life-cycle.ts";
import type { FetchedModel, FetchModel, PurchaseOrder } from "./ports.ts";
import { runWorker } from "./run-worker.ts";

/** What the fetch worker is told; everything in it can be cloned. */
export interface FetchJob extends PurchaseOrder {
  serviceUrl: string;
  headers: Readonly<Record<string, string>>;
}

export type FetchNews = { type: "progress"; progress: FetchProgress } | { type: "facts"; part: FactsPart };

/** A proxy that hangs must not keep the button: after this long the worker is ended whatever it does. */
const cancelGraceMs = 3_000;

/** The purchase in a worker of its own: bytes, parsing and edges never touch the page's thread. */
export function fetchInWorker(serviceUrl: string, headers: Readonly<Record<string, string>>): FetchModel {
  return async (order, signal, onProgress) => {
    const facts: FactsPart[] = [];
    const worker = new Worker(new URL("./fetch-worker.ts", import.meta.url), { type: "module" });
    const absolute = new URL(serviceUrl, location.href).href.replace(/\/$/, "");
    const answer = await runWorker<FetchJob, FetchNews, FetchedModel>(worker, {
      job: { ...order, serviceUrl: absolute, headers },
      signal,
      graceMs: cancelGraceMs,
      cutOff: () =>
        new ContextileError("cancelled", "Cancelled while the service did not answer.", {
          charged: "unknown",
        }),
      onNews: (news) => {
        if (news.type === "facts") facts.push(news.part);
        else onProgress(panelProgress(news.progress));
      },
    });
    putFacts(answer.model, facts);
    return answer;
  };
}

function panelProgress({ phase, bytes, totalBytes, objects }: FetchProgress): Progress {
  return { part: phase, bytes, objects, fraction: totalBytes ? Math.min(1, bytes / totalBytes) : null };
}
