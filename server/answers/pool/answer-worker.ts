import { type MessagePort, threadId } from "node:worker_threads";
import { failure, isContextileError, toContextileError } from "../../../shared/errors.ts";
import { says } from "../../../shared/sentences.ts";
import type { AnswerContext, EngineSources } from "../../engine/engine.ts";
import { packChunks } from "../packed-chunk.ts";
import { type FromWorker, type PoolTask, piecesUnderWay, type ToWorker } from "./pool-messages.ts";

/** The worker's side of the pool: one task at a time, compressed here, handed over as fast as it is taken. */
export function createAnswerWorker(
  answerContext: AnswerContext,
  openSources: () => Promise<EngineSources>,
): (task: PoolTask) => Promise<void> {
  let opened: Promise<EngineSources> | null = null;
  const sources = () => {
    opened ??= openSources().catch((error) => {
      // The next task tries again.
      opened = null;
      throw error;
    });
    return opened;
  };
  // Open before the first task; what goes wrong is said to whoever comes then. A turn later, because reading may make this
  // thread deaf, and the pool can only end one that has said that it is there.
  setImmediate(() => sources().catch(() => {}));
  return async ({ task, port }) => {
    const { credit, signal } = listen(port);
    const say = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
    say({ kind: "began", worker: threadId });
    try {
      const { wire, format } = task;
      // A large file may take minutes: who has left by then must not be why the worker is ended and begins anew.
      const opened = await unlessAborted(sources(), signal);
      say({ kind: "ready" });
      for await (const chunk of packChunks(answerContext(wire, opened, signal, format))) {
        await credit.take();
        if (signal.aborted) throw signal.reason;
        say({ kind: "chunk", chunk }, [ownBuffer(chunk.deflated)]);
      }
      say({ kind: "end" });
    } catch (error) {
      say(failed(error));
    }
  };
}

/** What the service says on the way: how many pieces it takes, and whether it wants the rest. */
function listen(port: MessagePort) {
  const stop = new AbortController();
  const credit = createCredit();
  port.on("message", (message: ToWorker) => {
    if (message.kind === "more") credit.add();
    else {
      stop.abort(failure("cancelled", says("cancelled")));
      credit.add();
    }
  });
  return { credit, signal: stop.signal };
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

function createCredit() {
  let left = piecesUnderWay;
  let wake: (() => void) | null = null;
  return {
    add() {
      left++;
      wake?.();
      wake = null;
    },
    async take() {
      while (left === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      left--;
    },
  };
}

function ownBuffer({ buffer }: Uint8Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer) return buffer;
  throw new Error("a piece of an answer lies in shared memory");
}

function failed(error: unknown): FromWorker {
  const stack = isContextileError(error) || !(error instanceof Error) ? undefined : error.stack;
  return { kind: "failed", error: toContextileError(error).toWire(), stack };
}
