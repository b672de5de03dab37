/**
 * The one error family. Every failure a person can meet has a closed code, says what happened, whether anything
 * was charged, and what to do next. The same three sentences appear in the panel, in MCP answers and in logs.
 */

import { inWords, type Said, says } from "./sentences.ts";

/** Closed list; a pin test holds it. Add here, then in `adviceByCode`. */
export const errorCodes = [
  "no-key",
  "bad-key",
  "no-balance",
  "area-too-large",
  "bad-polygon",
  "bad-request",
  "rate-limited",
  "service-down",
  "timeout",
  "cut-stream",
  "malformed-body",
  "too-big",
  "empty-answer",
  "may-be-charged",
  "cancelled",
  "host-gone",
  "host-busy",
  "host-failed",
  "unknown-message",
  "bad-message",
  "protocol-version",
  "disk-full",
  "internal",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** `no`: certainly not. `yes`: certainly. `unknown`: the service may have charged and cannot be asked. */
export type Charged = "no" | "yes" | "unknown";

/**
 * What crosses a wire (bridge, worker, MCP). Never holds a key, a token or a stack. `data.says` is the id of the
 * sentence in `message`, whose figures stand beside it in `data`; `data.nextSays` that of `next` (see `sentences.ts`).
 */
export interface WireError {
  code: ErrorCode;
  message: string;
  charged: Charged;
  next: string;
  data?: Record<string, string | number | boolean>;
}

/** What to do next, per code; an error may say something more exact. */
export const adviceByCode: Record<ErrorCode, string> = {
  "no-key": "Enter your API key in the Key tab.",
  "bad-key":
    "Copy the key again from the API & Plugin Keys page; a re-issued key replaces the old one at once.",
  "no-balance": "Add a bundle or a subscription on the Plan & Billing page, or draw a smaller area.",
  "area-too-large": "Draw a smaller area, or fetch it in several pieces.",
  "bad-polygon": "Redraw the area.",
  "bad-request": "Change the setting named above and try again.",
  "rate-limited": "Wait a moment and try again.",
  "service-down": "Check the connection and the service address, then try again.",
  timeout: "Try again, or draw a smaller area.",
  "cut-stream": "Try again.",
  "malformed-body": "Try again; if it happens twice, report it with the byte offset above.",
  "too-big": "Draw a smaller area or leave out a layer.",
  "empty-answer": "Choose another area or more layers.",
  "may-be-charged": "Check your balance first; repeat only if you accept that the area may be charged twice.",
  cancelled: "Start again when you are ready.",
  "host-gone":
    "Open the panel again from the CAD program; the fetched area is still here and can be inserted.",
  "host-busy": "Finish the running command in the CAD program, then insert again.",
  "host-failed": "Nothing was left half-inserted; try again or export a file instead.",
  "unknown-message": "Update the plug-in and the panel to the same version.",
  "bad-message": "Update the plug-in and the panel to the same version.",
  "protocol-version": "Update the plug-in and the panel to the same version.",
  "disk-full": "Free some space and insert again.",
  internal: "Try again; if it happens twice, report it.",
};

const brand = Symbol.for("contextile.error");

export class ContextileError extends Error {
  override readonly name = "ContextileError";
  readonly code: ErrorCode;
  readonly charged: Charged;
  readonly next: string;
  readonly data: Record<string, string | number | boolean>;
  readonly [brand] = true;

  /** `message` is a full sentence for a person: what happened. `charged` defaults to "no". */
  constructor(
    code: ErrorCode,
    message: string,
    options: { charged?: Charged; next?: string; data?: WireError["data"]; cause?: unknown } = {},
  ) {
    super(message);
    this.code = code;
    this.charged = options.charged ?? "no";
    this.next = options.next ?? adviceByCode[code];
    this.data = options.data ?? {};
    if (options.cause !== undefined) Object.defineProperty(this, "cause", { value: options.cause });
  }

  toWire(): WireError {
    const { code, message, charged, next, data } = this;
    return { code, message, charged, next, data };
  }
}

/**
 * An error in one of the known sentences, which the panel can say in its own language. Without `options.next` it has the
 * code's own advice; advice as text is none of ours. Figures of both sentences lie in one `data`: two of the same name
 * must be the same.
 */
export function failure(
  code: ErrorCode,
  said: Said,
  options: { charged?: Charged; next?: Said | string; data?: WireError["data"]; cause?: unknown } = {},
): ContextileError {
  const { next } = options;
  const advice = typeof next === "object" ? next : null;
  return new ContextileError(code, inWords(said), {
    ...options,
    next: typeof next === "object" ? inWords(next) : next,
    data: {
      ...options.data,
      ...advice?.data,
      ...said.data,
      says: said.id,
      ...(advice && { nextSays: advice.id }),
    },
  });
}

/** True across realms (iframe, worker, two copies of this module), where `instanceof` fails. */
export function isContextileError(value: unknown): value is ContextileError {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}

/** Rebuilds an error that crossed a wire; an unknown code becomes `internal`, so old panels survive new hosts. */
export function fromWire(wire: WireError): ContextileError {
  const known = (errorCodes as readonly string[]).includes(wire.code);
  return new ContextileError(known ? wire.code : "internal", wire.message, wire);
}

/** Anything thrown → the family. AbortError becomes `cancelled`; everything unknown `internal`. */
export function toContextileError(thrown: unknown): ContextileError {
  if (isContextileError(thrown)) return thrown;
  if (thrown instanceof Error && thrown.name === "AbortError")
    return failure("cancelled", says("cancelled"), { cause: thrown });
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return failure("internal", says("unexpected", { text }), { cause: thrown });
}

/** One sentence for the charge, in the words every surface uses. */
export function chargedSentence(charged: Charged): string {
  if (charged === "no") return "Nothing was charged.";
  if (charged === "yes") return "The area was charged.";
  return "It is not certain whether the area was charged.";
}
