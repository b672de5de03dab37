import { afterAll, describe, expect, test } from "vitest";
import { openEmbeddedStore } from "./store/embedded-store.ts";
import { openTestService, smallBody, testBase } from "./testing/open-test-service.ts";

const store = await openEmbeddedStore(null);
const service = await openTestService({ store });
afterAll(() => service.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  service.handle(new Request(new URL(path, testBase), { headers }));

describe("the service, to anybody", () => {
  test("says what it is, covers and costs", async () => {
    const response = await get("/v1/service");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      name: "Contextile · Test town",
      version: "0.1.0",
      confirmsRequestIds: true,
      maxAreaKm2: 10,
      pricePerKm2: { amount: 9, currency: "EUR" },
      coverage: [24.6, 59.3, 24.8, 59.5],
      sampleArea: {
        label: "Square",
        polygon: [
          [59.4375, 24.75],
          [59.4375, 24.7509765625],
          [59.4384765625, 24.7509765625],
          [59.4384765625, 24.75],
          [59.4375, 24.75],
        ],
      },
      attribution: [{ text: "© Test", licence: "CC0-1.0" }, { text: "Flat test heights" }],
      keysPage: "http://127.0.0.1:8787/keys",
      billingPage: "http://127.0.0.1:8787/billing",
    });
  });

  test("finds places by name and leaves the text as it is", async () => {
    const response = await get("/v1/places?q=%20old&limit=1");
    expect(await response.json()).toEqual({
      places: [{ name: "Old <b>Square</b>", kind: "square", lon: 24.745, lat: 59.437 }],
    });
    expect(await (await get("/v1/places?q=")).json()).toEqual({ places: [] });
  });

  test.each([["0"], ["51"], ["1.5"], ["many"]])("refuses the limit %s of a place search", async (limit) => {
    const response = await get(`/v1/places?q=old&limit=${limit}`);
    expect(response.status).toBe(400);
    expect((await response.json()).message).toBe("The field “limit” must be a whole number from 1 to 50.");
  });

  test("sends the basemap once: compressed, tagged, and 304 to who has it", async () => {
    const zipped = await get("/v1/basemap", { "accept-encoding": "br, gzip" });
    expect(zipped.headers.get("content-encoding")).toBe("gzip");
    expect(zipped.headers.get("content-type")).toBe("application/geo+json; charset=utf-8");
    const text = await new Response(zipped.body!.pipeThrough(new DecompressionStream("gzip"))).text();
    expect(JSON.parse(text)).toEqual({ type: "FeatureCollection", features: [] });
    const etag = zipped.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    const again = await get("/v1/basemap", { "if-none-match": `W/${etag}` });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    const plain = await get("/v1/basemap", { "accept-encoding": "gzip;q=0" });
    expect(plain.headers.get("content-encoding")).toBeNull();
  });

  test("answers 404 and 405 in the family's words, on the API and on pages", async () => {
    const lost = await get("/v1/nothing");
    expect([lost.status, (await lost.json()).code]).toEqual([404, "bad-request"]);
    const wrong = await get("/v1/context");
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
    const page = await get("/nothing");
    expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  });

  test.each([
    ["http://evil.example:8787/v1/service"],
    ["http://127.0.0.1:9999/v1/service"],
    ["http://127.0.0.1/keys"],
  ])("does not answer as %s", async (address) => {
    const response = await service.handle(new Request(address));
    expect(response.status).toBe(421);
    expect(await response.text()).toContain("This service does not answer under that host name.");
  });

  test("puts the security headers on every answer", async () => {
    for (const path of ["/v1/service", "/v1/nothing", "/keys", "/assets/pages.css"]) {
      const { headers } = await get(path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("content-security-policy")).not.toContain("unsafe");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });
});

describe("the log", () => {
  test("has one line per request, without key, query or id in clear", async () => {
    const own = await openTestService({ store });
    await own.call("/sign-in?token=SECRETTOKEN", { headers: {} });
    await (await own.context(smallBody, { "idempotency-key": "purchase-1" })).text();
    await own.context(smallBody, { authorization: "Bearer ctx_WRONGKEYWRONGKEY" });
    await own.call("/v1/a%0Aline\u2028b");
    expect(own.lines).toHaveLength(4);
    const all = own.lines.join("\n");
    for (const secret of [own.key, own.key.slice(4), "SECRETTOKEN", "WRONGKEY", "purchase-1"])
      expect(all).not.toContain(secret);
    expect(own.lines[1]).toMatch(
      /^\S+Z POST \/v1\/context 200 \d+ms account=[0-9a-f]{8} request=[0-9a-f]{8} cache=miss queuedMs=\d+ worker=0 bytes=40 charged=0\.006321$/,
    );
    expect(own.lines[2]).toMatch(/POST \/v1\/context 401 \d+ms error=bad-key$/);
  });

  test("keeps an unexpected error's stack for the operator and tells the client nothing of it", async () => {
    const own = await openTestService({
      store,
      buildBasemap: async () => {
        throw new Error("cannot read /home/ada/secret.pbf");
      },
    });
    const response = await own.call("/v1/basemap");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret.pbf");
    expect(own.errors).toEqual([new Error("cannot read /home/ada/secret.pbf")]);
  });
});
