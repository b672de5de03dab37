import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type RunningService, type StartOptions, startService } from "../serve.ts";
import { openTestService, smallBody, type TestService } from "../testing/open-test-service.ts";
import { createPoolEngine } from "./pool/pool-engine.ts";
import type { OddStep } from "./testing/odd-answer.ts";

/** The whole service with real workers, the real engine and real files, behind real sockets. */
const root = await mkdtemp(join(tmpdir(), "contextile-pooled-"));
const map = join(root, "town.osm");
const town = fileURLToPath(new URL("../sample-town/sample-town.osm", import.meta.url));
const dataFolder = join(root, "data");
const answersFolder = join(dataFolder, "cache", "answers");
const lines: string[] = [];
const warnings: unknown[] = [];
const running: RunningService[] = [];
beforeAll(() => copyFile(town, map));
afterEach(async () => {
  for (const service of running.splice(0)) await service.close();
  lines.length = 0;
  warnings.length = 0;
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function start(options: Partial<StartOptions> = {}): Promise<RunningService> {
  const service = await startService({
    port: 0,
    dataFolder,
    osmFile: map,
    workers: 1,
    answerCacheMb: 50,
    engineVersion: "the one under test",
    writeLine: (line) => lines.push(line),
    writeError: (error) => warnings.push(error),
    ...options,
  });
  running.push(service);
  return service;
}

/** About 0.05 km² in the middle of the sample town. */
const area = (shift = 0) => [
  [47.499, 10.498 + shift],
  [47.499, 10.501 + shift],
  [47.501, 10.501 + shift],
  [47.501, 10.498 + shift],
  [47.499, 10.498 + shift],
];

async function ask(
  service: RunningService,
  more: { id?: string; accept?: string; shift?: number; settings?: object } = {},
) {
  const response = await fetch(`${service.url}/v1/context`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${service.key}`,
      ...(more.id ? { "idempotency-key": more.id } : {}),
      "accept-encoding": more.accept ?? "gzip",
    },
    body: JSON.stringify({
      polygon: area(more.shift),
      settings: { geometry: ["buildings"], ...more.settings },
    }),
  });
  return {
    status: response.status,
    encoding: response.headers.get("content-encoding"),
    text: await response.text(),
  };
}

const account = async (service: RunningService) =>
  (await fetch(`${service.url}/v1/account`, { headers: { authorization: `Bearer ${service.key}` } })).json();

/** The fact as the log says it, of each answer. */
const facts = (name: string) =>
  lines
    .filter((line) => line.includes("/v1/context"))
    .map((line) => new RegExp(`${name}=(\\S+)`).exec(line)?.[1]);

const untilLogged = async (count: number) => {
  while (facts("cache").length < count) await new Promise((resolve) => setTimeout(resolve, 5));
};

/** Everything here starts threads and databases: on a busy machine that takes what it takes. */
const patience = 300_000;

describe("a service with a pool and a cache", () => {
  test("gives the same bytes made, from disk, packed, plain and after a restart with other options, and charges each purchase", {
    timeout: patience,
  }, async () => {
    const first = await start();
    const made = await ask(first);
    expect([made.status, made.encoding]).toEqual([200, "gzip"]);
    const kept = await ask(first);
    const plain = await ask(first, { accept: "identity" });
    expect([kept.encoding, plain.encoding]).toEqual(["gzip", null]);
    await untilLogged(3);
    expect(facts("cache")).toEqual(["miss", "hit", "hit"]);
    expect(Number(facts("worker")[0])).toBeGreaterThan(0);
    expect(new Set(facts("bytes"))).toEqual(new Set([String(Buffer.byteLength(made.text))]));
    await first.close();

    // Options that change no answer are no part of what it is kept under.
    const second = await start({ openWorkerMs: 400_000, answerCacheMb: 60 });
    const after = await ask(second);
    expect([kept.text, plain.text, after.text]).toEqual(Array(3).fill(made.text));
    expect((await account(second)).totalRequests).toBe(4);
    // What comes from disk is paid for like everything else, and one's own id is free.
    await ask(second, { id: "one" });
    await ask(second, { id: "one" });
    expect((await account(second)).totalRequests).toBe(5);
    await untilLogged(6);
    expect(facts("cache").slice(3)).toEqual(["hit", "hit", "hit"]);
    expect(warnings).toEqual([]);

    // In the service's own thread it is the same answer.
    const alone = await start({ dataFolder: join(root, "alone"), workers: 0, answerCacheMb: 0 });
    expect((await ask(alone)).text).toBe(made.text);
  });

  test("a changed map and a damaged file are never answered from disk", { timeout: patience }, async () => {
    const first = await start();
    const before = await ask(first);
    const text = await readFile(map, "utf8");
    const changed = text.replaceAll('k="building:levels" v="2"', 'k="building:levels" v="9"');
    expect(changed).not.toBe(text);
    await writeFile(map, changed);
    // A look at the files counts for two seconds.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    // The map in memory is the one of the start; nobody keeps what was made since.
    expect((await ask(first)).text).toBe(before.text);
    await untilLogged(2);
    expect(facts("cache")[1]).toBe("miss");
    expect(warnings.map(String)).toEqual([
      "Error: A map or elevation file has changed. Start the service again to use it.",
    ]);
    await first.close();

    const second = await start();
    const after = await ask(second);
    expect(after.text).not.toBe(before.text);
    await untilLogged(3);
    await second.close();
    for (const name of await readdir(answersFolder)) await truncate(join(answersFolder, name), 500);

    const third = await start();
    expect((await ask(third)).text).toBe(after.text);
    await untilLogged(4);
    expect(facts("cache").slice(2)).toEqual(["miss", "miss"]);
  });

  test("reads files once: workers have map and heights from the service's memory, whatever became of the files", {
    timeout: patience,
  }, async () => {
    const geoJsonFile = join(root, "houses.geojson");
    const demFile = join(root, "N47E010.hgt.zip");
    const ring = [
      [10.499, 47.499],
      [10.5, 47.499],
      [10.5, 47.5],
      [10.499, 47.5],
      [10.499, 47.499],
    ];
    const geometry = { type: "Polygon", coordinates: [ring] };
    const feature = { type: "Feature", id: "h1", properties: { height: 12 }, geometry };
    await writeFile(
      geoJsonFile,
      JSON.stringify({ type: "FeatureCollection", features: [feature], attribution: "City", license: "CC0" }),
    );
    await copyFile(fileURLToPath(new URL("../sample-town/N47E010.hgt.zip", import.meta.url)), demFile);
    const dataFolder = join(root, "shared");
    const service = await start({ dataFolder, osmFile: undefined, geoJsonFile, demFile, workers: 2 });
    await rm(geoJsonFile);
    await rm(demFile);
    const answers = await Promise.all(
      [0, 0.0001, 0.0002].map((shift) => ask(service, { shift, settings: { topographyModel: true } })),
    );
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).toContain('"h1"');
      expect(text).toContain("NASA/USGS SRTM");
    }
  });

  test("asks an Overpass server one thing at a time, however many workers, and no tile twice", {
    timeout: patience,
  }, async () => {
    const asked: string[] = [];
    let together = 0;
    let most = 0;
    const overpass = createServer((request, response) => {
      most = Math.max(most, ++together);
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        asked.push(/node\(([^)]*)\)/.exec(decodeURIComponent(body))?.[1] ?? body);
        setTimeout(() => {
          together--;
          response.setHeader("content-type", "application/json");
          response.end(
            JSON.stringify({ osm3s: { timestamp_osm_base: "2026-01-01T00:00:00Z" }, elements: square }),
          );
        }, 100);
      });
    });
    await new Promise<void>((resolve) => overpass.listen(0, "127.0.0.1", resolve));
    const address = overpass.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const service = await start({
      dataFolder: join(root, "overpass"),
      osmFile: undefined,
      workers: 2,
      overpassUrl: `http://127.0.0.1:${port}/api/interpreter`,
    });
    // Four different areas at once. The first two lie where four tiles meet, the others reach two more.
    const shifts = [0, 0.001, 0.02, 0.021];
    const answers = await Promise.all(shifts.map((shift) => ask(service, { shift })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect([asked.length, new Set(asked).size, most]).toEqual([6, 6, 1]);
    await untilLogged(4);
    expect(new Set(facts("worker")).size).toBe(2);
    // Names are searched where the workers have been, without asking again.
    const found = await fetch(`${service.url}/v1/places?q=mill`, {
      headers: { authorization: `Bearer ${service.key}` },
    });
    expect(await found.json()).toMatchObject({ places: [{ name: "Old mill" }] });
    expect(asked).toHaveLength(6);
    overpass.close();
  });
});

