import { afterEach, expect, test } from "vitest";
import { isContextileError } from "../errors.ts";
import { type FakeApi, type FakeApiOptions, startFakeApi } from "../testing/fake-api.ts";
import { createServiceClient, type ServiceClient } from "./service-client.ts";

const open: FakeApi[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});

async function start(options?: FakeApiOptions): Promise<{ api: FakeApi; client: ServiceClient }> {
  const api = await startFakeApi(options);
  open.push(api);
  const client = createServiceClient({
    serviceUrl: api.url,
    headers: { authorization: `Bearer ${api.key}` },
  });
  return { api, client };
}

async function code(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "answered";
  } catch (error) {
    if (isContextileError(error)) return `${error.code}, ${error.charged}`;
    throw error;
  }
}

/** A fetch that always gives this answer. */
const always = (body: string, init?: ResponseInit) => async () => new Response(body, init);

test("our own service answers all four", async () => {
  const { client, api } = await start();
  expect(await client.info()).toMatchObject({ name: "Fake", confirmsRequestIds: true });
  expect(await client.account()).toMatchObject({ balanceKm2: 1, plan: "free" });
  expect((await client.places("Haupt & Platz", 3))?.places[0].name).toBe("Hauptplatz");
  expect(await client.basemap()).toEqual({ type: "FeatureCollection", features: [] });
  expect(api.requests.map(({ path }) => path)).toEqual([
    "/v1/service",
    "/v1/account",
    "/v1/places?q=Haupt%20%26%20Platz&limit=3",
    "/v1/basemap",
  ]);
});

test("a service without the small endpoints offers nothing, and is taken for one that confirms nothing", async () => {
  const { client } = await start({ confirmsRequestIds: false });
  expect(await client.info()).toMatchObject({ name: "Cityweft", confirmsRequestIds: false, maxAreaKm2: 10 });
  expect(await client.account()).toBeNull();
  expect(await client.places("x")).toBeNull();
  expect(await client.basemap()).toBeNull();
});

test("a wrong key, a dead address and a useless answer are told apart and cost nothing", async () => {
  const { api } = await start();
  const at = (serviceUrl: string, fetchFake?: typeof fetch) =>
    createServiceClient({ serviceUrl, headers: { authorization: "Bearer cw_wrong_key" }, fetch: fetchFake });
  expect(await code(at(api.url).account())).toBe("bad-key, no");
  expect(await code(at("http://127.0.0.1:1").info())).toBe("service-down, no");
  expect(await code(at("x", always("<html>")).account())).toBe("malformed-body, no");
  expect(await code(at("x", always('{"balanceKm2":"much"}')).account())).toBe("malformed-body, no");
  expect(await code(at("x", always("busy", { status: 503 })).account())).toBe("service-down, no");
  expect(await code(at("x", always("<p>no</p>", { status: 404 })).account())).toBe("answered");
});

test("it can be cancelled, and does not wait for ever", async () => {
  const hangs: typeof fetch = (_, init) =>
    new Promise((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    });
  const client = createServiceClient({ serviceUrl: "x", fetch: hangs, timeoutMs: 30 });
  expect(await code(client.account())).toBe("timeout, no");
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 5);
  expect(await code(client.info(controller.signal))).toBe("cancelled, no");
});
