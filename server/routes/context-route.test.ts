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
    expect([reply.said.id, reply.nextSaid.id]).toEqual(["request-id-of-other", "next-new-id"]);
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
      answerTimeoutMs: 1_000,
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
    let openGate = () => {};
    const gate = new Promise<void>((resolve) => {
      openGate = resolve;
    });
    const service = await open({
      maxAnswers: 2,
      async *answerContext() {
        await gate;
        yield new TextEncoder().encode("{}");
      },
    });
    const refused: Response[] = [];
    const calls = Array.from({ length: 4 }, async () => {
      const response = await service.context();
      if (response.status !== 200) refused.push(response);
      return response.text();
    });
    await until(async () => refused.length === 2);
    openGate();
    await Promise.all(calls);
    expect(refused.map(({ status, headers }) => [status, headers.get("retry-after")])).toEqual([
      [503, "3"],
      [503, "3"],
    ]);
    expect((await service.account()).totalRequests).toBe(2);
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    if (await condition()) return;
    await sleep(10);
  }
  throw new Error("it did not happen within ten seconds");
}
