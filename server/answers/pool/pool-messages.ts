import type { MessagePort } from "node:worker_threads";
import type { WireError } from "../../../shared/errors.ts";
import type { PackedChunk } from "../packed-chunk.ts";
import type { AnswerTask } from "./answer-engine.ts";

/** What a worker is given: the task, and the line over which its answer goes. */
export interface PoolTask {
  task: AnswerTask;
  port: MessagePort;
}

/** Worker → service. `deflated` of a chunk is transferred, not copied. */
export type FromWorker =
  | { kind: "began"; worker: number }
  /** Its sources are open: from now on it hears what the service says. */
  | { kind: "ready" }
  | { kind: "chunk"; chunk: PackedChunk }
  | { kind: "end" }
  /** The engine's own refusal; or, with a stack, a mistake for the operator's eyes. */
  | { kind: "failed"; error: WireError; stack?: string };

/** Service → worker: another piece may come, or nobody wants the rest. */
export type ToWorker = { kind: "more" } | { kind: "cancel" };

/** Pieces under way between a worker and the service: at most so many, of at most 256 KiB each before compression. */
export const piecesUnderWay = 4;
