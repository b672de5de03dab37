import type { AnswerContext, EngineSources } from "../../engine/engine.ts";
import { packChunks } from "../packed-chunk.ts";
import type { AnswerEngine } from "./answer-engine.ts";

/** Answers that take turns in one thread. More than one is of use where sources wait for other machines. */
const usualSlots = 4;

/** Makes answers in the service's own thread: for tests and for tiny machines. It cannot stop an engine that hangs. */
export function createOwnThreadEngine(
  answerContext: AnswerContext,
  sources: EngineSources,
  slots = usualSlots,
): AnswerEngine {
  const closing = new AbortController();
  return {
    slots,
    start({ wire, format }, signal) {
      const either = AbortSignal.any([signal, closing.signal]);
      return { chunks: packChunks(answerContext(wire, sources, either, format)), worker: () => 0 };
    },
    async close() {
      closing.abort(new DOMException("The service stops.", "AbortError"));
    },
  };
}
