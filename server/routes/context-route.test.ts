import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { ContextileError } from "../../shared/errors.ts";
import type { ServiceOptions } from "../service.ts";
import { openEmbeddedStore } from "../store/embedded-store.ts";
import { fakeEngine, squarePolygon } from "../testing/fake-sources.ts";
import { clearStore, openTestService, smallBody } from "../testing/open-test-service.ts";

/** Each test gets a service with a fresh account: balances are what is tested. */
const store = await openEmbeddedStore(null);
const open = async (options: Partial<ServiceOptions> = {}) => {
  await clearStore(store);
  return openTestService({ store, ...options });
};
afterAll(() => store.close());

/** smallBody on WGS84 by the closed formula for a cell between two parallels, an independent computation. km². */
const smallKm2 = 0.006321;

describe("an answer", () => {
  test("comes whole, with what it cost and what is left", async () => {
    const service = await open();
    const response = await service.context();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("contextile-charged-km2")).toBe("0.006321");
    expect(response.headers.get("contextile-balance-km2")).toBe("0.993679");
    expect(response.headers.get("contextile-repeat")).toBeNull();
    expect(await response.json()).toEqual({ origin: [59.437, 24.745], geometry: [] });
    expect(await service.account()).toMatchObject({
      balanceKm2: 0.993679,
      totalRequests: 1,
      totalKm2: smallKm2,
    });
  });

  test("is streamed: the first part arrives before the last is made", async () => {
    const engine = fakeEngine({ chunks: ["[1", ",2", ",3", ",4]"], delayMs: 40 });
    const service = await open({ answerContext: engine.answer });
    const reader = (await service.context()).body!.getReader();
    const first = await reader.read();
    expect(new TextDecoder().decode(first.value)).toBe("[1");
    expect(service.lines).toHaveLength(0);
    let text = "[1";
    for (let part = await reader.read(); !part.done; part = await reader.read())
      text += new TextDecoder().decode(part.value);
    expect(text).toBe("[1,2,3,4]");
  });

  test("is made from the checked request with its defaults filled in", async () => {
    const seen: unknown[] = [];
    const service = await open({
      async *answerContext(request) {
        seen.push(request.settings);
        yield new TextEncoder().encode("{}");
      },
    });
    await (await service.context({ ...smallBody, settings: { crs: "LOCAL" }, timestamp: 1 })).text();
    expect(seen).toEqual([
      {
        geometry: ["buildings", "surface", "barriers", "instances"],
        topographyModel: false,
        disableSurfaceProjection: false,
        liftOnly: false,
        defaultRoofType: "flat",
        defaultLevels: 1,
        defaultLevelHeight: 4,
        crs: "local",
        upAxis: "Y",
        cropScene: false,
      },
    ]);
  });
});

describe("unknown fields", () => {
  test("are tolerated, however deep, and do not make it another purchase", async () => {
    const service = await open();
    const id = { "idempotency-key": "one" };
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const settings = `{"extra":${deep},"crs":"local"}`;
    const body = `{"settings":${settings},"requestId":"x","polygon":${JSON.stringify(smallBody.polygon)}}`;
    expect((await service.context(body, id)).status).toBe(200);
    const plain = await service.context(smallBody, id);
    expect([plain.status, plain.headers.get("contextile-repeat")]).toEqual([200, "1"]);
  });
});

