import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import type { PurchaseHolds } from "./state/kept/purchase-holds.ts";
import { goodKey } from "./testing/fake-service.ts";
import { eventually, primaryText, shownText } from "./testing/open-panel.ts";
import { pageModule } from "./testing/page-module.ts";
import { panelSuite } from "./testing/panel-suite.ts";

declare global {
  interface Window {
    holds: PurchaseHolds;
    letGo: Record<"one" | "two", () => void>;
  }
}

const suite = panelSuite();
const kept = join(dirname(fileURLToPath(import.meta.url)), "state/kept");

it("shows a bought area again after a reload, free, until it is removed", async () => {
  const { page, service, errors, violations } = await suite.open();
  await eventually(() => shownText(page.locator("#area-km2"))).toBe("0.12 km²");
  await page.locator("#tab-settings").click();
  await page.locator("#primary").click();
  await page.waitForSelector("#panel-preview:not([hidden]) .preview canvas");
  await page.locator("#open-usage").click();
  await eventually(() => shownText(page.locator("#stored-answers"))).toMatch(
    /1 area, \d+ kB of at most 512\.0 MB/,
  );

  await page.reload();
  await eventually(() => primaryText(page)).toMatch(/^Show the model\s+Already fetched · free$/);
  const area = page.locator(".card", { has: page.locator("#area-km2") });
  expect(await shownText(area)).toMatch(
    /Price\s+Already fetched · free\s+Balance\s+(\S+) km²\s+Balance after\s+\1 km²/,
  );
  await page.locator("#primary").click();
  await page.waitForSelector("#panel-preview:not([hidden]) .preview canvas");
  expect(await page.locator(".layer-row").allInnerTexts()).toContain("Buildings\n40");
  expect(service.purchases).toHaveLength(1);

  const kept = await page.evaluate(async () => {
    const { promise, done } = ((): { promise: Promise<string>; done(text: string): void } => {
      let done: (text: string) => void = () => undefined;
      const promise = new Promise<string>((resolve) => {
        done = resolve;
      });
      return { promise, done };
    })();
    const request = indexedDB.open("contextile-answers");
    request.onsuccess = () => {
      const all = request.result.transaction("answers").objectStore("answers").getAll();
      all.onsuccess = async () => done(all.result[0].key + (await all.result[0].packed.text()));
    };
    return promise;
  });
  expect(kept).toContain("CTXS");
  expect(kept).not.toContain(goodKey.slice(8, 20));

  await page.locator("#open-usage").click();
  await page.getByRole("button", { name: "Remove them" }).click();
  await eventually(() => shownText(page.locator("#stored-answers"))).toMatch(/0 areas, 0 kB/);
  await page.reload();
  await eventually(() => primaryText(page)).toMatch(/^Next: settings\s+0\.12 km² · €3\.60/);
  expect({ errors, violations }).toEqual({ errors: [], violations: [] });
});

it("offers what is kept free before a slow account has answered, never for money", async () => {
  const { page, service } = await suite.open();
  await eventually(() => shownText(page.locator("#area-km2"))).toBe("0.12 km²");
  await page.locator("#tab-settings").click();
  await page.locator("#primary").click();
  await page.waitForSelector("#panel-preview:not([hidden]) .preview canvas");
  await page.waitForTimeout(800);
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/v1/account", async (route) => {
    await answered;
    await route.continue();
  });
  await page.reload();
  await eventually(() => primaryText(page)).toMatch(/^Show the model\s+Already fetched · free$/);
  answer();
  expect(service.purchases).toHaveLength(1);
});

it("lets the oldest go at the cap, keeps nothing larger than it, and fails nowhere without a database", async () => {
  const { page } = await suite.open();
  await page.evaluate(await pageModule(join(kept, "answer-store.ts")));
  const result = await page.evaluate(async () => {
    const { createAnswerStore: create } = window.pageModule as typeof import("./state/kept/answer-store.ts");
    const store = create(indexedDB, 100);
    await store.clear();
    const wait = () => new Promise((resolve) => setTimeout(resolve, 5));
    for (const name of ["a", "b", "c"]) {
      await store.put("one", name, new Blob(["x".repeat(40)]));
      await wait();
    }
    await store.put("one", "huge", new Blob(["x".repeat(101)]));
    await store.put("two", "c", new Blob(["y".repeat(10)]));
    const none = create(undefined, 100);
    await none.put("one", "a", new Blob(["x"]));
    return {
      one: await store.keys("one"),
      two: await store.keys("two"),
      size: await store.size(),
      text: await (await store.get("two", "c"))?.text(),
      gone: await store.get("one", "a"),
      none: [await none.keys("one"), await none.get("one", "a"), await none.size()],
    };
  });
  expect(result).toEqual({
    one: ["b", "c"],
    two: ["c"],
    size: { count: 3, bytes: 90 },
    text: "yyyyyyyyyy",
    gone: null,
    none: [[], null, { count: 0, bytes: 0 }],
  });
});

