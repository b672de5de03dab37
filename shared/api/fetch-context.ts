/**
 * The purchase: one call of `POST /v1/context`, streamed into a model. Tries, budgets and cancelling live here;
 * what a failed try may have cost in `failed-try.ts`, decoding in `decode-scene.ts`.
 */

import { answerMediaTypes, preferredAccept } from "../contract/answer-format.ts";
import { contextPath } from "../contract/context-request.ts";
import { chargedHeader, idempotencyHeader } from "../contract/service.ts";
import { ContextileError, failure, isContextileError, toContextileError } from "../errors.ts";
import { ringIssues } from "../geo/ring-issues.ts";
import type { AreaSelection } from "../scene/area-selection.ts";
import type { SceneModel } from "../scene/scene-model.ts";
import { says } from "../sentences.ts";
import { type CallClock, createCallClock } from "./call-clock.ts";
import { compactSupported } from "./compact/meshopt.ts";
import { createSceneDecoder } from "./decode-scene.ts";
import {
  type FailedTry,
  failedAnswer,
  final,
  keepDoubt,
  lostConnection,
  refusedRequest,
  type ServicePromise,
  stoppedCall,
  type Try,
} from "./failed-try.ts";
import type { FetchContextOptions, FetchProgress } from "./fetch-context-options.ts";
import { createHideSecrets } from "./http-errors.ts";
import { openReader } from "./open-reader.ts";
import { toRequest } from "./to-request.ts";

const defaultBudget = { timeMs: 10 * 60_000, bytes: 2 * 1024 ** 3 };
const defaultRetry = { tries: 5, baseDelayMs: 500 };
/** A service that asks for a longer pause is left to the user. */
const longestPauseMs = 60_000;
/** What a slow line has brought is shown this often. */
const slowLineMs = 500;

/**
 * Fetches one area. Rejects with ContextileError only: `bad-polygon`, `area-too-large` or `bad-key` before anything is sent; then what the service or
 * the line does. A try that may have been charged is repeated only where the service confirms request ids; elsewhere
 * it ends as `may-be-charged`. Aborting `signal` ends it at any moment as `cancelled`.
 */
export async function fetchContext(options: FetchContextOptions): Promise<SceneModel> {
  refuseBadRing(options.area);
  refuseUnsendable(options.headers ?? {});
  const call = startCall(options);
  try {
    return await tryUntilDone(call);
  } finally {
    call.clock.stop();
  }
}

function refuseBadRing({ ring }: AreaSelection): void {
  const issues = ringIssues(ring);
  if (issues.length === 0) return;
  const onlySize = issues.every(({ code }) => code === "ring-too-large");
  const code = onlySize ? "area-too-large" : "bad-polygon";
  const [{ code: id, data }] = issues;
  // One mistake can be said in another language; a list of them is said as it is.
  const told = issues.length === 1 ? { ...data, says: id } : {};
  throw new ContextileError(code, issues.map(({ message }) => message).join(" "), { data: told });
}

/** A key with a line break or a foreign letter cannot be a header; the runtime's own error would repeat the key. */
function refuseUnsendable(headers: Readonly<Record<string, string>>): void {
  try {
    new Headers(headers);
  } catch {
    throw failure("bad-key", says("key-unsendable"));
  }
}

interface Call {
  options: FetchContextOptions;
  body: string;
  budgetBytes: number;
  retry: { tries: number; baseDelayMs: number };
  clock: CallClock;
  service: ServicePromise;
  report(progress: Partial<FetchProgress>): void;
}

function startCall(options: FetchContextOptions): Call {
  const { timeMs, bytes } = options.budget ?? defaultBudget;
  const progress: FetchProgress = { phase: "waiting", bytes: 0, totalBytes: null, objects: 0, attempt: 1 };
  return {
    options,
    body: JSON.stringify(toRequest(options.area, options.settings)),
    budgetBytes: bytes,
    retry: options.retry ?? defaultRetry,
    clock: createCallClock(options.signal, timeMs),
    service: {
      confirmsRequestIds: options.confirmsRequestIds,
      hide: createHideSecrets(options.headers ?? {}),
    },
    report(change) {
      Object.assign(progress, change);
      options.onProgress?.({ ...progress });
    },
  };
}

