/**
 * Hosts that serve the panel from http://127.0.0.1: messages by POST, answers by server-sent events read with `fetch`
 * (EventSource cannot send the token header), bytes by binary POST. Protocol: docs/loopback-protocol.md.
 */

import { z } from "zod";
import { ContextileError, failure } from "../../errors.ts";
import { says } from "../../sentences.ts";
import { errorBodySchema, errorFromWire } from "../envelope.ts";
import { hostGone } from "../host-gone.ts";
import { cancelled } from "../pending.ts";
import type { BulkOptions, Transport } from "../transport.ts";
import { EventStreamParser } from "./event-stream-parser.ts";
import { Inbox } from "./inbox.ts";

export const sessionHeader = "x-contextile-token";
export const hashHeader = "x-contextile-sha256";
/** On every refusal that the host itself made, in contrast to the service behind it. */
export const fromHostHeader = "contextile-from";

export type FetchLike = (url: string, init?: RequestInit) => Promise<Response>;

export interface LoopbackOptions {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  baseUrl: string;
  /** From the address' fragment, see `pairingTokenOf`. */
  pairingToken: string;
  fetch: FetchLike;
  /** Pauses between attempts after a loss, ms; after the last one the host counts as gone. */
  retryPausesMs?: readonly number[];
  /** A stream without a byte for so long is dead, ms. The host beats every 15 s. */
  silentMs?: number;
}

export interface LoopbackTransport extends Transport {
  /** To be sent with every request under the profile's `serviceUrl`. */
  readonly headers: Readonly<Record<string, string>>;
  /** `fetch` with these headers; a lost session rejects with `host-gone`, so that it is never read as a wrong API key. */
  readonly serviceFetch: FetchLike;
}

const defaultPausesMs = [250, 500, 1000, 2000, 4000, 5000, 5000, 5000, 5000, 5000];
const defaultSilentMs = 45_000;
const postTimeoutMs = 30_000;

/** `#t=TOKEN` of the address the host opened, or null. */
export function pairingTokenOf(fragment: string): string | null {
  return /^#(?:.*&)?t=([\w-]{16,})(?:&|$)/.exec(fragment)?.[1] ?? null;
}

/** Pairs with the host that served this page. Rejects with `host-gone`. */
export async function connectLoopback(options: LoopbackOptions): Promise<LoopbackTransport> {
  const init = {
    method: "POST",
    headers: jsonHeaders,
    body: JSON.stringify({ token: options.pairingToken }),
  };
  const { fetch } = options;
  const response = await fetch(`${options.baseUrl}/pair`, init).catch((thrown: unknown) => {
    throw hostGone(thrown);
  });
  if (!response.ok) throw await refusal(response);
  const { session } = pairSchema.parse(await response.json());
  return new Loopback(options, session);
}

const jsonHeaders = { "content-type": "application/json" };
const pairSchema = z.looseObject({ session: z.string() });
const bulkSchema = z.looseObject({ received: z.number().int() });

class Loopback implements LoopbackTransport {
  readonly headers: Readonly<Record<string, string>>;
  readonly #options: LoopbackOptions;
  /** Not called as a method of the options: a page's own `fetch` refuses any `this` but its window. */
  readonly #fetch: FetchLike;
  readonly #pausesMs: readonly number[];
  readonly #inbox = new Inbox();
  readonly #open = new Set<AbortController>();
  #sending: Promise<unknown> = Promise.resolve();
  #lastId = 0;
  /** Losses in a row without an event in between. */
  #losses = 0;

  constructor(options: LoopbackOptions, session: string) {
    this.#options = options;
    const { fetch } = options;
    this.#fetch = (url, init) => fetch(url, init);
    this.#pausesMs = options.retryPausesMs ?? defaultPausesMs;
    this.headers = { [sessionHeader]: session };
    void this.#listen();
  }

  /** One after the other: the host sees messages in the order they were sent. */
  send(message: string): Promise<void> {
    const init = { method: "POST", headers: { ...this.headers, ...jsonHeaders }, body: message };
    const sent = this.#sending.then(() => this.#deliver("/bridge", init, { timeoutMs: postTimeoutMs }));
    this.#sending = sent.catch(() => {});
    return sent.then(() => {});
  }

  async sendBulk(
    bulkUrl: string,
    handoffId: string,
    seq: number,
    sha256: string,
    bytes: Uint8Array,
    options: BulkOptions = {},
  ): Promise<number> {
    const headers = { ...this.headers, "content-type": "application/octet-stream", [hashHeader]: sha256 };
    const path = `${bulkUrl}?handoff=${encodeURIComponent(handoffId)}&seq=${seq}`;
    const init = { method: "POST", headers, body: bytes as Uint8Array<ArrayBuffer> };
    return bulkSchema.parse(await this.#deliver(path, init, options)).received;
  }

  readonly serviceFetch: FetchLike = async (url, init = {}) => {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(this.headers)) headers.set(name, value);
    const response = await this.#fetch(url, { ...init, headers });
    const refused = response.status === 401 || response.status === 403;
    if (refused && response.headers.get(fromHostHeader) === "host") throw await refusal(response);
    return response;
  };

