import type { FetchProgress } from "../../../shared/api/fetch-context-options.ts";
import { failure } from "../../../shared/errors.ts";
import type { ScenePiece } from "../../../shared/scene/scene-piece.ts";
import { says } from "../../../shared/sentences.ts";
import type { Progress } from "../life-cycle.ts";
import type { BoughtModel, FetchModel, OpenPacked, PurchaseOrder } from "../ports.ts";
import { type FactsPart, putFacts } from "./facts-parts.ts";
import { runWorker } from "./run-worker.ts";
import { createTimeLeft } from "./time-left.ts";

/** What the fetch worker is told; everything in it can be cloned. */
export type FetchJob = BuyJob | { kind: "open"; packed: Blob };

export interface BuyJob extends PurchaseOrder {
  kind: "buy";
  serviceUrl: string;
  headers: Readonly<Record<string, string>>;
}

export type FetchNews =
  | { type: "progress"; progress: FetchProgress }
  | { type: "facts"; part: FactsPart }
  | { type: "piece"; piece: ScenePiece }
  /** Pieces so far are void: the answer comes anew. */
  | { type: "restart" };

/** A proxy that hangs must not keep the button: after this long the worker is ended whatever it does. */
const cancelGraceMs = 3_000;

/** The purchase in a worker of its own: bytes, parsing and edges never touch the page's thread. */
export function fetchInWorker(serviceUrl: string, headers: Readonly<Record<string, string>>): FetchModel {
  return async (order, signal, onProgress, feed) => {
    const facts: FactsPart[] = [];
    const worker = startWorker();
    const timeLeft = createTimeLeft();
    const absolute = new URL(serviceUrl, location.href).href.replace(/\/$/, "");
    const answer = await runWorker<FetchJob, FetchNews, BoughtModel>(worker, {
      job: { kind: "buy", ...order, serviceUrl: absolute, headers },
      signal,
      graceMs: cancelGraceMs,
      cutOff: () =>
        failure("cancelled", says("cancelled-while-silent"), {
          charged: "unknown",
        }),
      onNews: (news) => {
        if (news.type === "facts") facts.push(news.part);
        else if (news.type === "progress")
          onProgress(panelProgress(news.progress, timeLeft(news.progress, performance.now())));
        else if (news.type === "piece") feed?.append(news.piece, () => giveBack(worker, news.piece));
        else feed?.restart();
      },
    });
    putFacts(answer.model, facts);
    return answer;
  };
}

/** An answer kept from an earlier day, unpacked in the same worker: nothing is asked of the service. */
export const openInWorker: OpenPacked = async (packed, signal) => {
  const facts: FactsPart[] = [];
  const { packed: _, ...answer } = await runWorker<FetchJob, FetchNews, BoughtModel>(startWorker(), {
    job: { kind: "open", packed },
    signal,
    graceMs: 0,
    cutOff: () => failure("cancelled", says("cancelled")),
    onNews: (news) => {
      if (news.type === "facts") facts.push(news.part);
    },
  });
  putFacts(answer.model, facts);
  return answer;
};

function startWorker(): Worker {
  return new Worker(new URL("./fetch-worker.ts", import.meta.url), { type: "module" });
}

function giveBack(worker: Worker, { buffer }: ScenePiece): void {
  worker.postMessage({ type: "spare", buffer }, [buffer]);
}

function panelProgress({ phase, bytes, totalBytes, objects }: FetchProgress, leftS: number | null): Progress {
  const fraction = totalBytes ? Math.min(1, bytes / totalBytes) : null;
  return { part: phase, bytes, objects, fraction, ...(leftS !== null && { leftS }) };
}
