import { cp, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, request as nodeRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { AnswerContext } from "./engine/engine.ts";
import { type RunningService, type StartOptions, startService } from "./serve.ts";
import { fakeEngine, fakeSources } from "./testing/fake-sources.ts";
import { smallBody } from "./testing/open-test-service.ts";

const folders: string[] = [];
/** A data folder as a first start leaves it: copying it takes a tenth of the time that making one does. */
const used = await mkdtemp(join(tmpdir(), "contextile-used-"));
afterAll(() => rm(used, { recursive: true, force: true }));
const running: RunningService[] = [];
afterEach(async () => {
  for (const service of running.splice(0)) await service.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const newFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), "contextile-serve-"));
  folders.push(folder);
  return folder;
};

const usedFolder = async () => {
  if ((await readdir(used)).length === 0) {
    const first = await start({ dataFolder: used });
    await first.close();
  }
  const folder = await newFolder();
  await cp(used, folder, { recursive: true });
  return folder;
};

async function start(options: Partial<StartOptions> = {}): Promise<RunningService> {
  const service = await startService({
    port: 0,
    dataFolder: options.dataFolder ?? (await usedFolder()),
    sources: fakeSources(),
    answerContext: fakeEngine().answer,
    buildBasemap: async () => ({ type: "FeatureCollection", features: [] }),
    writeError: () => {},
    ...options,
  });
  running.push(service);
  return service;
}

/** Node's own client: it shows the raw head and body, where fetch would unpack them. */
function send(
  service: RunningService,
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

const post = (service: RunningService, headers: Record<string, string> = {}) =>
  send(service, { method: "POST", path: "/v1/context", headers, body: JSON.stringify(smallBody) });

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const accountOf = async (service: RunningService) =>
  JSON.parse(String(await bytesOf(await send(service, { path: "/v1/account" }))));

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    if (await condition()) return;
    await sleep(10);
  }
  throw new Error("it did not happen within ten seconds");
}

describe("a started service", () => {
  test("gives its address, a key that works and a link that signs in", async () => {
    const service = await start();
    expect(service.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(service.key).toMatch(/^ctx_[0-9A-Za-z]{40}$/);
    expect(await accountOf(service)).toMatchObject({ balanceKm2: 1, plan: "Free" });
    const signedIn = await fetch(service.keysPageUrl, { redirect: "manual" });
    expect([signedIn.status, signedIn.headers.get("location")]).toEqual([303, "/keys"]);
  });

  test("has the same key and balance after a restart, and its files are for the owner alone", async () => {
    const dataFolder = await newFolder();
    const first = await start({ dataFolder });
    await bytesOf(await post(first));
    const before = await accountOf(first);
    await first.close();
    const second = await start({ dataFolder });
    expect(second.key).toBe(first.key);
    expect(await accountOf(second)).toEqual(before);
    expect((await stat(join(dataFolder, "secret.key"))).mode & 0o777).toBe(0o600);
    await second.close();
    expect((await readdir(dataFolder)).sort()).toEqual(["database", "secret.key"]);
    const secret = await readFile(join(dataFolder, "secret.key"), "utf8");
    expect(Buffer.from(secret, "base64")).toHaveLength(32);
  });

  test("takes the next free port when its own is busy", async () => {
    const blocker = createServer();
    const busy = await new Promise<number>((resolve) => {
      blocker.listen(0, "127.0.0.1", () => {
        const address = blocker.address();
        resolve(typeof address === "object" && address ? address.port : 0);
      });
    });
    const service = await start({ port: busy });
    expect(Number(new URL(service.url).port)).not.toBe(busy);
    expect((await fetch(`${service.url}/v1/service`)).status).toBe(200);
    blocker.close();
  });

  test("refuses a data folder in use", async () => {
    const dataFolder = await usedFolder();
    await start({ dataFolder });
    await expect(start({ dataFolder })).rejects.toThrow("is in use by another Contextile");
  });

  test("can be closed twice", async () => {
    const service = await start();
    await Promise.all([service.close(), service.close()]);
    await expect(fetch(service.url)).rejects.toThrow();
  });
});

describe("over a real socket", () => {
  test("an answer is compressed for who accepts it, and only then", async () => {
    const service = await start();
    const zipped = await post(service, { "accept-encoding": "gzip" });
    expect(zipped.headers).toMatchObject({
      "content-encoding": "gzip",
      "contextile-charged-km2": "0.006321",
      vary: "accept-encoding",
    });
    expect(String(gunzipSync(await bytesOf(zipped)))).toBe('{"origin":[59.437,24.745],"geometry":[]}');
    const plain = await post(service);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(String(await bytesOf(plain))).toBe('{"origin":[59.437,24.745],"geometry":[]}');
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

  test("closing the service cuts what is running, gives it back and does not hang", async () => {
    const dataFolder = await usedFolder();
    const engine = fakeEngine({ chunks: ["[", "]"], delayMs: 300 });
    const service = await start({ dataFolder, answerContext: engine.answer });
    const answer = post(service).then(bytesOf);
    await until(() => engine.calls === 1);
    const [cut] = await Promise.allSettled([answer, service.close()]);
    expect(cut.status).toBe("rejected");
    expect(await accountOf(await start({ dataFolder }))).toMatchObject({ balanceKm2: 1, totalRequests: 0 });
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
    const { pathname, search } = new URL(service.keysPageUrl);
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

function rawRequest(service: RunningService, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(service.url).port), "127.0.0.1", () => socket.write(text));
    socket.once("data", (data) => {
      resolve(String(data));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}
