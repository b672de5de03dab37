/** A panel that ends while it fetches, and the next one: the same area again costs nothing twice, or asks first. */
import { expect, it } from "vitest";
import { eventually, type OpenedPanel, primaryText, shownText } from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";

const suite = panelSuite();

/** Half of an answer has come when the panel is loaded anew, as after a crash. */
async function crashed(confirmsRequestIds: boolean): Promise<OpenedPanel> {
  const opened = await suite.open({ service: { mode: "held", confirmsRequestIds } });
  const { page, service } = opened;
  await eventually(() => shownText(page.locator("#area-km2"))).toBe("0.12 km²");
  await page.locator("#tab-settings").click();
  await page.locator("#primary").click();
  await eventually(() => service.purchases.length).toBe(1);
  await page.reload();
  service.letGo("break");
  service.mode = "ok";
  await page.locator("#unfinished").waitFor();
  return opened;
}

it("says after a crash that the purchase was not finished, and repeats it with the same request id", async () => {
  const { page, service, errors, violations } = await crashed(true);
  expect(await shownText(page.locator("#unfinished p"))).toMatch(
    /^A purchase of this area was not finished\. If it was charged, fetching it again with the same account is free until \d+ \w+ \d{4}, \d\d:\d\d\.$/,
  );
  await page.locator("#tab-settings").click();
  expect(await primaryText(page)).toMatch(
    /^Get 0\.12 km²\s+Free if already charged, else €3\.60 · 1\.00 km² left$/,
  );
  await page.locator("#primary").click();
  await page.waitForSelector("#panel-preview:not([hidden]) .preview canvas");
  expect(service.purchases).toHaveLength(2);
  expect(service.purchases[1]).toBe(service.purchases[0]);
  expect(await page.locator("#unfinished").count()).toBe(0);
  const notes = () =>
    page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const request = indexedDB.open("contextile-purchases");
          request.onsuccess = () => {
            const count = request.result.transaction("purchases").objectStore("purchases").count();
            count.onsuccess = () => resolve(count.result);
          };
        }),
    );
  await eventually(notes).toBe(0);
  expect({ errors, violations }).toEqual({ errors: [], violations: [] });
});

it("says where request ids are not confirmed that a repeat may be charged again, and asks for it", async () => {
  const { page, service } = await crashed(false);
  expect(await shownText(page.locator("#unfinished p"))).toBe(
    "A purchase of this area was not finished. It may have been charged. This service cannot tell: " +
      "fetching it again may be charged a second time.",
  );
  await page.locator("#tab-settings").click();
  expect(await primaryText(page)).toMatch(/^Repeat, I accept a second charge/);
  await page.getByRole("button", { name: "Forget it" }).click();
  await eventually(() => page.locator("#unfinished").count()).toBe(0);
  expect(await primaryText(page)).toMatch(/^Get 0\.12 km²/);
  expect(service.purchases).toHaveLength(1);
});

it("leads from another area back to the unfinished one, with its settings", async () => {
  const { page } = await crashed(true);
  await page.locator("#tab-settings").click();
  await page.getByLabel("Barriers", { exact: true }).uncheck();
  await eventually(() => page.locator("#unfinished").count()).toBe(0);
  await page.locator("#tab-area").click();
  expect(await shownText(page.locator("#unfinished p"))).toMatch(
    /^An earlier purchase was not finished: 0\.12 km², \d+ \w+ \d{4}, \d\d:\d\d\. If it was charged/,
  );
  await page.getByRole("button", { name: "Show that area" }).click();
  expect(await page.getByLabel("Barriers", { exact: true }).isChecked()).toBe(true);
  expect(await shownText(page.locator("#unfinished p"))).toMatch(/^A purchase of this area/);

  await page.getByRole("button", { name: "Back to what I had" }).click();
  await page.locator("#tab-settings").click();
  expect(await page.getByLabel("Barriers", { exact: true }).isChecked()).toBe(false);
  await page.locator("#tab-area").click();
  await page.getByRole("button", { name: "Redo" }).click();
  await eventually(() => shownText(page.locator("#unfinished p"))).toMatch(/^A purchase of this area/);
});

it("shows the price first where a repeat was free when the button was drawn and is no more", async () => {
  const { page, service } = await crashed(true);
  await page.locator("#tab-settings").click();
  expect(await primaryText(page)).toContain("Free if already charged");
  await page.evaluate(() => {
    const later = Date.now() + 25 * 3_600_000;
    Date.now = () => later;
  });
  await page.locator("#primary").click();
  await eventually(() => primaryText(page)).toMatch(/^Get 0\.12 km²\s+€3\.60 · 1\.00 km² left$/);
  expect(service.purchases).toHaveLength(1);
  await page.locator("#primary").click();
  await eventually(() => service.purchases.length).toBe(2);
  expect(service.purchases[1]).not.toBe(service.purchases[0]);
});

/** One window fetches, and a second one of the same browser is opened beside it. */
async function fetchingBeside() {
  const context = await suite.browser.newContext({ viewport: { width: 420, height: 800 } });
  const { page, service, served } = await suite.open({
    context,
    service: { mode: "held", confirmsRequestIds: true },
  });
  await eventually(() => shownText(page.locator("#area-km2"))).toBe("0.12 km²");
  await page.locator("#tab-settings").click();
  await page.locator("#primary").click();
  await eventually(() => service.purchases.length).toBe(1);
  const second = await context.newPage();
  await second.goto(served.url);
  return { page, second, service };
}

it("says in a second window that the first one is fetching, then shows its answer; without the first, that it is unfinished", async () => {
  const { page, second, service } = await fetchingBeside();
  await eventually(() => shownText(second.locator("#unfinished p"))).toBe(
    "This area is being fetched in another window right now. It is charged only once, here too.",
  );
  expect(await second.getByRole("button", { name: "Forget it" }).count()).toBe(0);
  service.letGo("rest");
  await page.waitForSelector("#panel-preview:not([hidden]) .preview canvas");
  await eventually(() => second.locator("#unfinished").count()).toBe(0);
  await eventually(() => primaryText(second)).toMatch(/^Show the model/);
  expect(service.purchases).toHaveLength(1);
});

it("says in a second window that a purchase is unfinished once the first one has gone", async () => {
  const { page, second } = await fetchingBeside();
  await eventually(() => shownText(second.locator("#unfinished p"))).toMatch(/in another window right now/);
  await page.close();
  await eventually(() => shownText(second.locator("#unfinished p"))).toMatch(
    /^A purchase of this area was not finished\./,
  );
});
