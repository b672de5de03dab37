/** Other people's servers are asked one thing at a time, slowly, by name, and left alone when they ask for it. */
import { setTimeout as sleep } from "node:timers/promises";
import { ContextileError, type ErrorCode, failure } from "../../shared/errors.ts";
import { type Said, says } from "../../shared/sentences.ts";

export interface Manners {
  /** Pause between two requests, ms. */
  gapMs: number;
  /** First wait after a refusal, ms; doubles each time, unless the server says how long (Retry-After). */
  firstWaitMs: number;
  /** Longer is not waited: the person is told instead. */
  longestWaitMs: number;
  tries: number;
  timeoutMs: number;
  maxBytes: number;
}

export const goodManners: Manners = {
  gapMs: 500,
  firstWaitMs: 5_000,
  longestWaitMs: 90_000,
  tries: 4,
  timeoutMs: 120_000,
  maxBytes: 256 * 1024 * 1024,
};

/** Status is never one of `again`. */
export type PoliteFetch = (
  url: string,
  init?: { method?: string; body?: string; headers?: Record<string, string> },
  signal?: AbortSignal,
) => Promise<PoliteAnswer>;

/** Makes a polite fetch of its own queue; default manners: `goodManners`. */
export type OpenPoliteFetch = (manners?: Partial<Manners>) => PoliteFetch;

export interface PoliteAnswer {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
}

const userAgent = "Contextile/0.1 (self-hosted city context service)";
/** Busy or out for a moment; everything else is an answer. */
const again = new Set([429, 500, 502, 503, 504]);

/** Throws `rate-limited`, `timeout`, `service-down` or `too-big`; an abort throws what the signal says. */
export function createPoliteFetch(manners: Partial<Manners> = {}): PoliteFetch {
  const rules = { ...goodManners, ...manners };
  let queue: Promise<unknown> = Promise.resolve();
  return (url, init = {}, signal) => {
    const turn = queue.then(async () => {
      signal?.throwIfAborted();
      try {
        return await untilAnswered(url, init, rules, signal);
      } finally {
        await sleep(rules.gapMs);
      }
    });
    queue = turn.catch(() => {});
    return turn;
  };
}

async function untilAnswered(
  url: string,
  init: Parameters<PoliteFetch>[1],
  rules: Manners,
  signal: AbortSignal | undefined,
): Promise<PoliteAnswer> {
  for (let attempt = 1; ; attempt++) {
    const result = await once(url, init, rules, signal);
    if (result.answer !== null) return result.answer;
    const wait = result.retryAfterMs ?? rules.firstWaitMs * 2 ** (attempt - 1);
    if (attempt >= rules.tries || wait > rules.longestWaitMs) {
      const minutes = Math.ceil(wait / 60_000);
      const next = result.retryAfterMs === null ? undefined : says("next-in-minutes", { minutes });
      throw failure(result.code, result.said, { next });
    }
    await sleep(wait, undefined, { signal });
  }
}

type Try =
  | { answer: PoliteAnswer }
  | { answer: null; code: ErrorCode; said: Said; retryAfterMs: number | null };

async function once(
  url: string,
  init: Parameters<PoliteFetch>[1],
  rules: Manners,
  signal: AbortSignal | undefined,
): Promise<Try> {
  const { host } = new URL(url);
  const limit = AbortSignal.timeout(rules.timeoutMs);
  try {
    const response = await fetch(url, {
      ...init,
      headers: { "user-agent": userAgent, ...init?.headers },
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    if (again.has(response.status)) {
      await response.body?.cancel();
      const code =
        response.status === 429 ? "rate-limited" : response.status === 504 ? "timeout" : "service-down";
      const said =
        code === "rate-limited"
          ? says("map-server-often", { host })
          : says("map-server-busy", { host, answered: response.status });
      return { answer: null, code, said, retryAfterMs: retryAfter(response.headers.get("retry-after")) };
    }
    const { status, headers } = response;
    return { answer: { status, headers, bytes: await readBody(response, rules.maxBytes) } };
  } catch (thrown) {
    signal?.throwIfAborted();
    if (thrown instanceof ContextileError) throw thrown;
    if (limit.aborted)
      return { answer: null, code: "timeout", said: says("map-server-silent", { host }), retryAfterMs: null };
    return {
      answer: null,
      code: "service-down",
      said: says("map-server-away", { host }),
      retryAfterMs: null,
    };
  }
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw failure("too-big", says("map-server-too-much"));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Seconds or a date → ms from now. Source: RFC 9110, 10.2.3. */
function retryAfter(value: string | null): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
