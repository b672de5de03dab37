import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import { pipeline } from "node:stream";
import { fromHostHeader } from "../../shared/bridge/transports/loopback.ts";
import { idempotencyHeader } from "../../shared/contract/service.ts";
import { type Charged, ContextileError } from "../../shared/errors.ts";
import { commonHeaders, Refusal, requireMethod, sendError } from "./http-answers.ts";

const connectTimeoutMs = 15_000;
const silenceMs = 10 * 60_000;
const ownPrefix = "contextile-";
const passedOn = ["content-type", "content-length", "accept", "accept-encoding", idempotencyHeader];
const passedBack = ["content-type", "content-length", "content-encoding", "retry-after"];

/**
 * Forwards one request to the service with the key added. Both bodies stream; the page never sees the key, the
 * service sees nothing of the page but what is listed here. `path` begins after `/service`, with its query.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  serviceUrl: string,
  key: string | null,
): void {
  requireMethod(request, "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
  checkPath(path.split("?")[0]);
  const target = new URL(serviceUrl.replace(/\/+$/, "") + path);
  const upstream = (target.protocol === "https:" ? https : http).request(target, {
    method: request.method,
    headers: {
      ...pick(request.headers, passedOn),
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    // No reuse: on a stale connection nobody could say whether a purchase has arrived.
    agent: false,
  });
  const reached = watchConnection(upstream, target.protocol === "https:" ? "secureConnect" : "connect");
  upstream.on("response", (answer) => sendBack(answer, response));
  upstream.on("error", (cause) => {
    const charged: Charged = reached() && request.method === "POST" ? "unknown" : "no";
    if (!response.destroyed)
      sendError(response, serviceDown("The service cannot be reached.", charged, cause));
  });
  response.on("close", () => upstream.destroy());
  request.on("error", () => upstream.destroy());
  request.pipe(upstream);
}

function checkPath(path: string): void {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    throw badPath();
  }
  const segments = decoded.split("/").slice(1);
  const isOdd = (segment: string) => ["", ".", ".."].includes(segment) || /[\\\0]/.test(segment);
  if (segments[0] !== "v1" || segments.length < 2 || segments.some(isOdd)) throw badPath();
}

function badPath(): Refusal {
  return new Refusal(400, "bad-message", "Only addresses under /service/v1/ are forwarded.");
}

/** Tells whether the connection stood (with TLS: was trusted), that is whether the service may have seen the request. */
function watchConnection(upstream: http.ClientRequest, event: "connect" | "secureConnect"): () => boolean {
  let connected = false;
  upstream.setTimeout(connectTimeoutMs, () => upstream.destroy(new Error("no answer in time")));
  upstream.on("socket", (socket) => {
    socket.once(event, () => {
      connected = true;
      upstream.setTimeout(silenceMs);
    });
  });
  return () => connected;
}

function sendBack(answer: IncomingMessage, response: ServerResponse): void {
  const status = answer.statusCode ?? 502;
  if (status >= 300 && status < 400 && status !== 304) {
    answer.destroy();
    sendError(response, serviceDown("The service answered with a redirect, which is not followed.", "no"));
    return;
  }
  response.writeHead(status, { ...commonHeaders, ...pick(answer.headers, passedBack) });
  // On a cut body the connection to the page is broken too, so that half an answer never looks whole.
  pipeline(answer, response, () => {});
}

function pick(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  const isPassed = (name: string) =>
    names.includes(name) || (name.startsWith(ownPrefix) && name !== fromHostHeader);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      isPassed(name) && typeof value === "string" ? [[name, value]] : [],
    ),
  );
}

function serviceDown(message: string, charged: Charged, cause?: unknown): ContextileError {
  return new ContextileError("service-down", message, { charged, cause });
}
