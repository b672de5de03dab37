import { setTimeout as sleep } from "node:timers/promises";
import type { AnswerFormat } from "../../../shared/contract/answer-format.ts";
import { sayUnknownSettings, type WireRequest } from "../../../shared/contract/context-request.ts";
import { failure } from "../../../shared/errors.ts";
import { says } from "../../../shared/sentences.ts";
import type { AnswerReader } from "../answer-reader.ts";
import type { AnswerCache } from "../kept/answer-cache.ts";
import type { AnswerEngine } from "../pool/answer-engine.ts";
import { FairQueue } from "./fair-queue.ts";
import { Spool } from "./spool.ts";

/** Closing waits no longer for answers that do not end. */
const closeMs = 5_000;

export interface AnswersOptions {
  engine: AnswerEngine;
  /** Null: finished answers are not kept. */
  cache: AnswerCache | null;
  /** Changes with the data; null where nobody can say, and then nothing is kept. */
  dataVersion: () => Promise<string | null>;
  /** Changes with the program. */
  engineVersion: string;
  /** An answer whose making takes longer is stopped, whoever reads it. */
  limitMs: number;
}

export interface AnswerOrder {
  /** Whose turn it uses. */
  account: string;
  /** Hash of the checked request, see `readContextRequest`. */
  bodyHash: string;
  wire: WireRequest;
  format: AnswerFormat;
}

/** What the request log says of it. */
export interface AnswerFacts {
  /** `hit`: from disk. `shared`: somebody else's, while it was made. `miss`: made for this one. */
  cache: "hit" | "shared" | "miss";
  /** How long it waited for its turn. */
  queuedMs: number;
  worker: number | null;
}

export interface OpenAnswer {
  reader: AnswerReader;
  facts(): AnswerFacts;
}

export interface Answers {
  /** Opens the answer for one reader. When `signal` aborts the reader has left; the last one to leave ends the making. */
  open(order: AnswerOrder, signal: AbortSignal): Promise<OpenAnswer>;
  /** Nothing is being made or written. */
  idle(): boolean;
  close(): Promise<void>;
}

/** One answer being made, for everybody who asked for it. */
interface Making {
  key: string;
  order: AnswerOrder;
  keepable: boolean;
  spool: Spool;
  stop: AbortController;
  /** How often each account reads it: it stands in the line of each of them. */
  accounts: Map<string, number>;
  begunMs: number | null;
  /** The last piece is there: nobody who leaves now can spoil it. */
  made: boolean;
  worker: () => number | null;
}

