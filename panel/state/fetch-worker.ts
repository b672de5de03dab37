import "../polyfills.ts";
import "../zod-config.ts";
import { fetchContext } from "../../shared/api/fetch-context.ts";
import { toContextileError } from "../../shared/errors.ts";
import { makeDisplay } from "../../shared/scene/make-display.ts";
import { answerBuffers } from "./answer-cache.ts";
import { takeFacts } from "./facts-parts.ts";
import type { FetchJob, FetchNews } from "./fetch-job.ts";
import type { FetchedModel } from "./ports.ts";
import type { WorkerEnd } from "./run-worker.ts";

type ToWorker = { type: "start"; job: FetchJob } | { type: "cancel" };

/** Enough for a lively figure; more messages only cost the page time. */
const newsEveryMs = 80;

const controller = new AbortController();

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "cancel") controller.abort();
  else void run(data.job);
});

async function run(job: FetchJob): Promise<void> {
  let last = 0;
  try {
    const model = await fetchContext({
      ...job,
      signal: controller.signal,
      onProgress(progress) {
        if (performance.now() - last < newsEveryMs) return;
        last = performance.now();
        tell({ type: "progress", progress });
      },
    });
    const result: FetchedModel = { model, display: makeDisplay(model) };
    for (const part of takeFacts(model)) tell({ type: "facts", part });
    tell({ type: "done", result }, answerBuffers(result));
  } catch (thrown) {
    tell({ type: "failed", error: toContextileError(thrown).toWire() });
  }
}

function tell(message: FetchNews | WorkerEnd<FetchedModel>, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}
