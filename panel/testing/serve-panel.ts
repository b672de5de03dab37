/**
 * A loopback host for browser tests: the built panel, a memory host behind the real endpoint, and a proxy to a fake
 * service. As much of docs/loopback-protocol.md as one well-behaved page needs; the suites of the real hosts check the rest.
 */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { Readable } from "node:stream";
import type { KeyVerdict } from "../../shared/bridge/protocol.ts";
import type { Transport } from "../../shared/bridge/transport.ts";
import {
  createMemoryHost,
  type MemoryHost,
  type MemoryHostOptions,
} from "../../shared/testing/memory-host.ts";
import { buildPanel } from "./build-panel.ts";

export interface ServedPanel {
  /** Address with the pairing token, as a host opens it. */
  url: string;
  origin: string;
  host: MemoryHost;
  /** Content types of the answers with models that were passed on to the page, in order. */
  answers: string[];
  /** Sends an event of the host to the panel. */
  tell(event: string, data: unknown): void;
  stop(): Promise<void>;
}

export interface ServePanelOptions {
  /** Base address of the service behind `/service`. */
  serviceUrl: string;
  host?: Omit<MemoryHostOptions, "transport">;
  /** A panel that is built already; default: built once per process. */
  folder?: string;
  /** The page's policy forbids WebAssembly, as some webviews do. */
  withoutWebAssembly?: boolean;
}

const token = "test-pairing-token-of-the-panel-suite-00001";
const session = "test-session";
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
  "img-src 'self' data: blob:; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; " +
  "object-src 'none'; frame-ancestors 'none'";
const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

export async function servePanel(options: ServePanelOptions): Promise<ServedPanel> {
  const folder = options.folder ?? (await buildPanel());
  const line = createLine();
  const host = createMemoryHost({
    testKey: (key) => testKey(options.serviceUrl, key),
    ...options.host,
    profile: { bulkUrl: "/bridge/bulk", serviceOrigin: options.serviceUrl, ...options.host?.profile },
    transport: line.transport,
  });
  const answers: string[] = [];
  const pagePolicy = options.withoutWebAssembly ? policy.replace(" 'wasm-unsafe-eval'", "") : policy;
  const server = createServer((request, response) => {
    const { serviceUrl } = options;
    handle({ request, response, folder, line, host, serviceUrl, pagePolicy, answers }).catch(
      (thrown: unknown) => {
        if (response.headersSent) response.destroy();
        else fail(response, 502, "service-down", String(thrown));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/#t=${token}`,
    origin,
    host,
    answers,
    tell: (event, data) => void line.transport.send(JSON.stringify({ v: 1, kind: "evt", event, data })),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As a host asks: with this key, which it does not keep. */
async function testKey(serviceUrl: string, key: string): Promise<KeyVerdict> {
  const answer = await fetch(`${serviceUrl}/v1/account`, {
    headers: { authorization: `Bearer ${key}` },
  }).catch(() => null);
  if (answer === null || answer.status >= 500) return "unreachable";
  if (answer.status === 404) return "no-account";
  return answer.ok ? "accepted" : "refused";
}

interface Line {
  transport: Transport;
  receive(message: string): void;
  openStream(response: ServerResponse, after: number): void;
  gone(): boolean;
}

/** The host's end of the loopback: messages come by POST, answers go out as numbered events. */
function createLine(): Line {
  const sent: string[] = [];
  let stream: ServerResponse | null = null;
  let listener: (message: string) => void = () => undefined;
  let gone = false;
  const write = (id: number) => stream?.write(`id: ${id}\ndata: ${sent[id - 1]}\n\n`);
  return {
    transport: {
      async send(message) {
        if (gone) return;
        write(sent.push(message));
      },
      onMessage: (next) => {
        listener = next;
      },
      onClose: () => undefined,
      close() {
        gone = true;
        stream?.destroy();
      },
    },
    receive: (message) => listener(message),
    openStream(response, after) {
      stream = response;
      response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
      response.write(": open\n\n");
      for (let id = after + 1; id <= sent.length; id++) write(id);
    },
    gone: () => gone,
  };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  folder: string;
  line: Line;
  host: MemoryHost;
  serviceUrl: string;
  pagePolicy: string;
  answers: string[];
}

async function handle(exchange: Exchange): Promise<void> {
  const { request, response, line, host } = exchange;
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  if (line.gone() && !isStatic(url.pathname)) return fail(response, 401, "host-gone", "The host is gone.");
  if (isStatic(url.pathname)) return sendFile(exchange, url.pathname);
  if (url.pathname === "/pair") {
    const { token: given } = JSON.parse(await text(request));
    return given === token ? json(response, { session }) : fail(response, 401, "host-gone", "Wrong token.");
  }
  if (request.headers["x-contextile-token"] !== session)
    return fail(response, 401, "host-gone", "No session.");
  if (url.pathname === "/bridge/events")
    return line.openStream(response, Number(request.headers["last-event-id"] ?? 0));
  if (url.pathname === "/bridge") {
    line.receive(await text(request));
    return json(response, { accepted: true });
  }
  if (url.pathname === "/bridge/bulk") {
    const hash = String(request.headers["x-contextile-sha256"]);
    const handoff = url.searchParams.get("handoff") ?? "";
    return json(
      response,
      await host.receiver.chunk(handoff, Number(url.searchParams.get("seq")), hash, await body(request)),
    );
  }
  return proxy(exchange, url);
}

function isStatic(path: string): boolean {
  return !path.startsWith("/pair") && !path.startsWith("/bridge") && !path.startsWith("/service/");
}

async function sendFile({ response, folder, pagePolicy }: Exchange, path: string): Promise<void> {
  const name = path === "/" ? "index.html" : path.slice(1);
  const bytes = await readFile(join(folder, name)).catch(() => null);
  if (bytes === null || name.includes("..")) return fail(response, 404, "bad-message", "No such file.");
  response.writeHead(200, {
    "content-type": types[extname(name)] ?? "application/octet-stream",
    "content-security-policy": pagePolicy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  response.end(bytes);
}

/** Adds the key, streams both ways, and breaks the connection where the service does. */
async function proxy(exchange: Exchange, url: URL): Promise<void> {
  const { request, response, host, serviceUrl, answers } = exchange;
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const headers: Record<string, string> = {};
  for (const name of ["content-type", "accept", "idempotency-key"])
    if (typeof request.headers[name] === "string") headers[name] = request.headers[name];
  if (host.key()) headers.authorization = `Bearer ${host.key()}`;
  const answer = await fetch(`${serviceUrl}${url.pathname.slice("/service".length)}${url.search}`, {
    method: request.method,
    headers,
    body: request.method === "POST" ? await body(request) : undefined,
    signal: gone.signal,
  });
  const passed: Record<string, string> = {};
  answer.headers.forEach((value, name) => {
    if (name.startsWith("contextile-") || name === "content-type" || name === "retry-after")
      passed[name] = value;
  });
  if (answer.ok && url.pathname.endsWith("/v1/context")) answers.push(passed["content-type"] ?? "");
  response.writeHead(answer.status, passed);
  response.flushHeaders();
  if (answer.body === null) return void response.end();
  const stream = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
  stream.on("error", () => response.destroy());
  stream.pipe(response);
}

async function body(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

async function text(request: IncomingMessage): Promise<string> {
  return new TextDecoder().decode(await body(request));
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function fail(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { "content-type": "application/json", "contextile-from": "host" });
  response.end(JSON.stringify({ error: { code, message, charged: "no", next: "Try again." } }));
}