/** One house with a name, as an Overpass server gives it. */
const square = [
  ...[
    [47.4999, 10.4985],
    [47.4999, 10.4987],
    [47.5001, 10.4987],
    [47.5001, 10.4985],
  ].map(([lat, lon], i) => ({ type: "node", id: i + 1, lat, lon })),
  { type: "way", id: 9, nodes: [1, 2, 3, 4, 1], tags: { building: "yes", name: "Old mill" } },
];

describe("a worker that fails, seen by the client", () => {
  const workerFile = fileURLToPath(new URL("testing/odd-worker.ts", import.meta.url));
  const engine = createPoolEngine({ workers: 2, workerFile, workerData: null, graceMs: 200 });
  /** The steps are a field that the service does not know: the levels make each request another one. */
  let levels = 1;
  const body = (...odd: OddStep[]) => ({ ...smallBody, settings: { defaultLevels: levels++ }, odd });
  let service: TestService;
  beforeAll(async () => {
    service = await openTestService({ answerContext: engine });
    // Both workers have started.
    await Promise.all([service.context(body({ say: "{}" })), service.context(body({ say: "{}" }))]);
  }, patience);
  afterAll(() => service.close());

  /** Nothing is charged for `failing`, and both workers serve the next requests. */
  const expectFree = async (failing: () => Promise<void>) => {
    const before = await service.account();
    await failing();
    expect(await service.account()).toEqual(before);
    for (const text of ["[1]", "[2]", "[3]"])
      expect(await (await service.context(body({ say: text }))).text()).toBe(text);
  };

  test("in a loop without end: 504 after the time limit", { timeout: patience }, async () => {
    // The same workers and books, with less patience.
    const hasty = await openTestService({
      answerContext: { ...engine, close: async () => {} },
      store: { ...service.store, close: async () => {} },
      answerTimeoutMs: 300,
    });
    await expectFree(async () => {
      const hung = await hasty.context(body({ hang: "for ever" }));
      expect([hung.status, (await hung.json()).code]).toEqual([504, "timeout"]);
    });
    await hasty.close();
  });

  test("lost before the first byte: 500", { timeout: patience }, () =>
    expectFree(async () => {
      const response = await service.context(body({ exit: 1 }));
      expect(response.status).toBe(500);
      expect(await response.json()).toMatchObject({
        code: "internal",
        charged: "no",
        message: "The part of the service that made this answer broke down.",
      });
    }),
  );

  test("lost in the middle: the answer is cut off", { timeout: patience }, () =>
    expectFree(async () => {
      const response = await service.context(body({ say: "[1" }, { say: ",2" }, { say: ",3" }, { exit: 1 }));
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow("broke down");
    }),
  );

  test("a client that goes frees the worker", { timeout: patience }, () =>
    expectFree(async () => {
      const leaving = [new AbortController(), new AbortController()];
      const waiting = leaving.map(({ signal }) =>
        service.call("/v1/context", {
          method: "POST",
          body: JSON.stringify(body({ wait: "for ever" })),
          signal,
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      for (const one of leaving) one.abort();
      expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([499, 499]);
    }),
  );
});