it("keeps at most fifty notes of purchases, the newest, one a draft, and fails nowhere without a database", async () => {
  const { page } = await suite.open();
  await page.evaluate(await pageModule(join(kept, "purchase-notes.ts")));
  const result = await page.evaluate(async () => {
    const { createPurchaseNotes } = window.pageModule as typeof import("./state/kept/purchase-notes.ts");
    const notes = createPurchaseNotes(indexedDB);
    const note = { confirmsRequestIds: true, mayBeCharged: true };
    for (let i = 0; i < 60; i++)
      await notes.put("one", { ...note, draftKey: `d${i}`, requestId: `r${i}`, startedAt: i });
    await notes.put("one", { ...note, draftKey: "d59", requestId: "again", startedAt: 100 });
    await notes.put("two", { ...note, draftKey: "d59", requestId: "other", startedAt: 5 });
    await notes.remove("one", "d58");
    const none = createPurchaseNotes(undefined);
    await none.put("one", { ...note, draftKey: "d", requestId: "r", startedAt: 0 });
    const ids = (await notes.list("one")).map(({ requestId }) => requestId);
    return {
      first: ids.slice(0, 2),
      last: ids[ids.length - 1],
      count: ids.length,
      none: await none.list("one"),
    };
  });
  expect(result).toEqual({ first: ["again", "r57"], last: "r11", count: 48, none: [] });
});

it.each(["locks", "beats"])("tells other windows what one holds, by %s, until it lets go", async (by) => {
  const { page } = await suite.open({ context: await suite.browser.newContext() });
  const others = await page.context().newPage();
  await others.goto(page.url());
  const script = await pageModule(join(kept, "purchase-holds.ts"));
  for (const each of [page, others]) {
    await each.evaluate(script);
    await each.evaluate((kind) => {
      const { createPurchaseHolds } = window.pageModule as typeof import("./state/kept/purchase-holds.ts");
      window.holds = createPurchaseHolds(kind === "locks" ? navigator.locks : undefined, indexedDB);
    }, by);
  }
  await page.evaluate(() => {
    const [one, two] = [window.holds.hold("one"), window.holds.hold("two")];
    window.letGo = { one, two };
  });
  const seen = (from: typeof page) => from.evaluate(async () => [...(await window.holds.elsewhere())].sort());
  await eventually(() => seen(others)).toEqual(["one", "two"]);
  expect(await seen(page)).toEqual([]);
  const letGoToo = await others.evaluateHandle(() => window.holds.hold("one"));
  await page.evaluate(() => window.letGo.one());
  await eventually(() => seen(others)).toEqual(["two"]);
  await letGoToo.evaluate((letGo) => letGo());
  await page.evaluate(() => window.letGo.two());
  await eventually(() => seen(others)).toEqual([]);
});

it("takes a beat that has been silent for a quarter of a minute for a window that has gone", async () => {
  const { page } = await suite.open();
  await page.evaluate(await pageModule(join(kept, "purchase-holds.ts")));
  const result = await page.evaluate(async () => {
    const { createPurchaseHolds } = window.pageModule as typeof import("./state/kept/purchase-holds.ts");
    const [gone, here] = [
      createPurchaseHolds(undefined, indexedDB),
      createPurchaseHolds(undefined, indexedDB),
    ];
    const { setInterval } = window;
    Reflect.set(window, "setInterval", () => 0);
    gone.hold("of a window that ends");
    window.setInterval = setInterval;
    const held = async () => [...(await here.elsewhere())];
    while ((await held()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const now = Date.now();
    Date.now = () => now + 16_000;
    const none = createPurchaseHolds(undefined, undefined);
    none.hold("nowhere")();
    return { later: await held(), none: [...(await none.elsewhere())] };
  });
  expect(result).toEqual({ later: [], none: [] });
});

it("writes notes in their order, and again after the browser has refused or closed the database", async () => {
  const { page } = await suite.open();
  await page.evaluate(await pageModule(join(kept, "purchase-notes.ts")));
  const result = await page.evaluate(async () => {
    const { createPurchaseNotes } = window.pageModule as typeof import("./state/kept/purchase-notes.ts");
    let opens = 0;
    let latest: IDBDatabase | undefined;
    const moody = {
      open(name: string, version: number) {
        opens++;
        if (opens === 1) throw new Error("not now");
        const request = indexedDB.open(name, version);
        request.addEventListener("success", () => {
          latest = request.result;
        });
        return request;
      },
    };
    const notes = createPurchaseNotes(moody as IDBFactory);
    const note = { confirmsRequestIds: true, mayBeCharged: true, requestId: "r", startedAt: 1 };
    const keys = async () => (await notes.list("one")).map(({ draftKey }) => draftKey);
    await notes.put("one", { ...note, draftKey: "refused" });
    await notes.put("one", { ...note, draftKey: "kept" });
    const afterRefusal = await keys();
    latest?.close();
    latest?.dispatchEvent(new Event("close"));
    const afterClosing = await keys();
    void notes.put("one", { ...note, draftKey: "short" });
    await notes.remove("one", "short");
    return { afterRefusal, afterClosing, atLast: await keys(), opens };
  });
  expect(result).toEqual({ afterRefusal: ["kept"], afterClosing: ["kept"], atLast: ["kept"], opens: 3 });
});
