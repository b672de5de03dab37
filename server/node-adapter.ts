import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { formatOfContentType } from "../shared/contract/answer-format.ts";
import { maxBodyBytes } from "./read-body.ts";
import { acceptsGzip } from "./routes/basemap-route.ts";

/** How long a client may go on sending a body that nobody wants, so that it gets to read the answer. */
const drainMs = 2_000;
/** How far an answer is produced ahead of a slow reader. */
const bufferBytes = 256 * 1024;
/** Below this, compressing costs more than it saves. */
const gzipFromBytes = 1_000;

/**
 * Node's http on the outside, Request → Response on the inside: bodies stream with back-pressure, data is compressed
 * for those who accept it, a client that goes away aborts the request's signal, and an answer that fails half-way
 * breaks the connection, so that nobody takes it for complete.
 */
export function toNodeListener(handle: (request: Request) => Promise<Response>): RequestListener {
  return (incoming, outgoing) => {
    answer(handle, incoming, outgoing).catch(() => outgoing.destroy());
  };
}

async function answer(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) gone.abort(new DOMException("The client went away.", "AbortError"));
  });
  const request = await toRequest(incoming, gone.signal);
  if (!request) {
    outgoing.writeHead(400, { "content-type": "text/plain", connection: "close" }).end("Bad request.\n");
    return;
  }
  const response = await handle(request);
  if (!incoming.complete) drain(incoming);
  await send(request, response, outgoing);
}

/** Null when the head makes no sense (no Host, a broken address). */
async function toRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request | null> {
  const { host } = incoming.headers;
  const url = host && URL.canParse(incoming.url ?? "/", `http://${host}`);
  if (!url) return null;
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2)
    headers.append(incoming.rawHeaders[i], incoming.rawHeaders[i + 1]);
  const method = incoming.method ?? "GET";
  // fetch's Request knows no TRACE or CONNECT, and nobody needs them.
  if (!/^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method)) return null;
  const body = method === "GET" || method === "HEAD" ? undefined : await collect(incoming);
  return new Request(new URL(incoming.url ?? "/", `http://${host}`), { method, headers, body, signal });
}

/** At most one byte more than the limit is kept: enough for the route to see that it is too much. */
async function collect(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  await new Promise<void>((resolve, reject) => {
    incoming.on("data", (chunk: Buffer) => {
      if (bytes <= maxBodyBytes) chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBodyBytes) resolve();
    });
    incoming.once("end", resolve);
    incoming.once("error", reject);
    incoming.once("close", () => reject(new Error("the client went away")));
  });
  return new Uint8Array(Buffer.concat(chunks));
}

/** Lets the rest of an unwanted body run dry for a moment: closing at once would destroy our answer on its way. */
function drain(incoming: IncomingMessage): void {
  incoming.resume();
  const timer = setTimeout(() => incoming.destroy(), drainMs);
  incoming.once("close", () => clearTimeout(timer));
}

async function send(request: Request, response: Response, outgoing: ServerResponse): Promise<void> {
  const zip = shouldZip(request, response);
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) if (name !== "set-cookie") outgoing.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  if (zip) {
    outgoing.setHeader("content-encoding", "gzip");
    outgoing.removeHeader("content-length");
  }
  if (isData(response)) outgoing.setHeader("vary", varyWithEncoding(response));
  if (!response.body) {
    outgoing.end();
    return;
  }
  const source = Readable.from(readAll(response.body), { objectMode: false, highWaterMark: bufferBytes });
  // Level 1: two thirds of the gain of level 6 for a quarter of its time.
  if (zip) await pipeline(source, createGzip({ level: 1 }), outgoing);
  else await pipeline(source, outgoing);
}

/** Ending early cancels the body: that is how a route learns that nobody reads on. */
async function* readAll(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

const isData = ({ headers }: Response) =>
  /json/.test(headers.get("content-type") ?? "") || formatOfContentType(headers.get("content-type")) !== null;

/** Answers that a route already distinguishes by other request headers keep those. */
function varyWithEncoding({ headers }: Response): string {
  const names = (headers.get("vary") ?? "").split(",").map((name) => name.trim().toLowerCase());
  return [...new Set([...names.filter((name) => name !== ""), "accept-encoding"])].join(", ");
}

/** Data only: pages hold a secret (the form token) beside text from outside, which compression can leak. */
function shouldZip(request: Request, response: Response): boolean {
  const length = response.headers.get("content-length");
  if (length !== null && Number(length) < gzipFromBytes) return false;
  return (
    response.body !== null &&
    !response.headers.has("content-encoding") &&
    isData(response) &&
    acceptsGzip(request)
  );
}
