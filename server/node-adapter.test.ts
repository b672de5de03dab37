import { createServer, type IncomingMessage, request as nodeRequest, type Server } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { AnswerContext } from "./engine/engine.ts";
import { toNodeListener } from "./node-adapter.ts";
import type { ServiceOptions } from "./service.ts";
import { openEmbeddedStore } from "./store/embedded-store.ts";
import { fakeEngine } from "./testing/fake-sources.ts";
import { clearStore, openTestService, smallBody, type TestService } from "./testing/open-test-service.ts";

const store = await openEmbeddedStore(null);
let server: Server | null = null;
const closeServer = async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  server = null;
};
afterEach(closeServer);
afterAll(() => store.close());

interface Served extends TestService {
  url: string;
}

/** A service with a fresh account behind a socket. */
async function start(options: Partial<ServiceOptions> = {}): Promise<Served> {
  await clearStore(store);
  const listening = createServer();
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  const service = await openTestService({
    store,
    baseUrl: url,
    hosts: [`localhost:${port}`],
    ...options,
  });
  listening.on("request", toNodeListener(service.handle));
  return { ...service, url };
}

/** Node's own client: it shows the raw head and body, where fetch would unpack them. */
function send(
  service: Served,
  options: { method?: string; path: string; headers?: Record<string, string>; body?: string },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${service.key}`, ...options.headers };
    const request = nodeRequest(
      service.url + options.path,
      { method: options.method ?? "GET", headers },
      resolve,
    );
    request.once("error", reject);
    // After its answer a server may hang up on the rest of a large body; nobody listens any more by then.
    request.once("socket", (socket) => socket.on("error", () => {}));
    request.end(options.body);
  });
}

const post = (service: Served, headers: Record<string, string> = {}) =>
  send(service, { method: "POST", path: "/v1/context", headers, body: JSON.stringify(smallBody) });

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const accountOf = async (service: Served) =>
  JSON.parse(String(await bytesOf(await send(service, { path: "/v1/account" }))));

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    if (await condition()) return;
    await sleep(10);
  }
  throw new Error("it did not happen within ten seconds");
}

describe("over a real socket", () => {
  test("an answer is compressed for who accepts it, and only then", async () => {
    const service = await start();
    const zipped = await post(service, { "accept-encoding": "gzip" });
    expect(zipped.headers).toMatchObject({
      "content-encoding": "gzip",
      "contextile-charged-km2": "0.006321",
      vary: "accept, accept-encoding",
    });
    expect(String(gunzipSync(await bytesOf(zipped)))).toBe('{"origin":[59.437,24.745],"geometry":[]}');
    const plain = await post(service);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(String(await bytesOf(plain))).toBe('{"origin":[59.437,24.745],"geometry":[]}');
    const small = await send(service, { path: "/v1/service", headers: { "accept-encoding": "gzip" } });
    expect(small.headers["content-encoding"]).toBeUndefined();
    expect(await bytesOf(small)).toHaveLength(Number(small.headers["content-length"]));
    const map = await send(service, { path: "/v1/basemap", headers: { "accept-encoding": "gzip" } });
    expect(map.headers).toMatchObject({ "content-encoding": "gzip", vary: "accept-encoding" });
    expect(String(gunzipSync(await bytesOf(map)))).toBe('{"type":"FeatureCollection","features":[]}');
  });

  test("an answer is produced no faster than it is read", async () => {
    const made = { bytes: 0 };
    const service = await start({ answerContext: endless(made, 64 * 1024 * 1024) });
    const answer = await post(service);
    answer.pause();
    // What fits into the buffers on the way is made, then nothing more.
    for (let before = -1; made.bytes !== before; await sleep(500)) before = made.bytes;
    expect(made.bytes).toBeLessThan(32 * 1024 * 1024);
    expect(await bytesOf(answer)).toHaveLength(64 * 1024 * 1024);
    expect((await accountOf(service)).totalRequests).toBe(1);
  });

  test("a client that hangs up stops the engine and pays nothing", async () => {
    const engine = fakeEngine({ chunks: Array(1000).fill("x".repeat(10_000)), delayMs: 2 });
    const service = await start({ answerContext: engine.answer });
    const answer = await post(service);
    await new Promise((resolve) => answer.once("data", resolve));
    answer.destroy();
    await until(() => engine.stopped === 1);
    await until(async () => (await accountOf(service)).balanceKm2 === 1);
    expect((await accountOf(service)).totalRequests).toBe(0);
  });

  test("an engine that breaks in the middle cuts the stream, so that nobody takes it for whole", async () => {
    const engine = fakeEngine({ chunks: ["[1,", "2,", "3]"], failAt: 2, delayMs: 20 });
    const service = await start({ answerContext: engine.answer });
    const answer = await post(service);
    expect(answer.statusCode).toBe(200);
    await expect(bytesOf(answer)).rejects.toThrow("aborted");
    await until(async () => (await accountOf(service)).balanceKm2 === 1);
  });

  test("a huge body is refused with an answer that arrives", async () => {
    const service = await start();
    const answer = await send(service, { method: "POST", path: "/v1/context", body: "y".repeat(5_000_000) });
    expect(answer.statusCode).toBe(413);
    expect(JSON.parse(String(await bytesOf(answer)))).toMatchObject({ code: "too-big", charged: "no" });
  });

  test("another Host is refused, and so is none", async () => {
    const service = await start();
    const foreign = await send(service, { path: "/v1/service", headers: { host: "evil.example" } });
    expect(foreign.statusCode).toBe(421);
    const local = new URL(service.url).port;
    expect(
      (await send(service, { path: "/v1/service", headers: { host: `localhost:${local}` } })).statusCode,
    ).toBe(200);
    expect(
      await rawRequest(service, "GET http://evil.example/v1/service HTTP/1.1\r\nHost: x\r\n\r\n"),
    ).toContain("421");
    expect(await rawRequest(service, "GET /v1/service HTTP/1.1\r\n\r\n")).toMatch(/^HTTP\/1\.1 400/);
    expect(await rawRequest(service, "BREW / HTTP/1.1\r\nHost: x\r\n\r\n")).toMatch(/^HTTP\/1\.1 400/);
  });

  test("the pages set their cookie and are not compressed", async () => {
    const service = await start();
    const page = await send(service, { path: "/keys", headers: { "accept-encoding": "gzip" } });
    expect([page.statusCode, page.headers["content-encoding"]]).toEqual([401, undefined]);
    page.resume();
    const { pathname, search } = new URL(await service.signInLink());
    const opened = await send(service, { path: pathname + search });
    expect(opened.headers["set-cookie"]).toHaveLength(1);
    opened.resume();
  });
});

/** Makes `total` bytes as fast as it is let. */
const endless = (made: { bytes: number }, total: number): AnswerContext =>
  async function* () {
    const chunk = new Uint8Array(256 * 1024).fill(32);
    while (made.bytes < total) {
      made.bytes += chunk.length;
      yield chunk;
    }
  };

function rawRequest(service: Served, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(service.url).port), "127.0.0.1", () => socket.write(text));
    socket.once("data", (data) => {
      resolve(String(data));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}
