import { afterEach, expect, test } from "vitest";
import { type ContextileError, isContextileError } from "../errors.ts";
import { ringAreaKm2 } from "../geo/area.ts";
import { areaFromRectangle } from "../geo/rectangle.ts";
import { checkScene } from "../scene/check-scene.ts";
import { measureScene } from "../scene/measure.ts";
import { defaultSettings } from "../settings/schema.ts";
import { type FakeApi, type FakeApiOptions, startFakeApi } from "../testing/fake-api.ts";
import { fetchContext } from "./fetch-context.ts";
import type { FetchContextOptions, FetchProgress } from "./fetch-context-options.ts";

const area = areaFromRectangle([8.65, 49.87], 300, 200);
const open: FakeApi[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});

async function start(options?: FakeApiOptions): Promise<FakeApi> {
  const api = await startFakeApi(options);
  open.push(api);
  return api;
}

function optionsFor(api: FakeApi, more: Partial<FetchContextOptions> = {}): FetchContextOptions {
  return {
    serviceUrl: api.url,
    headers: { authorization: `Bearer ${api.key}` },
    area,
    settings: { ...defaultSettings, topographyReturnType: "both" },
    requestId: "purchase-0001",
    confirmsRequestIds: true,
    signal: new AbortController().signal,
    retry: { tries: 4, baseDelayMs: 2 },
    ...more,
  };
}

async function failure(options: FetchContextOptions): Promise<ContextileError> {
  try {
    await fetchContext(options);
  } catch (error) {
    if (isContextileError(error)) return error;
    throw error;
  }
  throw new Error("the call succeeded");
}

test("an area comes back as a sound model with every layer, and is charged once with its geodesic area", async () => {
  const api = await start({ town: { buildings: 30 } });
  const seen: FetchProgress[] = [];
  const model = await fetchContext(optionsFor(api, { onProgress: (progress) => seen.push(progress) }));
  expect(checkScene(model)).toEqual([]);
  expect(model.skipped).toEqual([]);
  expect(model.warnings).toEqual([]);
  expect(model.frame).toEqual({
    originLonDeg: area.ring[0][0],
    originLatDeg: area.ring[0][1],
    originHeightM: 0,
    crs: "local",
  });
  expect(measureScene(model).map(({ id, kind, features, facets }) => [id, kind, features, facets])).toEqual([
    ["topography", "grid", 1, 4],
    ["topography", "mesh", 1, 2],
    ["surface", "mesh", 1, 2],
    ["barriers", "mesh", 1, 12],
    ["buildings", "mesh", 30, 360],
    ["infrastructure", "instances", 2, 0],
  ]);
  expect(model.chargedKm2).toBeCloseTo(0.06, 5);
  expect(api.charges).toEqual([{ requestId: "purchase-0001", km2: ringAreaKm2(area.ring) }]);
  expect(seen[0].phase).toBe("waiting");
  expect(seen[seen.length - 1].phase).toBe("decoding");
  expect(seen[seen.length - 1].bytes).toBeGreaterThan(10_000);
});

test("the request is written latitude first, closed, with terrain asked for in both ways and the key in its header", async () => {
  const api = await start();
  await fetchContext(optionsFor(api));
  const { body, headers } = api.purchases()[0];
  const sent = JSON.parse(body);
  expect(sent.polygon).toHaveLength(5);
  expect(sent.polygon[0]).toEqual([area.ring[0][1], area.ring[0][0]]);
  expect(sent.polygon[4]).toEqual(sent.polygon[0]);
  expect(sent.settings).toEqual({
    geometry: ["topography", "surface", "barriers", "buildings", "infrastructure"],
    topographyModel: true,
    topographyReturnType: "both",
    disableSurfaceProjection: false,
    defaultRoofType: "flat",
    defaultLevels: 1,
    defaultLevelHeight: 4,
    crs: "local",
    upAxis: "Z",
    cropScene: true,
  });
  expect(headers["idempotency-key"]).toBe("purchase-0001");
  expect(body).not.toContain(api.key);
});

test("asked for Y up, the same model arrives", async () => {
  const api = await start();
  const z = await fetchContext(optionsFor(api));
  const y = await fetchContext(
    optionsFor(api, { settings: { ...defaultSettings, topographyReturnType: "both", upAxis: "Y" } }),
  );
  expect(measureScene(y)).toEqual(measureScene(z));
});

