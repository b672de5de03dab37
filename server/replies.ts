import { failure, isContextileError, toContextileError } from "../shared/errors.ts";
import { type Figures, readSaid, says } from "../shared/sentences.ts";
import { Refusal } from "./refusal.ts";
import { isDiskFull } from "./store/full-disk.ts";

/** On every answer. Nobody frames it, sniffs its type, or learns from a link where the reader came from. */
const commonHeaders: Record<string, string> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "x-frame-options": "DENY",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  "cache-control": "no-store",
};

/** The answer with the common headers added where it says nothing else. */
export function withCommonHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(commonHeaders)) if (!headers.has(name)) headers.set(name, value);
  return new Response(response.body, { status: response.status, headers });
}

export function json(
  body: unknown,
  init: { status?: number; headers?: Record<string, string> } = {},
): Response {
  const text = JSON.stringify(body);
  return new Response(text, {
    status: init.status ?? 200,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-length": String(Buffer.byteLength(text)),
      ...init.headers,
    },
  });
}

/** Anything thrown, as something to say to a client. What is unexpected keeps its details for the log. */
export function toRefusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  const error = toContextileError(thrown);
  if (isContextileError(thrown) || error.code === "cancelled") return new Refusal(error);
  if (isDiskFull(thrown)) return diskFull();
  return new Refusal(failure("internal", says("service-mistake"), { cause: thrown }));
}

const diskFull = () =>
  new Refusal(failure("service-down", says("service-disk-full"), { next: says("next-make-room") }), {
    status: 507,
  });

/**
 * `error` and `message` hold the same sentence: clients of this API read one or the other. The rest is our error
 * family, so that a panel can say what was charged and what to do; `said` and `nextSaid` name the two sentences where
 * they are known ones, for a panel in another language.
 */
export function errorReply(refusal: Refusal): Response {
  const { code, message, charged, next, data } = refusal.error;
  const issues = refusal.issues.length > 0 ? { issues: refusal.issues } : {};
  return json(
    { error: message, message, code, charged, next, ...issues, ...sentencesOf(data, message, next) },
    { status: refusal.status, headers: refusal.headers },
  );
}

function sentencesOf({ says: id, nextSays, ...figures }: Figures, message: string, next: string) {
  const said = readSaid(id, figures, message);
  const nextSaid = readSaid(nextSays, figures, next);
  return { ...(said && { said }), ...(nextSaid && { nextSaid }) };
}
