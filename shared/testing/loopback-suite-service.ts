/** A service to stand behind a loopback host: says what it was asked, and misbehaves on request. */
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

export interface SeenRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  /** The client went away before the answer was finished. */
  abandoned: Promise<void>;
}

export interface FakeService {
  url: string;
  seen: SeenRequest[];
  /** Lets the slow answer go on. */
  release(): void;
  close(): Promise<void>;
}

export async function startFakeService(): Promise<FakeService> {
  const seen: SeenRequest[] = [];
  let release = () => {};
  const server = http.createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    let leave = () => {};
    const abandoned = new Promise<void>((resolve) => {
      leave = resolve;
    });
    response.on("close", () => {
      if (!response.writableEnded) leave();
    });
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)]));
    const [method, path] = [request.method ?? "", request.url ?? ""];
    seen.push({ method, path, headers, body: Buffer.concat(pieces), abandoned });
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    await answer(request, response, gate);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`,
    seen,
    release: () => release(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Every byte there is, twice, and what text handling likes to change: line ends, zero, a byte order mark, bad UTF-8. */
export const everyByte = Buffer.from([
  ...Array.from({ length: 512 }, (_, i) => i & 255),
  ...[13, 10, 10, 13, 0, 0, 0xef, 0xbb, 0xbf, 0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 26],
]);

const json = { "content-type": "application/json" };

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  gate: Promise<void>,
): Promise<void> {
  const path = (request.url ?? "").split("?")[0];
  const keyed = path === "/base/v1/account" ? keyWay(request.headers.authorization ?? "") : null;
  if (keyed !== null) answerKey(request, response, keyed);
  else if (path === "/base/v1/account" && request.headers.authorization === undefined) {
    response.writeHead(401, {
      ...json,
      "www-authenticate": "Basic",
      "set-cookie": "a=b",
      "contextile-from": "host",
    });
    response.end('{"message":"no key"}');
  } else if (path === "/base/v1/slow") {
    response.writeHead(200, { ...json, "contextile-charged-km2": "0.25", "x-powered-by": "test" });
    response.write('{"a":');
    await gate;
    response.end("1}");
  } else if (path === "/base/v1/cut") {
    response.writeHead(200, json);
    response.write('{"half":');
    setTimeout(() => response.destroy(), 30);
  } else if (path === "/base/v1/redirect") {
    response.writeHead(302, { location: "http://example.invalid/" });
    response.end();
  } else if (path === "/base/v1/busy") {
    response.writeHead(429, { ...json, "retry-after": "7" });
    response.end("{}");
  } else if (path === "/base/v1/zipped") {
    response.writeHead(200, { ...json, "content-encoding": "gzip" });
    response.end(gzipSync('{"zipped":true}'));
  } else if (path === "/base/v1/binary") {
    response.writeHead(200, { "content-type": request.headers.accept?.split(",")[0] ?? "text/plain" });
    for (const half of [everyByte.subarray(0, 300), everyByte.subarray(300)]) response.write(half);
    response.end();
  } else if (path === "/base/v1/hangup") {
    request.socket.destroy();
  } else {
    response.writeHead(200, json);
    response.end('{"ok":true}');
  }
}

const keyWays = ["refused", "hangup", "redirect", "nowhere"] as const;
type KeyWay = (typeof keyWays)[number];

/** A key `ck_WAY_…` says itself what becomes of it. */
function keyWay(authorization: string): KeyWay | null {
  return keyWays.find((way) => authorization.startsWith(`Bearer ck_${way}_`)) ?? null;
}

function answerKey(request: IncomingMessage, response: ServerResponse, way: KeyWay): void {
  if (way === "hangup") {
    request.socket.destroy();
    return;
  }
  const location = way === "redirect" ? { location: "/base/v1/elsewhere" } : {};
  response.writeHead({ refused: 403, redirect: 307, nowhere: 404 }[way], { ...json, ...location });
  response.end("{}");
}
