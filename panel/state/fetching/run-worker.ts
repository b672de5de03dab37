import { type ContextileError, failure, fromWire, type WireError } from "../../../shared/errors.ts";
import { says } from "../../../shared/sentences.ts";

/** What every worker of ours says at its end. */
export type WorkerEnd<Result> = { type: "done"; result: Result } | { type: "failed"; error: WireError };

interface WorkerRun<Job, News> {
  job: Job;
  signal: AbortSignal;
  onNews?: (news: News) => void;
  /**
   * How long a worker that was told to cancel may take to end by itself; then it is ended. 0 = at once. What it did
   * by then is not known, so the error says what `cutOff` says.
   */
  graceMs: number;
  cutOff: () => ContextileError;
}

/** One job in one worker that ends with it, so that its memory goes too. Rejects with ContextileError. */
export function runWorker<Job, News extends { type: string }, Result>(
  worker: Worker,
  { job, signal, onNews, graceMs, cutOff }: WorkerRun<Job, News>,
): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      worker.terminate();
      settle();
    };
    const cancel = () => {
      worker.postMessage({ type: "cancel" });
      timer = setTimeout(() => end(() => reject(cutOff())), graceMs);
    };
    worker.onmessage = ({ data }: MessageEvent<News | WorkerEnd<Result>>) => {
      if (isEnd(data))
        end(() => (data.type === "done" ? resolve(data.result) : reject(fromWire(data.error))));
      else onNews?.(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end(() => reject(failure("internal", says("worker-stopped", { text: event.message }))));
    };
    worker.postMessage({ type: "start", job });
    if (signal.aborted) cancel();
    else signal.addEventListener("abort", cancel);
  });
}

function isEnd<Result>(data: { type: string } | WorkerEnd<Result>): data is WorkerEnd<Result> {
  return data.type === "done" || data.type === "failed";
}
