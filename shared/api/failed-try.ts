/**
 * The question of money: what a failed try may have cost and whether it may be repeated. The table in README.md of
 * this folder says the same in words.
 */
import { type Charged, ContextileError, failure, isContextileError } from "../errors.ts";
import { says } from "../sentences.ts";
import { type HideSecrets, readRefusal, refusalError } from "./http-errors.ts";

const retriedStatuses = [429, 502, 503, 504];

/** What is known about one try; decides whether it may be repeated and what it may have cost. */
export interface Try {
  /** The request left, or may have left, this machine. */
  sent: boolean;
  /** The service's word on the price of the whole call; null until its answer begins or where it gives none. */
  chargedKm2: number | null;
}

/** A try that failed: with what, whether it may be repeated, and after which pause if the service names one. */
export interface FailedTry {
  error: ContextileError;
  repeat: boolean;
  afterMs: number | null;
}

/** What counts about the service and the call when a try has failed. */
export interface ServicePromise {
  confirmsRequestIds: boolean;
  hide: HideSecrets;
}

/** Something is wrong with the answer itself. A cut is like a lost line; a wrong answer stays wrong when repeated. */
export function failedAnswer(service: ServicePromise, state: Try, error: ContextileError): FailedTry {
  if (error.code === "cut-stream") return lostConnection(service, state, error);
  const complete = error.code === "malformed-body" || error.code === "empty-answer";
  return final(withCharge(error, complete ? chargeOfAnswer(state) : chargeOfTry(service, state)));
}

/** The connection failed or broke: before the answer, or in the middle of it. */
export function lostConnection(service: ServicePromise, state: Try, thrown: unknown): FailedTry {
  const neverSent = refusedConnection(thrown);
  const repeat = neverSent || service.confirmsRequestIds;
  const cut = isContextileError(thrown) ? thrown : null;
  if (!repeat) {
    const { message, data } = cut ?? failure("service-down", says("connection-lost"));
    return final(new ContextileError("may-be-charged", message, { charged: "unknown", data }));
  }
  const charged = neverSent ? "no" : chargeOfTry(service, state);
  const error =
    cut === null
      ? failure("service-down", says("service-unreachable", { code: service.hide(causeCode(thrown)) }), {
          charged,
        })
      : withCharge(cut, charged);
  return { error, repeat: true, afterMs: null };
}

/**
 * A refusal: 4xx costs nothing; 5xx may, where request ids are not confirmed, unless the host says that it never sent
 * the request on.
 */
export async function refusedRequest(service: ServicePromise, response: Response): Promise<FailedTry> {
  const refusal = await readRefusal(response, service.hide, Date.now());
  const { status, retryAfterMs } = refusal;
  const error = refusalError(refusal);
  const neverSentOn = refusal.fromHost && refusal.charged === "no";
  const safe = service.confirmsRequestIds || status < 500 || neverSentOn;
  if (safe) {
    const plain = withCharge(error, refusal.charged ?? "no");
    return { error: plain, repeat: retriedStatuses.includes(status), afterMs: retryAfterMs };
  }
  const { message, data } = error;
  return final(new ContextileError("may-be-charged", message, { charged: "unknown", data }));
}

/** Cancelled by the user, or out of time. */
export function stoppedCall(
  service: ServicePromise,
  state: Try,
  why: "cancelled" | "timeout",
): ContextileError {
  const charged = chargeOfTry(service, state);
  const again = service.confirmsRequestIds ? says("next-repeat-safe") : says("next-check-balance");
  const next = charged === "no" ? undefined : again;
  if (why === "timeout") return failure("timeout", says("service-slow"), { charged, next });
  return failure("cancelled", says("request-cancelled"), { charged, next });
}

/** Charge of a try whose answer did not arrive whole. */
function chargeOfTry(service: ServicePromise, state: Try): Charged {
  if (!state.sent) return "no";
  return service.confirmsRequestIds && state.chargedKm2 === 0 ? "no" : "unknown";
}

/** Charge of an answer that arrived whole but is of no use. */
function chargeOfAnswer(state: Try): Charged {
  if (state.chargedKm2 === null) return "unknown";
  return state.chargedKm2 > 0 ? "yes" : "no";
}

/** An earlier try may have been charged: a later one that was not sends the doubt on, unless the service refused. */
export function keepDoubt(error: ContextileError): ContextileError {
  const { status } = error.data;
  const refused = typeof status === "number" && status >= 400 && status < 500;
  return error.charged === "no" && !refused ? withCharge(error, "unknown") : error;
}

function withCharge(error: ContextileError, charged: Charged): ContextileError {
  const { code, message, next, data } = error;
  return new ContextileError(code, message, { charged, next, data });
}

/** A failure that stays one. */
export const final = (error: ContextileError): FailedTry => ({ error, repeat: false, afterMs: null });

const neverSentCodes =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|.*CERT.*)$/;

/** Known in Node only; browsers do not tell why a connection failed. Then nothing was sent, so nothing was charged. */
function refusedConnection(thrown: unknown): boolean {
  return neverSentCodes.test(causeCode(thrown));
}

function causeCode(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "";
  const cause: unknown = Reflect.get(thrown, "cause");
  if (typeof cause !== "object" || cause === null) return "";
  const code: unknown = Reflect.get(cause, "code");
  return typeof code === "string" ? code : "";
}
