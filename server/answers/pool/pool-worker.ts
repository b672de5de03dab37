import { MessageChannel, parentPort, workerData } from "node:worker_threads";
import { answerContext } from "../../engine/answer-context.ts";
import { openSources, type SourceOptions } from "../../open-sources.ts";
import type { SharedSources } from "../../sources/shared-sources.ts";
import { createAnswerWorker } from "./answer-worker.ts";
import { outsideThrough } from "./outside-fetch.ts";

/** What the service gives every worker. */
export interface PoolWorkerData {
  options: SourceOptions;
  /** What the service has read already, in shared memory; the rest the worker opens from the same options. */
  shared: SharedSources;
}

/** The module that every worker of the pool runs; the build makes it a file of its own. */
const { options, shared }: PoolWorkerData = workerData;

/** Other people's servers are asked by the service for all workers together. */
const door = new MessageChannel();
parentPort?.postMessage({ outside: door.port2 }, [door.port2]);
const openFetch = outsideThrough(door.port1);

export const answer = createAnswerWorker(answerContext, () => openSources(options, { shared, openFetch }));
