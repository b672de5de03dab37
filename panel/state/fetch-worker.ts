import "../polyfills.ts";
import "../zod-config.ts";
import { fetchContext } from "../../shared/api/fetch-context.ts";
import { errorBodySchema } from "../../shared/bridge/envelope.ts";
import { fromHostHeader } from "../../shared/bridge/transports/loopback.ts";
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
      fetch: fetchThroughHost,
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

/**
 * A host that refuses to pass a request on says so in its own words. Its error is lifted to where the client looks for
 * the service's, so that a lost session is never read as a wrong key.
 */
async function fetchThroughHost(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (response.ok || response.headers.get(fromHostHeader) !== "host") return response;
  const parsed = errorBodySchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) return response;
  return new Response(JSON.stringify(parsed.data.error), { status: response.status });
}

function tell(message: FetchNews | WorkerEnd<FetchedModel>, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}