describe("bad input is refused in words, and costs nothing", () => {
  const bowtie = [
    [59.437, 24.745],
    [59.438, 24.746],
    [59.438, 24.745],
    [59.437, 24.747],
    [59.437, 24.745],
  ];
  const open4 = squarePolygon(24.745, 59.437, 0.001).slice(0, 4);
  const line = [
    [59.437, 24.745],
    [59.437, 24.746],
    [59.437, 24.747],
    [59.437, 24.745],
  ];
  const json = { "content-type": "application/json" };
  const cases: [string, unknown, Record<string, string>, number, string, RegExp][] = [
    ["no key", smallBody, { authorization: "" }, 401, "no-key", /carries no API key/],
    ["an empty key", smallBody, { authorization: "Bearer " }, 401, "no-key", /carries no API key/],
    ["a wrong key", smallBody, { authorization: "Bearer ctx_nobody" }, 401, "bad-key", /not valid/],
    [
      "a key with a space",
      smallBody,
      { authorization: "Bearer ctx_ab cd" },
      401,
      "bad-key",
      /contains a space/,
    ],
    [
      "a key with a tab",
      smallBody,
      { authorization: "Bearer ctx_ab\tcd" },
      401,
      "bad-key",
      /contains a space/,
    ],
    ["another scheme", smallBody, { authorization: "Basic YTpi" }, 401, "bad-key", /not of the kind/],
    ["an endless key", smallBody, { authorization: `Bearer ${"x".repeat(500)}` }, 401, "bad-key", /too long/],
    ["an open ring", { polygon: open4 }, json, 400, "bad-polygon", /not closed/],
    ["a self-crossing ring", { polygon: bowtie }, json, 400, "bad-polygon", /crosses itself/],
    ["0 km²", { polygon: line }, json, 400, "bad-polygon", /encloses nothing/],
    ["no points", { polygon: [] }, json, 400, "bad-polygon", /no points/],
    [
      "two points",
      {
        polygon: [
          [59, 24],
          [59, 24],
        ],
      },
      json,
      400,
      "bad-polygon",
      /three different points/,
    ],
    [
      "12 km²",
      { polygon: squarePolygon(24.65, 59.4, 0.045) },
      json,
      413,
      "area-too-large",
      /12\.81 km²; one request may have at most 10 km²/,
    ],
    ["1,000 km²", { polygon: squarePolygon(24.6, 59.3, 0.4) }, json, 413, "area-too-large", /km across/],
    [
      "latitude 200",
      {
        polygon: [
          [200, 24],
          [59, 24],
          [59, 25],
          [200, 24],
        ],
      },
      json,
      400,
      "bad-polygon",
      /not on Earth/,
    ],
    [
      "an area beside the data",
      { polygon: squarePolygon(8.65, 49.87, 0.001) },
      json,
      422,
      "empty-answer",
      /outside the data/,
    ],
    ["broken JSON", '{"polygon": [[1,2]', json, 400, "bad-request", /not JSON/],
    ["HTML", "<!doctype html>", json, 400, "bad-request", /not JSON/],
    ["an empty body", "", json, 400, "bad-request", /no body/],
    ["a list", "[]", json, 400, "bad-request", /not usable/],
    ["no polygon", {}, json, 400, "bad-polygon", /“polygon”/],
    ["a polygon of text", { polygon: [["a", "b"]] }, json, 400, "bad-polygon", /“polygon\.0\.0”/],
    ["three numbers a point", { polygon: [[1, 2, 3]] }, json, 400, "bad-polygon", /“polygon\.0”/],
    [
      "an unknown roof",
      { ...smallBody, settings: { defaultRoofType: "thatched" } },
      json,
      400,
      "bad-request",
      /“settings\.defaultRoofType”/,
    ],
    [
      "an unknown layer",
      { ...smallBody, settings: { geometry: ["sewers"] } },
      json,
      400,
      "bad-request",
      /“settings\.geometry\.0”/,
    ],
    [
      "an unknown crs",
      { ...smallBody, settings: { crs: "EPSG:9999" } },
      json,
      400,
      "bad-request",
      /“settings\.crs”/,
    ],
    ["a huge body", `{"x":"${"y".repeat(1_100_000)}"}`, json, 413, "too-big", /larger than 1000 kB/],
    [
      "an id with spaces",
      smallBody,
      { "idempotency-key": "a b" },
      400,
      "bad-request",
      /Idempotency-Key must be/,
    ],
    [
      "an endless id",
      smallBody,
      { "idempotency-key": "a".repeat(201) },
      400,
      "bad-request",
      /Idempotency-Key must be/,
    ],
  ];

  test.each(cases)("%s", async (_name, body, headers, status, code, message) => {
    const roomy = await open();
    const response = await roomy.context(body, headers);
    const reply = await response.json();
    expect([response.status, reply.code, reply.charged]).toEqual([status, code, "no"]);
    expect(reply.message).toMatch(message);
    expect(reply.error).toBe(reply.message);
    expect(reply.next).toMatch(/\w.+\.$/);
    expect(JSON.stringify(reply)).not.toContain(roomy.key);
    expect((await roomy.account()).balanceKm2).toBe(1);
  });

  test("every issue of a ring is listed with its field", async () => {
    const reply = await (await (await open()).context({ polygon: bowtie })).json();
    expect(reply.issues).toEqual([
      { path: "polygon.0", code: "ring-self-crossing", message: expect.stringContaining("side 1") },
    ]);
  });

  test("an area beyond the balance is 402 and says where to add some", async () => {
    const service = await open();
    const response = await service.context({ polygon: squarePolygon(24.7, 59.4, 0.015) });
    const reply = await response.json();
    expect([response.status, reply.code, reply.charged]).toEqual([402, "no-balance", "no"]);
    expect(reply.message).toBe("The area has 1.423587 km², the account has 1 km² left.");
    expect(reply.next).toContain("http://127.0.0.1:8787/billing");
  });

  test("too many requests are 429 with Retry-After", async () => {
    const service = await open({ rateLimit: { burst: 2, perSecond: 0.1 } });
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push(await service.context({}));
    expect(statuses.map(({ status }) => status)).toEqual([400, 400, 429]);
    expect(statuses[2].headers.get("retry-after")).toBe("10");
    expect((await statuses[2].json()).next).toBe("Wait 10 s and try again.");
  });
});