const confirmed: [string, number, string, "no" | "yes" | "unknown", number][] = [
  ["bad request", 400, "bad-request", "no", 1],
  ["wrong key", 401, "bad-key", "no", 1],
  ["no balance", 402, "no-balance", "no", 1],
  ["forbidden", 403, "bad-key", "no", 1],
  ["no such address", 404, "service-down", "no", 1],
  ["time-out of the request", 408, "timeout", "no", 1],
  ["conflict", 409, "bad-request", "no", 1],
  ["too large", 413, "area-too-large", "no", 1],
  ["slow down", 429, "rate-limited", "no", 4],
  ["its own mistake", 500, "service-down", "no", 1],
  ["bad gateway", 502, "service-down", "no", 4],
  ["unavailable", 503, "service-down", "no", 4],
  ["gateway time-out", 504, "timeout", "no", 4],
];

test.each(confirmed)(
  "with confirmed ids, %s (%i) ends as %s, charged %s, after %i tries",
  async (_, status, code, charged, tries) => {
    const api = await start();
    api.behave({ kind: "status", status, body: JSON.stringify({ error: "because" }) });
    const error = await failure(optionsFor(api));
    expect([error.code, error.charged, api.purchases().length, api.charges.length]).toEqual([
      code,
      charged,
      tries,
      0,
    ]);
    expect(error.message).toContain("because");
    expect(new Set(api.purchases().map(({ headers }) => headers["idempotency-key"]))).toEqual(
      new Set(["purchase-0001"]),
    );
  },
);

test.each([
  [429, 4, "rate-limited", "no"],
  [402, 1, "no-balance", "no"],
  [500, 1, "may-be-charged", "unknown"],
  [502, 1, "may-be-charged", "unknown"],
  [503, 1, "may-be-charged", "unknown"],
  [504, 1, "may-be-charged", "unknown"],
] as const)(
  "without confirmed ids, %i is tried %i times and ends as %s, charged %s",
  async (status, tries, code, charged) => {
    const api = await start({ confirmsRequestIds: false });
    api.behave({ kind: "status", status });
    const error = await failure(optionsFor(api, { confirmsRequestIds: false }));
    expect([error.code, error.charged, api.purchases().length]).toEqual([code, charged, tries]);
  },
);

test.each([
  ["no", 4, "service-down", "no"],
  ["unknown", 1, "may-be-charged", "unknown"],
] as const)(
  "a host that cannot reach the service and says charged %s is believed, also without confirmed ids",
  async (said, tries, code, charged) => {
    const api = await start({ confirmsRequestIds: false });
    let calls = 0;
    const error = { code: "service-down", message: "Not reached.", charged: said, next: "Wait." };
    const body = JSON.stringify({ error });
    const host = () => {
      calls++;
      return Promise.resolve(new Response(body, { status: 502, headers: { "contextile-from": "host" } }));
    };
    const thrown = await failure(optionsFor(api, { confirmsRequestIds: false, fetch: host }));
    expect([thrown.code, thrown.charged, thrown.message, calls]).toEqual([
      code,
      charged,
      "Not reached.",
      tries,
    ]);
  },
);

test("a lost or cut connection is repeated with the same id where ids are confirmed, and charged once", async () => {
  const api = await start();
  api.behave(
    { kind: "reset" },
    { kind: "cut", afterBytes: 700 },
    { kind: "status", status: 503 },
    { kind: "ok" },
  );
  const seen: FetchProgress[] = [];
  const model = await fetchContext(optionsFor(api, { onProgress: (progress) => seen.push(progress) }));
  expect(model.layers.length).toBe(6);
  expect(api.purchases().length).toBe(4);
  expect(api.charges.length).toBe(1);
  expect(seen.filter(({ phase }) => phase === "retrying").map(({ attempt }) => attempt)).toEqual([2, 3, 4]);
});

