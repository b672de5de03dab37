import type { IncomingMessage, ServerResponse } from "node:http";
import { fromHostHeader } from "../../shared/bridge/transports/loopback.ts";
import { ContextileError, type ErrorCode, toContextileError } from "../../shared/errors.ts";

/** On every answer; static files say `no-cache` instead. Source: docs/loopback-protocol.md. */
export const commonHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

export const mebibyte = 1024 * 1024;

const statusByCode: Partial<Record<ErrorCode, number>> = {
  "bad-message": 400,
  "host-gone": 401,
  "host-busy": 409,
  "too-big": 413,
  "service-down": 502,
  "disk-full": 507,
};

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...commonHeaders,
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    ...(status >= 400 ? { [fromHostHeader]: "host" } : {}),
  });
  response.end(text);
}

/** A refusal or failure of this server itself. The status follows from the code unless one is given. */
export function sendError(response: ServerResponse, thrown: unknown, status?: number): void {
  const error = toContextileError(thrown);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendJson(response, status ?? statusByCode[error.code] ?? 500, { error: error.toWire() });
}

/** An error that names its own status. */
export class Refusal extends Error {
  readonly status: number;
  readonly error: ContextileError;

  constructor(status: number, code: ErrorCode, message: string) {
    super(message);
    this.status = status;
    this.error = new ContextileError(code, message);
  }
}

/** The whole body, or a Refusal (413) without reading the rest. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const tooBig = new Refusal(413, "too-big", `The message is larger than ${limitBytes} bytes.`);
  if (Number(request.headers["content-length"] ?? 0) > limitBytes) throw tooBig;
  const pieces: Buffer[] = [];
  let total = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    total += piece.length;
    if (total > limitBytes) throw tooBig;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Throws a Refusal (415) where the content type, without its parameters, is another one. */
export function requireType(request: IncomingMessage, type: string): void {
  const given = (request.headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();
  if (given !== type) throw new Refusal(415, "bad-message", `The content type must be ${type}.`);
}

/** Throws a Refusal (405). */
export function requireMethod(request: IncomingMessage, ...allowed: string[]): void {
  if (!allowed.includes(request.method ?? ""))
    throw new Refusal(405, "bad-message", `The method must be ${allowed.join(" or ")}.`);
}
