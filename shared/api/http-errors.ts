/** Status codes and error bodies of any service → the one error family. */
import { fromHostHeader } from "../bridge/transports/loopback.ts";
import { errorBodySchema } from "../contract/context-response.ts";
import { ContextileError, type ErrorCode, failure } from "../errors.ts";
import { readSaid, type Said, type SentenceId, says, type Told } from "../sentences.ts";

/** What a refused request said, in any shape of body. */
export interface ServiceRefusal {
  status: number;
  /** One line for a person; empty when the body says nothing readable. */
  text: string;
  code?: ErrorCode;
  charged?: "no" | "yes" | "unknown";
  next?: string;
  /** Which of our sentences `text` and `next` are; absent where they are none. */
  said?: Said;
  nextSaid?: Said;
  /** The host at this end of the line speaks, not the service: it knows what it has sent on. */
  fromHost: boolean;
  /** What `Retry-After` asks for, or null. */
  retryAfterMs: number | null;
}

const maxErrorBytes = 64 * 1024;
const maxTextLength = 300;

/** Reads a refused answer, at most 64 KB of it. Never throws: a body that cannot be read says nothing. */
export async function readRefusal(
  response: Response,
  hide: HideSecrets,
  nowMs: number,
): Promise<ServiceRefusal> {
  const body = parseErrorBody(await readText(response));
  const text = hide(body.text);
  const next = body.next === undefined ? undefined : hide(body.next);
  return {
    status: response.status,
    text,
    code: body.code,
    charged: body.charged,
    next,
    // Where a secret was hidden, the figures hold it too.
    said: text === body.text ? body.said : undefined,
    nextSaid: next === body.next ? body.nextSaid : undefined,
    fromHost: response.headers.get(fromHostHeader) === "host",
    retryAfterMs: parseRetryAfter(response.headers.get("retry-after"), nowMs),
  };
}

/** A refusal that is final → the error for it. Charging is decided by the caller, who knows the service. */
export function refusalError(refusal: ServiceRefusal): ContextileError {
  const { status, text, next } = refusal;
  const code = refusal.code ?? codeForStatus(status, text);
  const options = { charged: refusal.charged, next, data: { status } };
  if (refusal.fromHost && text !== "" && refusal.said === undefined)
    return new ContextileError(code, text, options);
  const what =
    refusal.said ??
    addressSentence(status, text) ??
    sentenceOf(code, text) ??
    says("refused", { status, text });
  return failure(code, what, { ...options, next: refusal.nextSaid ?? next });
}

/** Answers that mean that the address is wrong. Browsers hide the status of a redirect: 0. */
function addressSentence(status: number, text: string): Said | null {
  if (status === 404 || status === 405) return says("no-service-here", { status, text });
  return isRedirect(status) ? says("address-leads-on", { text }) : null;
}

const isRedirect = (status: number) => status === 0 || (status >= 300 && status < 400);

const refusalSentences = {
  "no-key": "refused-no-key",
  "bad-key": "refused-bad-key",
  "no-balance": "refused-no-balance",
  "area-too-large": "refused-too-large",
  "bad-polygon": "refused-area",
  "rate-limited": "refused-too-often",
  "service-down": "service-failed",
  timeout: "service-took-too-long",
} as const satisfies Partial<Record<ErrorCode, SentenceId>>;

const isRefusal = (code: ErrorCode): code is keyof typeof refusalSentences => code in refusalSentences;

const sentenceOf = (code: ErrorCode, text: string): Said | null =>
  isRefusal(code) ? says(refusalSentences[code], { text }) : null;

function codeForStatus(status: number, text: string): ErrorCode {
  if (status === 401 || status === 403) return "bad-key";
  if (status === 402) return "no-balance";
  if (status === 413) return "area-too-large";
  if (status === 429) return "rate-limited";
  if (status === 408 || status === 504) return "timeout";
  if (status >= 500 || status === 404 || status === 405 || isRedirect(status)) return "service-down";
  if (/too (?:large|big)|exceeds|maximum area/i.test(text)) return "area-too-large";
  return /polygon|ring|area|coordinate/i.test(text) ? "bad-polygon" : "bad-request";
}

/** Replaces every secret that was sent by dots, wherever a service or a runtime repeats it. */
export type HideSecrets = (text: string) => string;

/** The secrets are the values of the request's headers, whole and without their scheme ("Bearer …"). */
export function createHideSecrets(headers: Readonly<Record<string, string>>): HideSecrets {
  const secrets = Object.values(headers)
    .flatMap((value) => [value, value.replace(/^\S+\s+/, "")])
    .filter((value) => value.length >= 6)
    .sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((clean, secret) => clean.split(secret).join("•••"), text);
}

interface ErrorText {
  text: string;
  code?: ErrorCode;
  charged?: "no" | "yes" | "unknown";
  next?: string;
  said?: Said;
  nextSaid?: Said;
}

/** `{error}`, `{error: {message}}`, `{message}`, `{detail}`, plain text or a web page → one line. */
export function parseErrorBody(body: string): ErrorText {
  if (/^\s*</.test(body)) return { text: oneLine(pageTitle(body)) };
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { text: oneLine(body) };
  }
  if (typeof json === "string") return { text: oneLine(json) };
  const parsed = errorBodySchema.safeParse(json);
  if (!parsed.success) return { text: "" };
  const { error, message, detail } = parsed.data;
  const nested = typeof error === "object" ? error : undefined;
  const text = (typeof error === "string" ? error : nested?.message) ?? message ?? detail ?? "";
  const code = nested?.code ?? parsed.data.code;
  const charged = nested?.charged ?? parsed.data.charged;
  const next = nested?.next ?? parsed.data.next;
  const { said, nextSaid } = nested ?? parsed.data;
  const nextLine = next === undefined ? undefined : oneLine(next);
  return {
    ...{ text: oneLine(text), code, charged, next: nextLine },
    ...(said && { said: readTold(said, oneLine(text)) }),
    ...(nextSaid && { nextSaid: readTold(nextSaid, nextLine ?? "") }),
  };
}

const readTold = ({ id, data = {} }: Partial<Told>, text: string) => readSaid(id, data, text) ?? undefined;

function pageTitle(html: string): string {
  const title = /<title[^>]*>([\s\S]*?)<\/title>/i.exec(html)?.[1] ?? "";
  return title.replace(/<[^>]*>/g, " ");
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > maxTextLength ? `${line.slice(0, maxTextLength)}…` : line;
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    while (bytes < maxErrorBytes) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      bytes += value.length;
      text += decoder.decode(value, { stream: true });
    }
    return text;
  } catch {
    return text;
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** Seconds or an HTTP date → milliseconds from now, never negative; null when absent or unreadable. */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