test.each([
  ["a dropped connection", { kind: "reset" }],
  ["a cut answer", { kind: "cut", afterBytes: 700 }],
] as const)("without confirmed ids, %s is asked once and ends as may-be-charged", async (_, behaviour) => {
  const api = await start({ confirmsRequestIds: false });
  api.behave(behaviour);
  const error = await failure(optionsFor(api, { confirmsRequestIds: false }));
  expect([error.code, error.charged, api.purchases().length]).toEqual(["may-be-charged", "unknown", 1]);
  expect(error.next).toContain("balance");
});

test("a stream cut on every try ends as a failure after all tries, never as a model", async () => {
  const api = await start();
  api.behave({ kind: "cut", afterBytes: 900 });
  const error = await failure(optionsFor(api));
  expect(["cut-stream", "service-down"]).toContain(error.code);
  expect([error.charged, api.purchases().length]).toEqual(["unknown", 4]);
});

test("a body that simply ends early is a cut stream with its byte offset", async () => {
  const api = await start();
  api.behave({
    kind: "body",
    body: '{"origin":[49,8],"geometry":[{"type":"buildings","meshes":[{"vertices":[1,2',
  });
  const error = await failure(optionsFor(api));
  expect([error.code, error.data.byte, api.purchases().length]).toEqual(["cut-stream", 75, 4]);
});

test.each([
  ["a web page", "<!doctype html><title>Sign in</title>", "malformed-body", "web page"],
  ["null", "null", "malformed-body", "not a JSON object"],
  ["nothing", "", "malformed-body", "empty answer"],
  ["an empty object", "{}", "malformed-body", "no list of geometry"],
  ["an empty geometry", '{"origin":[49,8],"geometry":[]}', "empty-answer", "nothing in this area"],
  ["broken JSON", '{"origin":[49,8],"geometry":[}', "malformed-body", "at byte 29"],
] as const)(
  "%s with status 200 is asked once and says so, with what was charged",
  async (_, body, code, words) => {
    const api = await start();
    api.behave({ kind: "body", body, contentType: "text/html" });
    const error = await failure(optionsFor(api));
    expect([error.code, error.charged, api.purchases().length]).toEqual([code, "yes", 1]);
    expect(error.message).toContain(words);
  },
);

test("a nobody at the address is told apart and costs nothing, also without confirmed ids", async () => {
  const api = await startFakeApi();
  await api.close();
  for (const confirmsRequestIds of [true, false]) {
    const error = await failure(optionsFor(api, { confirmsRequestIds }));
    expect([error.code, error.charged]).toEqual(["service-down", "no"]);
    expect(error.message).toContain("ECONNREFUSED");
  }
});

test("Retry-After is waited for; a long one is left to the user", async () => {
  const api = await start();
  api.behave({ kind: "status", status: 429, headers: { "retry-after": "1" } }, { kind: "ok" });
  const before = performance.now();
  await fetchContext(optionsFor(api));
  expect(performance.now() - before).toBeGreaterThan(950);
  api.behave({ kind: "status", status: 429, headers: { "retry-after": "3600" } });
  const error = await failure(optionsFor(api, { requestId: "purchase-0002" }));
  expect([error.code, api.purchases().length]).toEqual(["rate-limited", 3]);
});

test("cancelling ends the call at once in every phase and the service sees the hang-up", async () => {
  const phases = [
    [{ kind: "never" }, 30, "unknown"],
    [{ kind: "slow", ms: 5 }, 60, "unknown"],
    [{ kind: "status", status: 503, headers: { "retry-after": "20" } }, 60, "no"],
  ] as const;
  for (const [behaviour, afterMs, charged] of phases) {
    const api = await start();
    api.behave(behaviour);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), afterMs);
    const before = performance.now();
    const error = await failure(optionsFor(api, { signal: controller.signal }));
    expect([error.code, error.charged]).toEqual(["cancelled", charged]);
    expect(performance.now() - before).toBeLessThan(2000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (behaviour.kind !== "status") expect(api.requests[0].aborted).toBe(true);
  }
});

test("a call that was cancelled before it began sends nothing", async () => {
  const api = await start();
  const controller = new AbortController();
  controller.abort();
  const error = await failure(optionsFor(api, { signal: controller.signal }));
  expect([error.code, error.charged, api.requests.length]).toEqual(["cancelled", "no", 0]);
});

