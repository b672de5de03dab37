import { workerData } from "node:worker_threads";
import { fakeSources } from "../../testing/fake-sources.ts";
import { createAnswerWorker } from "../pool/answer-worker.ts";
import { oddAnswer } from "./odd-answer.ts";

/** Counters that the test and the worker share. */
export interface SlowOpening {
  /** 0: opening waits, and hears what is said; 1: it may begin. */
  begin: Int32Array;
  /** How often it began. */
  begun: Int32Array;
  /** 0: it is at work and hears nothing; 1 (with a notify): it is done. */
  done: Int32Array;
}

const { begin, begun, done }: SlowOpening = workerData;

/** A pool's worker that opens its sources as a huge file is parsed: in one go, deaf to the service. */
export const answer = createAnswerWorker(
  (request, _sources, signal) => oddAnswer(request, signal),
  async () => {
    while (Atomics.load(begin, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    Atomics.add(begun, 0, 1);
    Atomics.wait(done, 0, 0);
    return fakeSources();
  },
);