describe("one purchase, one charge", () => {
  const id = { "idempotency-key": "11111111-2222-3333-4444-555555555555" };

  test("the same id and request is answered again for free", async () => {
    const service = await open();
    await (await service.context(smallBody, id)).text();
    const again = await service.context({ settings: { crs: "local" }, ...smallBody, timestamp: 99 }, id);
    expect(again.headers.get("contextile-repeat")).toBe("1");
    expect(again.headers.get("contextile-charged-km2")).toBe("0.006321");
    expect(again.headers.get("contextile-balance-km2")).toBe("0.993679");
    expect(await again.json()).toEqual({ origin: [59.437, 24.745], geometry: [] });
    expect(await service.account()).toMatchObject({ balanceKm2: 0.993679, totalRequests: 1 });
  });

  test("the same id with another request is 409 and changes nothing", async () => {
    const service = await open();
    await (await service.context(smallBody, id)).text();
    const other = await service.context({ ...smallBody, settings: { cropScene: true } }, id);
    const reply = await other.json();
    expect([other.status, reply.code, reply.charged]).toEqual([409, "bad-request", "no"]);
    expect(reply.message).toBe("This Idempotency-Key was used for another request.");
    expect((await service.account()).balanceKm2).toBe(0.993679);
  });

  test("six connections with one id at the same moment all get the answer and pay once", async () => {
    const service = await open({ answerContext: fakeEngine({ delayMs: 10 }).answer });
    const responses = await Promise.all(Array.from({ length: 6 }, () => service.context(smallBody, id)));
    const bodies = await Promise.all(responses.map((response) => response.json()));
    expect(bodies).toEqual(Array(6).fill({ origin: [59.437, 24.745], geometry: [] }));
    expect(responses.filter(({ headers }) => headers.get("contextile-repeat") === null)).toHaveLength(1);
    expect(await service.account()).toMatchObject({ balanceKm2: 0.993679, totalRequests: 1 });
  });

  test("requests at the same moment cannot spend more than there is", async () => {
    const service = await open({ answerContext: fakeEngine({ delayMs: 10 }).answer });
    // 0.36 km² each: two fit into 1 km².
    const body = { polygon: squarePolygon(24.7, 59.4, 0.0075) };
    const responses = await Promise.all(Array.from({ length: 5 }, () => service.context(body)));
    await Promise.all(responses.map((response) => response.text()));
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 402, 402, 402]);
    const account = await service.account();
    expect(account.balanceKm2).toBeGreaterThan(0.28);
    expect(account.totalRequests).toBe(2);
  });
});