test("one time budget covers everything; running out says what to do about money", async () => {
  const api = await start({ confirmsRequestIds: false });
  api.behave({ kind: "never" });
  const error = await failure(
    optionsFor(api, { confirmsRequestIds: false, budget: { timeMs: 120, bytes: 1e9 } }),
  );
  expect([error.code, error.charged, api.purchases().length]).toEqual(["timeout", "unknown", 1]);
  expect(error.next).toContain("balance");
});

test("one size budget covers the body", async () => {
  const api = await start();
  const error = await failure(optionsFor(api, { budget: { timeMs: 10_000, bytes: 3000 } }));
  expect([error.code, api.purchases().length]).toEqual(["too-big", 1]);
});

test("bad areas are refused before anything is sent", async () => {
  const api = await start();
  const [a, b, c, d] = area.ring;
  const rings = [[], [a, b, a], [a, b, c, d], [a, c, b, d, a], areaFromRectangle([8.65, 49.87], 0, 0).ring];
  const large = areaFromRectangle([8.65, 49.87], 31_623, 31_623);
  const tooLarge = await failure(optionsFor(api, { area: large }));
  expect([tooLarge.code, tooLarge.charged]).toEqual(["area-too-large", "no"]);
  for (const ring of rings) {
    const error = await failure(optionsFor(api, { area: { ring } }));
    expect([error.code, error.charged]).toEqual(["bad-polygon", "no"]);
  }
  expect(api.requests.length).toBe(0);
});

test("the key never shows in an error, even when the service or the runtime repeats it", async () => {
  const api = await start();
  const bodies = [
    `{"error":"key ${api.key} is blocked"}`,
    `{"error":{"message":"Bearer ${api.key}"}}`,
    `token=${api.key}`,
    `<title>${api.key}</title>`,
    `{"message":"x","next":"remove ${api.key}","code":"bad-request"}`,
  ];
  for (const body of bodies) {
    api.behave({ kind: "status", status: 400, body });
    const error = await failure(optionsFor(api));
    expect(JSON.stringify(error.toWire())).not.toContain(api.key);
    expect(JSON.stringify(error.toWire())).toContain("•••");
  }
});

test("a wrong key costs nothing and says what to do", async () => {
  const api = await start();
  const error = await failure(optionsFor(api, { headers: { authorization: "Bearer cw_wrong_key" } }));
  expect([error.code, error.charged, api.charges.length]).toEqual(["bad-key", "no", 0]);
  expect(error.next).toContain("Copy the key again");
});

test("a key that cannot be a header is refused before anything is sent, without repeating it", async () => {
  const api = await start();
  for (const key of ["cw_live_\nabc", "cw_live_\u0000abc", "cw_live_π"]) {
    const error = await failure(optionsFor(api, { headers: { authorization: `Bearer ${key}` } }));
    expect([error.code, error.charged]).toEqual(["bad-key", "no"]);
    expect(JSON.stringify(error.toWire())).not.toContain("cw_live");
  }
  expect(api.requests.length).toBe(0);
});

test("a redirect is not followed with the key", async () => {
  const [api, elsewhere] = [await start(), await start()];
  api.behave({ kind: "status", status: 307, headers: { location: `${elsewhere.url}/v1/context` } });
  const error = await failure(optionsFor(api, { confirmsRequestIds: false }));
  expect([error.code, error.charged, elsewhere.requests.length]).toEqual(["service-down", "no", 0]);
  expect(error.message).toContain("leads on to another");
});

test("an address that is none costs nothing and is not tried for long", async () => {
  const api = await start();
  const error = await failure(optionsFor(api, { serviceUrl: "not an address", confirmsRequestIds: false }));
  expect([error.code, error.charged]).toEqual(["service-down", "no"]);
});

test("a charge that is uncertain stays uncertain when the service then goes away altogether", async () => {
  const api = await start();
  api.behave({ kind: "reset" });
  const gone = await startFakeApi();
  await gone.close();
  let calls = 0;
  const error = await failure(
    optionsFor(api, {
      fetch: (input, init) => {
        calls++;
        return fetch(calls === 1 ? input : String(input).replace(api.url, gone.url), init);
      },
    }),
  );
  expect([error.code, error.charged, calls]).toEqual(["service-down", "unknown", 4]);
  expect(error.message).toContain("ECONNREFUSED");
});