async function tryUntilDone(call: Call): Promise<SceneModel> {
  let inDoubt = false;
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryOnce(call, attempt);
    if (!("error" in outcome)) return outcome;
    const { repeat, afterMs } = outcome;
    const error: ContextileError = inDoubt ? keepDoubt(outcome.error) : outcome.error;
    inDoubt ||= error.charged === "unknown";
    const pause = afterMs ?? backOff(call.retry.baseDelayMs, attempt);
    const affordable = pause <= longestPauseMs && pause < call.clock.leftMs();
    if (!repeat || attempt >= call.retry.tries || !affordable) throw error;
    call.report({ phase: "retrying", attempt: attempt + 1 });
    if (await call.clock.sleep(pause)) continue;
    throw stoppedCall(call.service, { sent: inDoubt, chargedKm2: null }, call.clock.stopped() ?? "cancelled");
  }
}

/** Doubles each time, with half of it random, so that clients that failed together do not come back together. */
function backOff(baseDelayMs: number, attempt: number): number {
  return baseDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
}

async function tryOnce(call: Call, attempt: number): Promise<SceneModel | FailedTry> {
  const state: Try = { sent: false, chargedKm2: null };
  call.report({ phase: "waiting", bytes: 0, totalBytes: null, objects: 0, attempt });
  try {
    if (call.clock.stopped() !== null) throw new Error("stopped");
    const response = await send(call, state);
    if (!response.ok) return await refusedRequest(call.service, response);
    return await readAnswer(call, response, state);
  } catch (thrown) {
    const why = call.clock.stopped();
    if (why !== null) return final(stoppedCall(call.service, state, why));
    if (isContextileError(thrown)) return failedAnswer(call.service, state, thrown);
    return lostConnection(call.service, state, thrown);
  }
}

async function send(call: Call, state: Try): Promise<Response> {
  const { serviceUrl, headers, requestId } = call.options;
  // Called bare: a browser's fetch refuses to run as a method of another object.
  const send = call.options.fetch ?? fetch;
  const accept = (await compactSupported) ? preferredAccept : answerMediaTypes.json;
  state.sent = true;
  return send(`${serviceUrl}${contextPath}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept,
      ...headers,
      [idempotencyHeader]: requestId,
    },
    body: call.body,
    signal: call.clock.signal,
    cache: "no-store",
    // A redirect would carry the key elsewhere; it is named as what it is instead.
    redirect: "manual",
  });
}

async function readAnswer(call: Call, response: Response, state: Try): Promise<SceneModel> {
  state.chargedKm2 = readKm2(response.headers.get(chargedHeader));
  const { pieces } = call.options;
  pieces?.onRestart();
  const decoder = createSceneDecoder(call.options, {
    pieces,
    contentType: response.headers.get("content-type"),
  });
  if (response.body === null) throw failure("malformed-body", says("answer-empty"));
  const reader = openReader(response.body);
  const slowLine = setInterval(() => decoder.showSoFar(), slowLineMs);
  try {
    call.report({ phase: "downloading", totalBytes: totalBytes(response) });
    for (;;) {
      const chunk = await reader.read();
      // A fetch that ignores its signal must not go on for ever.
      if (call.clock.stopped() !== null) throw new Error("stopped");
      if (chunk === null) break;
      decode(() => decoder.feed(chunk));
      if (decoder.bytes > call.budgetBytes) throw tooBig(call.budgetBytes);
      call.report({ bytes: decoder.bytes, objects: decoder.objects });
    }
    call.report({ phase: "decoding" });
    const model = decode(() => decoder.finish());
    return state.chargedKm2 === null ? model : { ...model, chargedKm2: state.chargedKm2 };
  } finally {
    clearInterval(slowLine);
    reader.cancel();
  }
}

/** A fault of our own or of memory must not look like a lost connection, which would be tried again. */
function decode<T>(step: () => T): T {
  try {
    return step();
  } catch (thrown) {
    if (thrown instanceof RangeError) throw failure("too-big", says("answer-over-memory"), { cause: thrown });
    throw toContextileError(thrown);
  }
}

function tooBig(bytes: number): ContextileError {
  return failure("too-big", says("answer-over-budget", { mb: Math.round(bytes / 1024 ** 2) }));
}

function readKm2(header: string | null): number | null {
  const km2 = header === null || header.trim() === "" ? Number.NaN : Number(header);
  return Number.isFinite(km2) && km2 >= 0 ? km2 : null;
}

/** Compressed bodies are counted after unpacking, so their length says nothing. */
function totalBytes(response: Response): number | null {
  const encoding = response.headers.get("content-encoding");
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  return (encoding === null || encoding === "identity") && Number.isFinite(length) ? length : null;
}
