import { packChunks } from "../packed-chunk.ts";
import type { AnswerEngine, AnswerTask } from "../pool/answer-engine.ts";

/** One answer of a `HandEngine`, driven by the test. */
export interface HandRun {
  task: AnswerTask;
  signal: AbortSignal;
  say(text: string): void;
  end(): void;
  fail(error: unknown): void;
}

export interface HandEngine extends AnswerEngine {
  /** In the order in which they were begun. */
  runs: HandRun[];
  /** Resolves when run number `index` has begun. */
  begun(index: number): Promise<HandRun>;
}

/** An engine that does nothing by itself: a test says what comes, and when, so that no clock decides. */
export function createHandEngine(slots = 1): HandEngine {
  const runs: HandRun[] = [];
  let waiting: (() => void)[] = [];
  return {
    slots,
    runs,
    async begun(index) {
      while (runs.length <= index) await new Promise<void>((resolve) => waiting.push(resolve));
      return runs[index];
    },
    start(task, signal) {
      const said: (string | null | { error: unknown })[] = [];
      let wake = () => {};
      const put = (word: string | null | { error: unknown }) => {
        said.push(word);
        wake();
      };
      runs.push({ task, signal, say: put, end: () => put(null), fail: (error) => put({ error }) });
      for (const resolve of waiting) resolve();
      waiting = [];
      const number = runs.length;
      signal.addEventListener("abort", () => wake());
      async function* speak() {
        for (;;) {
          signal.throwIfAborted();
          const word = said.shift();
          if (word === null) return;
          if (typeof word === "string") yield new TextEncoder().encode(word);
          else if (word !== undefined) throw word.error;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      }
      return { chunks: packChunks(speak()), worker: () => number };
    },
    close: async () => {},
  };
}