describe("no complete answer, no charge", () => {
  const untouched = { balanceKm2: 1, totalRequests: 0, totalKm2: 0 };

  test("an engine that refuses before the first byte gives its own error", async () => {
    const error = new ContextileError("empty-answer", "There is nothing in this area.");
    const service = await open({ answerContext: fakeEngine({ failAt: 0, error }).answer });
    const response = await service.context();
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({
      error: "There is nothing in this area.",
      message: "There is nothing in this area.",
      code: "empty-answer",
      charged: "no",
      next: "Choose another area or more layers.",
    });
    expect(await service.account()).toMatchObject(untouched);
  });

  test("an engine that breaks before the first byte is a 500 without details", async () => {
    const service = await open({ answerContext: fakeEngine({ failAt: 0 }).answer });
    const response = await service.context();
    expect([response.status, (await response.text()).includes("the engine broke")]).toEqual([500, false]);
    expect(service.errors).toEqual([new Error("the engine broke")]);
    expect(await service.account()).toMatchObject(untouched);
  });

  test("an engine that breaks in the middle breaks the body off", async () => {
    const service = await open({
      answerContext: fakeEngine({ chunks: ["[1", ",2", "]"], failAt: 2 }).answer,
    });
    const response = await service.context();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("the engine broke");
    await until(async () => (await service.account()).balanceKm2 === 1);
    expect(await service.account()).toMatchObject(untouched);
    expect(service.lines.filter((line) => line.includes("outcome=failed"))).toHaveLength(1);
  });

  test("an engine that says nothing is a 500", async () => {
    const service = await open({ answerContext: fakeEngine({ chunks: [] }).answer });
    expect((await service.context()).status).toBe(500);
    expect(await service.account()).toMatchObject(untouched);
  });

  test("a client that leaves before the first byte stops the engine", async () => {
    const engine = fakeEngine({ delayMs: 10_000 });
    const service = await open({ answerContext: engine.answer });
    const leaving = new AbortController();
    const answer = service.call("/v1/context", {
      method: "POST",
      body: JSON.stringify(smallBody),
      signal: leaving.signal,
    });
    await until(async () => engine.calls === 1);
    leaving.abort();
    expect((await answer).status).toBe(499);
    expect(engine.stopped).toBe(1);
    expect(await service.account()).toMatchObject(untouched);
  });

  test("a client that leaves in the middle stops the engine, and may repeat and pay once", async () => {
    const engine = fakeEngine({ chunks: Array(50).fill("[]"), delayMs: 5 });
    const service = await open({ answerContext: engine.answer });
    const id = { "idempotency-key": "again" };
    const reader = (await service.context(smallBody, id)).body!.getReader();
    await reader.read();
    await reader.cancel();
    await until(async () => engine.stopped === 1);
    expect(await service.account()).toMatchObject(untouched);
    const again = await service.context(smallBody, id);
    expect(again.headers.get("contextile-repeat")).toBeNull();
    expect(await again.text()).toBe("[]".repeat(50));
    expect((await service.account()).totalRequests).toBe(1);
  });

  test("an answer that takes too long is stopped: 504 before the first byte, broken off after it", async () => {
    const slow = fakeEngine({ delayMs: 10_000 });
    const first = await open({ answerContext: slow.answer, answerTimeoutMs: 50 });
    const response = await first.context();
    expect([response.status, (await response.json()).code]).toEqual([504, "timeout"]);
    expect(slow.stopped).toBe(1);
    const second = await open({
      answerTimeoutMs: 150,
      async *answerContext(_request, _sources, signal) {
        yield new TextEncoder().encode("[");
        yield new TextEncoder().encode("1");
        await sleep(10_000, undefined, { signal });
      },
    });
    await expect((await second.context()).text()).rejects.toThrow("took longer");
    expect(await second.account()).toMatchObject(untouched);
  });

  test("a charge that cannot be booked keeps the last bytes back", async () => {
    let broken = false;
    const service = await open({
      store: {
        ...store,
        transaction: (work) => (broken ? Promise.reject(new Error("disk full")) : store.transaction(work)),
      },
      async *answerContext() {
        yield new TextEncoder().encode("[1");
        broken = true;
        yield new TextEncoder().encode("]");
      },
    });
    const response = await service.context();
    const reader = response.body!.getReader();
    await reader.read();
    await expect(reader.read()).rejects.toThrow("disk full");
    broken = false;
    expect((await service.account()).totalRequests).toBe(0);
  });

  test("more answers at once than the service can make are refused with Retry-After", async () => {
    const engine = fakeEngine({ delayMs: 100 });
    const service = await open({ answerContext: engine.answer, maxAnswers: 2 });
    const responses = await Promise.all(Array.from({ length: 4 }, () => service.context()));
    await Promise.all(responses.map((response) => response.text()));
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 503, 503]);
    expect(responses.find(({ status }) => status === 503)?.headers.get("retry-after")).toBe("3");
    expect((await service.account()).totalRequests).toBe(2);
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return;
    await sleep(10);
  }
  throw new Error("it did not happen within two seconds");
}
