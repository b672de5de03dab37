import type { AnswerFormat } from "../../../shared/contract/answer-format.ts";
import type { WireRequest } from "../../../shared/contract/context-request.ts";
import type { PackedChunk } from "../packed-chunk.ts";

/** What is to be made: nothing of accounts, nothing of HTTP. */
export interface AnswerTask {
  wire: WireRequest;
  format: AnswerFormat;
}

/**
 * Makes answers: in the service's own thread or in a pool of workers. Both pass `answer-engine.suite.ts`. Sharing,
 * order and books are not its business; it is never given more than `slots` tasks at a time.
 */
export interface AnswerEngine {
  readonly slots: number;
  start(task: AnswerTask, signal: AbortSignal): EngineRun;
  /** Stops what is running and waits for its end. */
  close(): Promise<void>;
}

export interface EngineRun {
  /**
   * The answer, produced no faster than it is taken. When `signal` aborts it throws; it ends, either way, only when
   * whoever worked on it is free again. Throws what the engine said, or `internal` when the worker was lost.
   */
  chunks: AsyncGenerator<PackedChunk, void, undefined>;
  /** Which worker it is, from 1; 0 is the service's own thread; null before it began. */
  worker(): number | null;
}
