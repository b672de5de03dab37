/**
 * The purchase: one call of `POST /v1/context`, streamed into a model. Retries, budgets, cancelling and the question
 * of money live here; decoding in `decode-scene.ts`, wording of refusals in `http-errors.ts`.
 */
import { contextPath } from "../contract/context-request.ts";
import { chargedHeader, idempotencyHeader } from "../contract/service.ts";
import {
  adviceByCode,
  type Charged,
  ContextileError,
  isContextileError,
  toContextileError,
} from "../errors.ts";
import { ringIssues } from "../geo/ring-issues.ts";
import type { SceneModel } from "../scene/scene-model.ts";
import { type CallClock, createCallClock } from "./call-clock.ts";
import { createSceneDecoder } from "./decode-scene.ts";
import type { FetchContextOptions, FetchProgress } from "./fetch-context-options.ts";
import { createHideSecrets, type HideSecrets, readRefusal, refusalError } from "./http-errors.ts";
import { toRequest } from "./to-request.ts";

const defaultBudget = { timeMs: 10 * 60_000, bytes: 2 * 1024 ** 3 };
const defaultRetry = { tries: 5, baseDelayMs: 500 };
/** A service that asks for a longer pause is left to the user. */
const longestPauseMs = 60_000;
const retriedStatuses = [429, 502, 503, 504];

/**
 * Fetches one area. Rejects with ContextileError only: `bad-polygon` before anything is sent; then what the service or
 * the line does. A try that may have been charged is repeated only where the service confirms request ids; elsewhere
 * it ends as `may-be-charged`. Aborting `signal` ends it at any moment as `cancelled`.
 */
export async function fetchContext(options: FetchContextOptions): Promise<SceneModel> {
  const issues = ringIssues(options.area.ring);
  if (issues.length > 0)
    throw new ContextileError("bad-polygon", issues.map(({ message }) => message).join(" "));
  refuseUnsendable(options.headers ?? {});
  const call = startCall(options);
  try {
    return await tryUntilDone(call);
  } finally {
    call.clock.stop();
  }
}

/** A key with a line break or a foreign letter cannot be a header; the runtime's own error would repeat the key. */
function refuseUnsendable(headers: Readonly<Record<string, string>>): void {
  try {
    new Headers(headers);
  } catch {
    throw new ContextileError("bad-key", "The key contains a character that cannot be sent.");
  }
}

interface Call {
  options: FetchContextOptions;
  body: string;
  budgetBytes: number;
  retry: { tries: number; baseDelayMs: number };
  clock: CallClock;
  hide: HideSecrets;
  report(progress: Partial<FetchProgress>): void;
}

/** What is known about one try; decides whether it may be repeated and what it may have cost. */
interface Try {
  /** The request left, or may have left, this machine. */
  sent: boolean;
  /** The service's word on the price of the whole call; null until its answer begins or where it gives none. */
  chargedKm2: number | null;
}

type Outcome = { model: SceneModel } | { error: ContextileError; repeat: boolean; afterMs: number | null };

function startCall(options: FetchContextOptions): Call {
  const { timeMs, bytes } = options.budget ?? defaultBudget;
  const progress: FetchProgress = { phase: "waiting", bytes: 0, totalBytes: null, objects: 0, attempt: 1 };
  return {
    options,
    body: JSON.stringify(toRequest(options.area, options.settings)),
    budgetBytes: bytes,
    retry: options.retry ?? defaultRetry,
    clock: createCallClock(options.signal, timeMs),
    hide: createHideSecrets(options.headers ?? {}),
    report(change) {
      Object.assign(progress, change);
      options.onProgress?.({ ...progress });
    },
  };
}

async function tryUntilDone(call: Call): Promise<SceneModel> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryOnce(call, attempt);
    if ("model" in outcome) return outcome.model;
    const pause = outcome.afterMs ?? backOff(call.retry.baseDelayMs, attempt);
    const affordable = pause <= longestPauseMs && pause < call.clock.leftMs();
    if (!outcome.repeat || attempt >= call.retry.tries || !affordable) throw outcome.error;
    call.report({ phase: "retrying", attempt: attempt + 1 });
    if (!(await call.clock.sleep(pause)))
      throw withCharge(stopped(call, { sent: false, chargedKm2: null }), outcome.error.charged);
  }
}

/** Doubles each time, with half of it random, so that clients that failed together do not come back together. */
function backOff(baseDelayMs: number, attempt: number): number {
  return baseDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
}

async function tryOnce(call: Call, attempt: number): Promise<Outcome> {
  const state: Try = { sent: false, chargedKm2: null };
  call.report({ phase: "waiting", bytes: 0, totalBytes: null, objects: 0, attempt });
  try {
    if (call.clock.stopped() !== null) throw stopped(call, state);
    const response = await send(call, state);
    if (!response.ok) return await refused(call, response);
    return { model: await readAnswer(call, response, state) };
  } catch (thrown) {
    if (call.clock.stopped() !== null) return final(stopped(call, state));
    return isContextileError(thrown) ? failed(call, state, thrown) : lost(call, state, thrown);
  }
}

