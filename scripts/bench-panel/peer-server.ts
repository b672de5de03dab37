/** Serves the peer-like page and an empty one, and repeats for it the purchase that the panel made. */

import { mkdtemp, readFile } from "node:fs/promises";
import http, { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { pipeline } from "node:stream";
import { build } from "vite";
import { contextPath } from "../../shared/contract/context-request.ts";
import { idempotencyHeader } from "../../shared/contract/service.ts";
import { listen } from "./listen.ts";

/** What the panel sent: the same id and body again, so that a service that confirms request ids charges once. */
export interface Purchase {
  body: string;
  headers: IncomingHttpHeaders;
}

export interface PeerServer {
  url: string;
  emptyUrl: string;
  /** Size of the answer that the page got, bytes. */
  answerBytes(): number;
  close(): Promise<void>;
}

const pages = join(import.meta.dirname, "page");

export async function buildPeerPage(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), "contextile-peer-page-"));
  await build({
    root: pages,
    configFile: false,
    logLevel: "error",
    build: {
      outDir,
      emptyOutDir: true,
      chunkSizeWarningLimit: 1500,
      rolldownOptions: { input: ["index.html", "empty.html"].map((name) => join(pages, name)) },
    },
  });
  return outDir;
}

export async function startPeerServer(
  folder: string,
  target: { serviceUrl: string; key: string },
  purchase: () => Purchase,
): Promise<PeerServer> {
  let bytes = 0;
  const onBytes = (count: number) => {
    bytes += count;
  };
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    if (path === contextPath) buyAgain(target, purchase(), response, onBytes);
    else void sendFile(folder, path, response);
  });
  const { url, close } = await listen(server);
  return { url: `${url}/index.html`, emptyUrl: `${url}/empty.html`, answerBytes: () => bytes, close };
}

function buyAgain(
  { serviceUrl, key }: { serviceUrl: string; key: string },
  { body, headers }: Purchase,
  response: ServerResponse,
  onBytes: (count: number) => void,
): void {
  const target = new URL(serviceUrl.replace(/\/+$/, "") + contextPath);
  const id = headers[idempotencyHeader];
  const upstream = (target.protocol === "https:" ? https : http).request(target, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${key}`,
      ...(id === undefined ? {} : { [idempotencyHeader]: id }),
    },
  });
  upstream.on("error", () => response.destroy());
  upstream.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, { "content-type": "application/json" });
    answer.on("data", (part: Buffer) => onBytes(part.length));
    pipeline(answer, response, () => {});
  });
  upstream.end(body);
}

async function sendFile(folder: string, path: string, response: ServerResponse): Promise<void> {
  const types: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript" };
  try {
    const body = await readFile(join(folder, new URL(path, "http://bench").pathname));
    response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}