  onMessage(listener: (message: string) => void): void {
    this.#inbox.onMessage(listener);
  }

  onClose(listener: () => void): void {
    this.#inbox.onClose(listener);
  }

  close(): void {
    if (!this.#inbox.close()) return;
    for (const controller of this.#open) controller.abort();
  }

  /** Sends until an answer comes; repeats are harmless, because the host runs every id and keeps every chunk once. */
  async #deliver(path: string, init: RequestInit, options: BulkOptions): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      if (this.#inbox.closed) throw hostGone();
      const answer = await this.#post(path, init, options).catch((thrown: unknown) => {
        if (thrown instanceof ContextileError) throw thrown;
        if (attempt >= this.#pausesMs.length) throw hostGone(thrown);
        return null;
      });
      if (answer) return answer.body;
      await pause(this.#pausesMs[attempt]);
    }
  }

  /** Rejects with ContextileError where sending again would not help. */
  async #post(path: string, init: RequestInit, options: BulkOptions): Promise<{ body: unknown }> {
    const guard = this.#guard(options);
    try {
      const response = await this.#fetch(this.#options.baseUrl + path, {
        ...init,
        signal: guard.signal,
      });
      if (response.ok) return { body: await response.json() };
      throw await refusal(response);
    } catch (thrown) {
      if (options.signal?.aborted) throw cancelled();
      if (guard.timedOut()) throw failure("timeout", says("host-took-nothing"));
      if (thrown instanceof ContextileError && thrown.code === "host-gone") this.close();
      throw thrown;
    } finally {
      guard.release();
    }
  }

  /** Reads streams until the host is gone for good. */
  async #listen(): Promise<void> {
    while (!this.#inbox.closed) {
      const fatal = await this.#readStream().catch(() => false);
      if (fatal || this.#losses >= this.#pausesMs.length) return this.close();
      await pause(this.#pausesMs[this.#losses++]);
    }
  }

  /** True: the host will never serve this session again. Rejects or returns false on a loss that may heal. */
  async #readStream(): Promise<boolean> {
    const guard = this.#guard({ timeoutMs: this.#options.silentMs ?? defaultSilentMs });
    try {
      const headers: Record<string, string> = { ...this.headers, "last-event-id": String(this.#lastId) };
      const url = `${this.#options.baseUrl}/bridge/events`;
      const response = await this.#fetch(url, { headers, signal: guard.signal });
      if (response.status === 401 || response.status === 410) return true;
      if (response.ok && response.body) await this.#readEvents(response.body.getReader(), guard.touch);
      return false;
    } finally {
      guard.release();
    }
  }

  async #readEvents(reader: ReadableStreamDefaultReader<Uint8Array>, touch: () => void): Promise<void> {
    const parser = new EventStreamParser();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      touch();
      for (const event of parser.feed(decoder.decode(value, { stream: true })))
        if (!this.#take(Number(event.id), event.data)) return void reader.cancel();
    }
  }

  /** False on a gap: what is missing is asked for by the next stream. */
  #take(id: number, data: string): boolean {
    if (id <= this.#lastId) return true;
    if (id !== this.#lastId + 1) return false;
    this.#lastId = id;
    this.#losses = 0;
    this.#inbox.push(data);
    return true;
  }

  /** An abort signal that fires on silence, on the caller's signal and when the transport closes. */
  #guard({ signal, timeoutMs = postTimeoutMs }: BulkOptions) {
    const controller = new AbortController();
    const abort = () => controller.abort();
    let timedOut = false;
    const start = () =>
      setTimeout(() => {
        timedOut = true;
        abort();
      }, timeoutMs);
    let timer = start();
    this.#open.add(controller);
    signal?.addEventListener("abort", abort);
    if (signal?.aborted || this.#inbox.closed) abort();
    return {
      signal: controller.signal,
      timedOut: () => timedOut,
      touch: () => {
        clearTimeout(timer);
        timer = start();
      },
      release: () => {
        clearTimeout(timer);
        // Frees the connection of a stream that is not read to its end.
        abort();
        this.#open.delete(controller);
        signal?.removeEventListener("abort", abort);
      },
    };
  }
}

/** The host's own words, or `host-gone` where something else answered. */
async function refusal(response: Response): Promise<ContextileError> {
  const body = errorBodySchema.safeParse(await response.json().catch(() => null));
  return body.success ? errorFromWire(body.data.error) : hostGone(`HTTP ${response.status}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
