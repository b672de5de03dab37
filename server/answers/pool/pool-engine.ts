import { createRequire } from "node:module";
import { MessageChannel, type MessagePort, type ResourceLimits } from "node:worker_threads";
import { Piscina } from "piscina";
import { failure, fromWire } from "../../../shared/errors.ts";
import { says } from "../../../shared/sentences.ts";
import type { PackedChunk } from "../packed-chunk.ts";
import type { AnswerEngine, AnswerTask } from "./answer-engine.ts";
import { type OpeningWatch, watchOpenings } from "./opening-watch.ts";
import type { FromWorker, PoolTask, ToWorker } from "./pool-messages.ts";

export interface PoolOptions {
  workers: number;
  /** The module every worker runs; it exports `answer`, see `createAnswerWorker`. From source it ends in `.ts`. */
  workerFile: string;
  /** Cloned to every worker; shared memory in it is shared. */
  workerData: unknown;
  /** How long a worker whose sources are open may take to notice a cancel before it is ended by force. Default 5 s. */
  graceMs?: number;
  /**
   * How long a worker may take to open its sources before it is ended by force and replaced, counted from the first task
   * that waited for them. Default 10 min.
   */
  openMs?: number;
  resourceLimits?: ResourceLimits;
  /** What workers post by themselves, outside of tasks. */
  onMessage?: (message: unknown) => void;
  /** A worker broke down while it had nothing to do. */
  warn?: (error: unknown) => void;
}

const usualGraceMs = 5_000;
const usualOpenMs = 10 * 60_000;

/**
 * Makes answers in worker threads. A worker that does not stop when told is ended by force and replaced; one that
 * crashes or runs out of memory is replaced; either way its caller is told and nobody else notices.
 */
export function createPoolEngine(options: PoolOptions): AnswerEngine {
  const {
    workers,
    workerFile,
    workerData,
    resourceLimits,
    graceMs = usualGraceMs,
    openMs = usualOpenMs,
  } = options;
  const pool = new Piscina<PoolTask, void>({
    filename: workerFile,
    name: "answer",
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
    // A worker waits in its event loop, so that what it has begun (tiles on their way) goes on.
    atomics: "disabled",
    recordTiming: false,
    workerData,
    resourceLimits,
    execArgv: workerFile.endsWith(".ts") ? ["--import", typeScriptLoader()] : [],
  });
  pool.on("message", (message) => options.onMessage?.(message));
  /** Tasks that no worker has begun. */
  const waiting = new Set<(error: unknown) => void>();
  const openings = watchOpenings(openMs);
  pool.on("error", (error) => {
    options.warn?.(error);
    // A worker that cannot start takes no task, and the pool would keep it for ever.
    for (const giveUp of [...waiting]) giveUp(error);
  });
  return {
    slots: workers,
    start(task, signal) {
      let worker: number | null = null;
      const begun = (number: number) => {
        worker = number;
      };
      return {
        chunks: run(pool, task, { signal, graceMs, openMs, openings, begun, waiting }),
        worker: () => worker,
      };
    },
    close: () => pool.destroy(),
  };
}

/** From source, workers need what the service itself was started with. */
const typeScriptLoader = () => createRequire(import.meta.url).resolve("tsx");

interface RunOptions {
  signal: AbortSignal;
  graceMs: number;
  openMs: number;
  openings: ReturnType<typeof watchOpenings>;
  begun: (worker: number) => void;
  waiting: Set<(error: unknown) => void>;
}

async function* run(
  pool: Piscina<PoolTask, void>,
  task: AnswerTask,
  { signal, graceMs, openMs, openings, begun, waiting }: RunOptions,
): AsyncGenerator<PackedChunk, void, undefined> {
  signal.throwIfAborted();
  const { port1: port, port2 } = new MessageChannel();
  const force = new AbortController();
  // Its reader may have left by then: without an end a worker that hangs here would hold its place until a restart.
  const opening = openings(() => {
    inbox.lose(neverOpened(openMs));
    force.abort();
  });
  const inbox = createInbox(port, opening);
  const ended = pool
    .run({ task, port: port2 }, { transferList: [port2], signal: force.signal })
    .catch((error) => inbox.lose(lostWorker(error)));
  const say = (message: ToWorker) => port.postMessage(message);
  const giveUp = (error: unknown) => {
    inbox.lose(lostWorker(error));
    force.abort();
  };
  waiting.add(giveUp);
  const onAbort = () => inbox.lose(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  let finished = false;
  try {
    for (;;) {
      const message = await inbox.take();
      if (message.kind === "began") {
        waiting.delete(giveUp);
        begun(message.worker);
      }
      if (message.kind === "failed") finished = true;
      if (message.kind === "failed") throw asError(message);
      if (message.kind === "end") finished = true;
      if (message.kind === "end") return;
      if (message.kind !== "chunk") continue;
      yield message.chunk;
      say({ kind: "more" });
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    if (!finished) say({ kind: "cancel" });
    let timer: NodeJS.Timeout | undefined;
    // A worker that parses a huge file is deaf meanwhile; ended for that, its replacement would begin the file again.
    inbox.ready.then(() => {
      timer = setTimeout(() => force.abort(), graceMs);
    });
    await ended;
    clearTimeout(timer);
    opening.leave();
    waiting.delete(giveUp);
    port.close();
  }
}

/** What has come and was not taken yet: bounded, because the worker waits to be asked for more. */
function createInbox(port: MessagePort, opening: OpeningWatch) {
  const messages: FromWorker[] = [];
  let lost: { reason: unknown } | null = null;
  let wake = () => {};
  let onReady = () => {};
  const ready = new Promise<void>((resolve) => {
    onReady = resolve;
  });
  port.on("message", (message: FromWorker) => {
    if (message.kind === "began") opening.begun(message.worker);
    if (message.kind === "ready") {
      onReady();
      opening.ready();
    }
    // It could not open them and will try again; a task that was cancelled has left it at it.
    if (message.kind === "failed" && message.error.code !== "cancelled") opening.ready();
    messages.push(message);
    wake();
  });
  return {
    /** Resolves when the worker has said so, whether or not anybody takes. */
    ready,
    /** Nothing more comes; what is there is not wanted any more. */
    lose(reason: unknown) {
      lost ??= { reason };
      wake();
    },
    async take(): Promise<FromWorker> {
      for (;;) {
        if (lost !== null) throw lost.reason;
        const message = messages.shift();
        if (message !== undefined) return message;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function asError({ error, stack }: Extract<FromWorker, { kind: "failed" }>): Error {
  if (stack === undefined) return fromWire(error);
  // Not one of the family: its text is for the log, not for the client.
  return Object.assign(new Error(error.message), { stack });
}

const lostWorker = (cause: unknown) =>
  failure("internal", says("service-broke-down"), { next: says("next-less-or-elsewhere"), cause });

const neverOpened = (openMs: number) =>
  failure("service-down", says("service-not-open", { seconds: Math.round(openMs / 1000) }), {
    next: says("next-look-at-data"),
  });
