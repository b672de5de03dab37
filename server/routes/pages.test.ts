import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "../accounts/accounts.ts";
import { createSecretBox } from "../accounts/secret-box.ts";
import { createSignInToken } from "../accounts/sessions.ts";
import { openEmbeddedStore } from "../store/embedded-store.ts";
import {
  clearStore,
  openTestService,
  type TestService,
  testBase,
  testMasterKey,
} from "../testing/open-test-service.ts";

const store = await openEmbeddedStore(null);
let service: TestService;
beforeEach(async () => {
  await clearStore(store);
  service = await openTestService({ store });
});
afterAll(() => store.close());

/** A browser as far as these pages need one: it keeps the cookie and sends what a form would. */
async function signInBrowser(link?: string) {
  const opened = await service.call(link ?? (await service.signInLink()));
  const cookie = (opened.headers.get("set-cookie") ?? "").split(";")[0];
  const get = (path: string) => service.call(path, { headers: { cookie } });
  const csrf = /name="csrf" value="([0-9a-f]{64})"/.exec(await (await get("/keys")).text())?.[1] ?? "";
  const post = (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    service.call(path, {
      method: "POST",
      body: new URLSearchParams({ csrf, ...fields }),
      headers: { cookie, origin: testBase, "sec-fetch-site": "same-origin", ...headers },
    });
  return { opened, cookie, get, post };
}

const text = async (response: Response | Promise<Response>) => (await response).text();

describe("signing in", () => {
  test("a link signs in once, with a cookie that scripts and other sites do not get", async () => {
    const link = await service.signInLink();
    const { opened } = await signInBrowser(link);
    expect([opened.status, opened.headers.get("location")]).toEqual([303, "/keys"]);
    expect(opened.headers.get("set-cookie")).toMatch(
      /^contextile_session_8787=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=2592000$/,
    );
    const again = await service.call(link);
    expect(again.status).toBe(401);
    expect(await again.text()).toContain("used before or is too old");
  });

  test("behind https the cookie is Secure", async () => {
    const own = await openTestService({ store, baseUrl: "https://context.example.org/" });
    const link = await own.signInLink();
    expect(link).toMatch(/^https:\/\/context\.example\.org\/sign-in\?token=/);
    const opened = await own.handle(new Request(link));
    expect(opened.headers.get("set-cookie")).toContain("; Secure");
  });

  test.each([["/keys"], ["/keys/reissue"], ["/billing"]])("%s shows nobody else anything", async (path) => {
    const response = await service.call(path, { headers: { cookie: "contextile_session_8787=guess" } });
    expect(response.status).toBe(401);
    const page = await response.text();
    expect(page).toContain("Open the sign-in link");
    expect(page).not.toContain("km²</strong>");
  });

  test("signing out ends the session, not only the cookie", async () => {
    const { get, post } = await signInBrowser();
    const out = await post("/sign-out");
    expect(out.headers.get("set-cookie")).toContain("Max-Age=0");
    expect((await get("/keys")).status).toBe(401);
  });
});

describe("API & Plugin Keys", () => {
  test("masks the key until it is asked for, and copies it on request", async () => {
    const { get, post } = await signInBrowser();
    const masked = await text(get("/keys"));
    expect(masked).toContain(`ctx_••••••••••••${service.key.slice(-4)}`);
    expect(masked).not.toContain(service.key);
    expect(await text(post("/keys/view"))).toContain(`value="${service.key}"`);
    expect(await (await post("/keys/copy")).json()).toEqual({ key: service.key });
  });

  test("re-issues after a question: the old key is dead at once, balance and usage stay", async () => {
    await text(service.context());
    const { get, post } = await signInBrowser();
    expect(await text(get("/keys/reissue"))).toContain("dead at once and for good");
    expect((await service.call("/v1/account")).status).toBe(200);
    const done = await post("/keys/reissue");
    expect([done.status, done.headers.get("location")]).toEqual([303, "/keys?done=reissued"]);
    expect((await service.call("/v1/account")).status).toBe(401);
    const fresh = (await (await post("/keys/copy")).json()).key;
    const account = await service.call("/v1/account", { headers: { authorization: `Bearer ${fresh}` } });
    expect(await account.json()).toMatchObject({ balanceKm2: 0.993679, totalRequests: 1 });
  });

  test("shows totals, the mean and a bar for the day, with the figures as a table", async () => {
    await text(service.context());
    await text(service.context());
    const { get } = await signInBrowser();
    const page = await text(get("/keys"));
    expect(page).toContain("<dt>Requests</dt><dd>2</dd>");
    expect(page).toContain("<dt>Area requested</dt><dd>0.013 km²</dd>");
    expect(page).toContain("<dt>Mean area per request</dt><dd>0.006 km²</dd>");
    expect(page.match(/<rect class="bar-day"/g)).toHaveLength(1);
    expect(page).toMatch(/<th scope="row">\d{4}-\d\d-\d\d<\/th><td>2<\/td><td>0\.013<\/td>/);
  });

  test("gives the local account no second km², and another account its first one, once", async () => {
    const { get } = await signInBrowser();
    expect(await text(get("/keys"))).toContain("<strong>1 km²</strong>");
    expect((await service.account()).balanceKm2).toBe(1);

    const person = await createAccount(
      store,
      createSecretBox(testMasterKey),
      { kind: "person", name: "Ada" },
      new Date(),
    );
    const token = await createSignInToken(store, person.id, new Date());
    const opened = await service.call(`/sign-in?token=${token}`);
    const cookie = (opened.headers.get("set-cookie") ?? "").split(";")[0];
    const first = await text(service.call("/keys", { headers: { cookie } }));
    expect(first).toContain("Welcome: 1 km² is yours to try.");
    const second = await text(service.call("/keys", { headers: { cookie } }));
    expect(second).not.toContain("Welcome");
    expect(second).toContain("<strong>1 km²</strong>");
  });
});

describe("Plan & Billing", () => {
  const order = "11111111-2222-4333-8444-555555555555";

  test("says that no money moves, and offers the bundles and the subscription", async () => {
    const { get } = await signInBrowser();
    const page = await text(get("/billing"));
    expect(page).toContain("Test payment – no money moves.");
    for (const label of [
      "5 km² bundle",
      "20 km² bundle",
      "50 km² bundle",
      "100 km² bundle",
      "20 km² every month",
    ])
      expect(page).toContain(label);
  });

  test("a test payment adds its bundle once, even when the button is pressed twice", async () => {
    const { get, post } = await signInBrowser();
    const fields = { product: "bundle-20", order };
    expect((await post("/billing/buy", fields)).headers.get("location")).toBe("/billing?done=added");
    expect((await post("/billing/buy", fields)).headers.get("location")).toBe("/billing?done=already");
    expect((await service.account()).balanceKm2).toBe(21);
    expect(await text(get("/billing?done=added"))).toContain("No money moved.");
  });

  test("lifts a 402: the same request is answered after the payment", async () => {
    const body = {
      polygon: [
        [59.4, 24.7],
        [59.4, 24.715],
        [59.415, 24.715],
        [59.415, 24.7],
        [59.4, 24.7],
      ],
    };
    expect((await service.context(body)).status).toBe(402);
    const { post } = await signInBrowser();
    await post("/billing/buy", { product: "bundle-5", order });
    expect((await service.context(body)).status).toBe(200);
  });

  test("a subscription starts, shows as the plan, and ends", async () => {
    const { get, post } = await signInBrowser();
    await post("/billing/buy", { product: "monthly-20", order });
    expect(await text(get("/billing"))).toContain("End subscription");
    expect(await service.account()).toMatchObject({ balanceKm2: 21, plan: "20 km² every month" });
    await post("/billing/cancel");
    expect(await service.account()).toMatchObject({ balanceKm2: 21, plan: "Free" });
  });

  test.each([
    ["an unknown product", { product: "bundle-9000", order }],
    ["a made-up order", { product: "bundle-5", order: "x" }],
  ])("refuses %s", async (_name, fields) => {
    const { post } = await signInBrowser();
    expect((await post("/billing/buy", fields)).status).toBe(400);
    expect((await service.account()).balanceKm2).toBe(1);
  });
});

describe("a form from elsewhere is refused", () => {
  test.each([
    ["without the token", { csrf: "" }, {}],
    ["with a guessed token", { csrf: "0".repeat(64) }, {}],
    ["from another origin", {}, { origin: "https://evil.example" }],
    [
      "from another port of this machine",
      {},
      { origin: "http://127.0.0.1:9999", "sec-fetch-site": "same-site" },
    ],
    ["that the browser calls cross-site", {}, { origin: "null", "sec-fetch-site": "cross-site" }],
  ])("%s", async (_name, fields, headers) => {
    const { post } = await signInBrowser();
    const response = await post("/keys/reissue", fields, headers);
    expect(response.status).toBe(403);
    expect((await service.call("/v1/account")).status).toBe(200);
  });

  test("with another session's token", async () => {
    const one = await signInBrowser();
    const page = await text((await signInBrowser()).get("/keys"));
    const csrf = /name="csrf" value="([0-9a-f]{64})"/.exec(page)?.[1] ?? "";
    expect((await one.post("/keys/reissue", { csrf })).status).toBe(403);
  });

  test("as JSON", async () => {
    const { post } = await signInBrowser();
    expect((await post("/keys/reissue", {}, { "content-type": "application/json" })).status).toBe(415);
  });

  test("but accepts Origin null from its own page, as browsers send it under no-referrer", async () => {
    const { post } = await signInBrowser();
    expect((await post("/keys/view", {}, { origin: "null" })).status).toBe(200);
  });
});
