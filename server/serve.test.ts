import { cp, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { AnswerEngine } from "./answers/pool/answer-engine.ts";
import { createOwnThreadEngine } from "./answers/pool/own-thread-engine.ts";
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

const headers = (service: RunningService) => ({ authorization: `Bearer ${service.key}` });

/** Reads the answer whole; rejects when it is cut. */
const buy = async (service: RunningService) => {
  const init = { method: "POST", headers: headers(service), body: JSON.stringify(smallBody) };
  return (await fetch(`${service.url}/v1/context`, init)).text();
};

const accountOf = async (service: RunningService) =>
  (await fetch(`${service.url}/v1/account`, { headers: headers(service) })).json();

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
    await buy(first);
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

  test("that cannot listen ends its engine's threads, closes the map and the store, and says why", async () => {
    const dataFolder = await usedFolder();
    const sources = fakeSources();
    const closed: string[] = [];
    sources.map.close = async () => {
      closed.push("map");
      throw new Error("not closed properly");
    };
    const engine: AnswerEngine = {
      ...createOwnThreadEngine(fakeEngine().answer, sources),
      close: async () => void closed.push("engine"),
    };
    // RFC 5737: an address for documents, which no machine has.
    const nowhere = start({ dataFolder, sources, answerContext: engine, host: "203.0.113.7" });
    await expect(nowhere).rejects.toThrow("203.0.113.7");
    expect(closed).toEqual(["engine", "map"]);
    // Its folder is free again.
    await start({ dataFolder });
  });

  test("can be closed twice", async () => {
    const service = await start();
    await Promise.all([service.close(), service.close()]);
    await expect(fetch(service.url)).rejects.toThrow();
  });

  test("closing the service cuts what is running, gives it back and does not hang", async () => {
    const dataFolder = await usedFolder();
    const engine = fakeEngine({ chunks: ["[", "]"], delayMs: 300 });
    const service = await start({ dataFolder, answerContext: engine.answer });
    const answer = buy(service);
    await until(() => engine.calls === 1);
    const [cut] = await Promise.allSettled([answer, service.close()]);
    expect(cut.status).toBe("rejected");
    expect(await accountOf(await start({ dataFolder }))).toMatchObject({ balanceKm2: 1, totalRequests: 0 });
  });
});