async function send(call: Call, state: Try): Promise<Response> {
  const { serviceUrl, headers, requestId } = call.options;
  // Called bare: a browser's fetch refuses to run as a method of another object.
  const send = call.options.fetch ?? fetch;
  state.sent = true;
  return send(`${serviceUrl}${contextPath}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json",
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
  const decoder = createSceneDecoder(call.options);
  if (response.body === null)
    throw new ContextileError("malformed-body", "The service sent an empty answer.");
  const reader = response.body.getReader();
  try {
    call.report({ phase: "downloading", totalBytes: totalBytes(response) });
    for (;;) {
      const { done, value } = await reader.read();
      if (call.clock.stopped() !== null) throw stopped(call, state);
      if (done) break;
      decode(() => decoder.feed(value));
      if (decoder.bytes > call.budgetBytes) throw tooBig(call.budgetBytes);
      call.report({ bytes: decoder.bytes, objects: decoder.objects });
    }
    call.report({ phase: "decoding" });
    const model = decode(() => decoder.finish());
    return state.chargedKm2 === null ? model : { ...model, chargedKm2: state.chargedKm2 };
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** A fault of our own or of memory must not look like a lost connection, which would be tried again. */
function decode<T>(step: () => T): T {
  try {
    return step();
  } catch (thrown) {
    if (thrown instanceof RangeError)
      throw new ContextileError("too-big", "The answer does not fit into memory.", { cause: thrown });
    throw toContextileError(thrown);
  }
}

/** Something is wrong with the answer itself. A cut is like a lost line; a wrong answer stays wrong when repeated. */
function failed(call: Call, state: Try, error: ContextileError): Outcome {
  if (error.code === "cut-stream") return lost(call, state, error);
  const complete = error.code === "malformed-body" || error.code === "empty-answer";
  return final(withCharge(error, complete ? chargeOfAnswer(state) : chargeOfTry(call, state)));
}

/** The connection failed or broke: before the answer, or in the middle of it. */
function lost(call: Call, state: Try, thrown: unknown): Outcome {
  const neverSent = refusedConnection(thrown);
  const repeat = neverSent || call.options.confirmsRequestIds;
  const cut = isContextileError(thrown) ? thrown : null;
  if (!repeat) {
    const what = cut?.message ?? "The connection to the service was lost.";
    return final(new ContextileError("may-be-charged", what, { charged: "unknown", data: cut?.data }));
  }
  const charged = neverSent ? "no" : chargeOfTry(call, state);
  const error =
    cut === null
      ? new ContextileError("service-down", `The service cannot be reached${reason(call, thrown)}.`, {
          charged,
        })
      : withCharge(cut, charged);
  return { error, repeat: true, afterMs: null };
}

/** The service answered with a refusal: 4xx costs nothing; 5xx may, where request ids are not confirmed. */
async function refused(call: Call, response: Response): Promise<Outcome> {
  const refusal = await readRefusal(response, call.hide, Date.now());
  const { status, retryAfterMs } = refusal;
  const error = refusalError(refusal);
  const safe = call.options.confirmsRequestIds || status < 500;
  if (safe) {
    const plain = withCharge(error, refusal.charged ?? "no");
    return { error: plain, repeat: retriedStatuses.includes(status), afterMs: retryAfterMs };
  }
  const { message, data } = error;
  return final(new ContextileError("may-be-charged", message, { charged: "unknown", data }));
}

/** Cancelled by the user, or out of time. */
function stopped(call: Call, state: Try): ContextileError {
  const charged = chargeOfTry(call, state);
  const again = call.options.confirmsRequestIds
    ? "Repeating it is safe: the same request is never charged twice."
    : adviceByCode["may-be-charged"];
  const next = charged === "no" ? undefined : again;
  if (call.clock.stopped() === "timeout")
    return new ContextileError("timeout", "The service took longer than the time allowed.", {
      charged,
      next,
    });
  return new ContextileError("cancelled", "The request was cancelled.", { charged, next });
}

/** Charge of a try whose answer did not arrive whole. */
function chargeOfTry(call: Call, state: Try): Charged {
  if (!state.sent) return "no";
  return call.options.confirmsRequestIds && state.chargedKm2 === 0 ? "no" : "unknown";
}

/** Charge of an answer that arrived whole but is of no use. */
function chargeOfAnswer(state: Try): Charged {
  if (state.chargedKm2 === null) return "unknown";
  return state.chargedKm2 > 0 ? "yes" : "no";
}

function withCharge(error: ContextileError, charged: Charged): ContextileError {
  const { code, message, next, data } = error;
  return new ContextileError(code, message, { charged, next, data });
}

const final = (error: ContextileError): Outcome => ({ error, repeat: false, afterMs: null });

function tooBig(bytes: number): ContextileError {
  return new ContextileError("too-big", `The answer is larger than ${Math.round(bytes / 1024 ** 2)} MB.`);
}

const neverSentCodes =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|.*CERT.*)$/;

/** Known in Node only; browsers do not tell why a connection failed. Then nothing was sent, so nothing was charged. */
function refusedConnection(thrown: unknown): boolean {
  return neverSentCodes.test(causeCode(thrown));
}

function reason(call: Call, thrown: unknown): string {
  const code = causeCode(thrown);
  return code === "" ? "" : call.hide(` (${code})`);
}

function causeCode(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "";
  const cause: unknown = Reflect.get(thrown, "cause");
  if (typeof cause !== "object" || cause === null) return "";
  const code: unknown = Reflect.get(cause, "code");
  return typeof code === "string" ? code : "";
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
