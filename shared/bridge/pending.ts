import { type ContextileError, failure } from "../errors.ts";
import { type Said, says } from "../sentences.ts";
import type { EventData, MessageName } from "./protocol.ts";

/** What the caller may say about one request. */
export interface RequestOptions {
  /** Ends the request: the host is told, and the promise rejects with `cancelled`. */
  signal?: AbortSignal;
  /** Longest silence before `timeout`; every progress event starts it anew. Default: by message, see `silenceMs`. */
  timeoutMs?: number;
  onProgress?: (progress: Omit<EventData<"progress">, "id">) => void;
}

/** Longest silence of a host per message, ms. A commit builds a whole city; a key store may ask its user first. */
export function silenceMs(name: MessageName): number {
  if (name === "handoff.commit") return 15 * 60_000;
  if (name === "secret.set" || name === "secret.get" || name === "secret.clear") return 5 * 60_000;
  return 60_000;
}

/** How long a cancelled request waits for the host's word: a commit may have been finished at that very moment. */
export function cancelGraceMs(name: MessageName): number {
  return name === "handoff.commit" ? 15_000 : 0;
}

/** First repeat of a request that hears nothing; doubles each time. Hosts run one id once (see `host-endpoint.ts`). */
export const defaultRepeatAfterMs = 15_000;

/** One request on its way: settles exactly once and then leaves no timer and no listener behind. */
export class Pending {
  readonly #name: MessageName;
  readonly #options: RequestOptions;
  readonly #repeatAfterMs: number;
  readonly #acts: { repeat: () => void; cancel: () => void; done: () => void };
  readonly #resolve: (result: unknown) => void;
  readonly #reject: (error: ContextileError) => void;
  #silence?: ReturnType<typeof setTimeout>;
  #repeat?: ReturnType<typeof setTimeout>;
  #grace?: ReturnType<typeof setTimeout>;

  constructor(
    name: MessageName,
    options: RequestOptions,
    repeatAfterMs: number,
    acts: { repeat: () => void; cancel: () => void; done: () => void },
    settle: { resolve: (result: unknown) => void; reject: (error: ContextileError) => void },
  ) {
    this.#name = name;
    this.#options = options;
    this.#repeatAfterMs = repeatAfterMs;
    this.#acts = acts;
    this.#resolve = settle.resolve;
    this.#reject = settle.reject;
    options.signal?.addEventListener("abort", this.#onAbort);
    this.#listen();
  }

  get name(): MessageName {
    return this.#name;
  }

  progress(progress: Omit<EventData<"progress">, "id">): void {
    this.#listen();
    if (!this.#grace) this.#options.onProgress?.(progress);
  }

  resolve(result: unknown): void {
    this.#end();
    this.#resolve(result);
  }

  reject(error: ContextileError): void {
    this.#end();
    this.#reject(error);
  }

  /** Starts the silence and the repeats anew: the host has just been heard. */
  #listen(): void {
    clearTimeout(this.#silence);
    const budget = this.#options.timeoutMs ?? silenceMs(this.#name);
    this.#silence = setTimeout(() => this.#timeOut(budget), budget);
    this.#repeatIn(this.#repeatAfterMs);
  }

  #repeatIn(delayMs: number): void {
    clearTimeout(this.#repeat);
    this.#repeat = setTimeout(() => {
      this.#acts.repeat();
      this.#repeatIn(delayMs * 2);
    }, delayMs);
  }

  #timeOut(budgetMs: number): void {
    this.#acts.cancel();
    const seconds = Math.max(1, Math.round(budgetMs / 1000));
    this.reject(failure("timeout", says("host-silent", { seconds }), { data: { method: this.#name } }));
  }

  readonly #onAbort = (): void => {
    this.#acts.cancel();
    const graceMs = cancelGraceMs(this.#name);
    if (graceMs === 0) {
      this.reject(cancelled());
      return;
    }
    this.#grace = setTimeout(() => this.reject(cancelled(says("host-cancel-open"))), graceMs);
  };

  #end(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#repeat);
    clearTimeout(this.#grace);
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#acts.done();
  }
}

export function cancelled(said: Said = says("cancelled")): ContextileError {
  return failure("cancelled", said);
}