/** Equal requests share one answer: while it is made, and from disk after it. Who asks for it pays for it, elsewhere. */
export function createAnswers(options: AnswersOptions): Answers {
  const { engine, cache } = options;
  const queue = new FairQueue<Making>();
  const running = new Map<string, Making>();
  const working = new Set<Promise<void>>();

  /** Ends it for all readers at once; whoever works on it may take a moment more. */
  function stopMaking(making: Making, reason: unknown): void {
    if (making.made || making.stop.signal.aborted) return;
    forget(making);
    for (const account of making.accounts.keys()) queue.leave(account, making);
    making.spool.fail(reason);
    making.stop.abort(reason);
    if (making.begunMs === null) making.spool.seal();
  }

  function forget(making: Making): void {
    if (running.get(making.key) === making) running.delete(making.key);
  }

  function begin(): void {
    while (working.size < engine.slots) {
      const making = queue.take();
      if (making === undefined) return;
      const work: Promise<void> = make(making).finally(() => {
        working.delete(work);
        begin();
      });
      working.add(work);
    }
  }

  async function make(making: Making): Promise<void> {
    making.begunMs = performance.now();
    const { spool, stop } = making;
    const seconds = Math.round(options.limitMs / 1000);
    const timer = setTimeout(
      () => stopMaking(making, failure("timeout", says("service-too-slow", { seconds }))),
      options.limitMs,
    );
    try {
      if (cache !== null) spool.writeTo(await cache.draft());
      const run = engine.start(making.order, stop.signal);
      making.worker = run.worker;
      for await (const chunk of run.chunks) {
        making.made = chunk.end !== undefined;
        await spool.append(chunk);
      }
      if (!making.made) throw new Error("the engine gave an empty answer");
      spool.complete();
      await keep(making);
    } catch (error) {
      spool.fail(error);
    } finally {
      clearTimeout(timer);
      forget(making);
      spool.seal();
    }
  }

  async function keep({ key, keepable, spool }: Making): Promise<void> {
    const whole = spool.whole();
    if (whole === null || cache === null || !keepable) return;
    await cache.keep(key, whole.file, whole.places, whole.end);
  }

  const newMaking = (key: string, order: AnswerOrder, keepable: boolean): Making => ({
    key,
    order,
    keepable,
    spool: new Spool(cache?.refused),
    stop: new AbortController(),
    accounts: new Map(),
    begunMs: null,
    made: false,
    worker: () => null,
  });

  /** Null where it cannot be read from its beginning any more. */
  function join(making: Making, order: AnswerOrder, signal: AbortSignal): AnswerReader | null {
    const reader = making.spool.read();
    if (reader === null) return null;
    const { account } = order;
    making.accounts.set(account, (making.accounts.get(account) ?? 0) + 1);
    if (making.begunMs === null) queue.enter(account, making);
    return leaving(reader, signal, () => {
      const left = (making.accounts.get(account) ?? 1) - 1;
      if (left > 0) making.accounts.set(account, left);
      else {
        making.accounts.delete(account);
        queue.leave(account, making);
      }
      if (making.accounts.size === 0) stopMaking(making, signal.reason);
    });
  }

  async function open(order: AnswerOrder, signal: AbortSignal): Promise<OpenAnswer> {
    const version = await options.dataVersion();
    const { bodyHash, format, wire } = order;
    // Settings that nobody knows change nothing but the report, which says so.
    const unknown = sayUnknownSettings(wire.settings);
    const key = JSON.stringify([bodyHash, unknown, format, version, options.engineVersion]);
    const shared = joinRunning(key, order, signal);
    if (shared !== null) return shared;
    const stored = version === null ? null : await cache?.find(key);
    if (stored) {
      const facts: AnswerFacts = { cache: "hit", queuedMs: 0, worker: null };
      return { reader: leaving(stored, signal, () => {}), facts: () => facts };
    }
    // Somebody may have begun the same one since.
    return joinRunning(key, order, signal) ?? startMaking(newMaking(key, order, version !== null), signal);
  }

  function joinRunning(key: string, order: AnswerOrder, signal: AbortSignal): OpenAnswer | null {
    const making = running.get(key);
    if (making === undefined) return null;
    const sinceMs = performance.now();
    const reader = join(making, order, signal);
    return reader && { reader, facts: () => factsOf(making, "shared", sinceMs) };
  }

  function startMaking(making: Making, signal: AbortSignal): OpenAnswer {
    const sinceMs = performance.now();
    running.set(making.key, making);
    const reader = join(making, making.order, signal);
    if (reader === null) throw new Error("a new answer cannot be read");
    begin();
    return { reader, facts: () => factsOf(making, "miss", sinceMs) };
  }

  return {
    open,
    idle: () => working.size === 0,
    async close() {
      const reason = failure("service-down", says("service-stops"));
      for (const making of [...running.values()]) stopMaking(making, reason);
      await engine.close();
      // An engine in the service's own thread cannot be forced.
      await Promise.race([Promise.all(working), sleep(closeMs, undefined, { ref: false })]);
    },
  };
}

function factsOf(making: Making, cache: "shared" | "miss", sinceMs: number): AnswerFacts {
  const waitedMs = (making.begunMs ?? performance.now()) - sinceMs;
  return { cache, queuedMs: Math.max(0, Math.round(waitedMs)), worker: making.worker() };
}

/** A reader that leaves once, by itself when the signal aborts; `onLeave` is told. */
function leaving(reader: AnswerReader, signal: AbortSignal, onLeave: () => void): AnswerReader {
  let left = false;
  const leave = () => {
    if (left) return;
    left = true;
    signal.removeEventListener("abort", leave);
    reader.leave();
    onLeave();
  };
  if (signal.aborted) leave();
  else signal.addEventListener("abort", leave, { once: true });
  return { next: () => reader.next(), leave };
}
