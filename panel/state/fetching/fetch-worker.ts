import "../../polyfills.ts";
import "../../zod-config.ts";
import { fetchContext } from "../../../shared/api/fetch-context.ts";
import { toContextileError } from "../../../shared/errors.ts";
import { decodeScene, sceneParts } from "../../../shared/exports/scene.ts";
import type { EdgesAndOpen } from "../../../shared/scene/feature-edges.ts";
import { defaultDisplayBudget, makeDisplay } from "../../../shared/scene/make-display.ts";
import type { SceneModel } from "../../../shared/scene/scene-model.ts";
import type { PieceListener } from "../../../shared/scene/scene-piece.ts";
import { answerBuffers } from "../kept/answer-cache.ts";
import type { BoughtModel } from "../ports.ts";
import { takeFacts } from "./facts-parts.ts";
import type { BuyJob, FetchJob, FetchNews } from "./fetch-job.ts";
import type { WorkerEnd } from "./run-worker.ts";

type ToWorker =
  | { type: "start"; job: FetchJob }
  | { type: "cancel" }
  /** A piece was used; its memory comes back. */
  | { type: "spare"; buffer: ArrayBuffer };

/** Enough for a lively figure; each message costs the page about 1.7 ms of layout and paint. */
const newsEveryMs = 160;

const controller = new AbortController();
const spare: ArrayBuffer[] = [];

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "cancel") controller.abort();
  else if (data.type === "spare") spare.push(data.buffer);
  else void run(data.job);
});

async function run(job: FetchJob): Promise<void> {
  try {
    if (job.kind === "buy") {
      let settled: Settled = { streamed: [], found: [] };
      const model = await buy(job, (streamed, found) => {
        settled = { streamed, found };
      });
      handOver(model, pack(model), settled);
    } else
      handOver(decodeScene(new Uint8Array(await job.packed.arrayBuffer())), null, {
        streamed: [],
        found: [],
      });
  } catch (thrown) {
    tell({ type: "failed", error: toContextileError(thrown).toWire() });
  }
}

/** What the pieces were in the end, see `PieceListener.onSettled`. */
interface Settled {
  streamed: readonly (number | null)[];
  found: readonly (EdgesAndOpen | null)[];
}

function buy(job: BuyJob, onSettled: PieceListener["onSettled"]): Promise<SceneModel> {
  let last = 0;
  return fetchContext({
    ...job,
    signal: controller.signal,
    onProgress(progress) {
      if (performance.now() - last < newsEveryMs) return;
      last = performance.now();
      tell({ type: "progress", progress });
    },
    pieces: {
      onPiece: (piece) => tell({ type: "piece", piece }, [piece.buffer]),
      onRestart: () => tell({ type: "restart" }),
      onSettled,
      spare,
    },
  });
}

/** To be kept; an answer too large to be copied once more is shown all the same. */
function pack(model: SceneModel): Blob | null {
  try {
    return new Blob(sceneParts(model, { name: "" }));
  } catch {
    return null;
  }
}

function handOver(model: SceneModel, packed: Blob | null, { streamed, found }: Settled): void {
  const display = makeDisplay(model, defaultDisplayBudget, found);
  const result: BoughtModel = { model, display, packed, streamed };
  for (const part of takeFacts(model)) tell({ type: "facts", part });
  tell({ type: "done", result }, answerBuffers(result));
}

function tell(message: FetchNews | WorkerEnd<BoughtModel>, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}
