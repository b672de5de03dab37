/** The key through the real page: tested before it is stored, and never lost to a wrong one. */
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { goodKey } from "../testing/fake-service.ts";
import { eventually, type OpenOptions, shownText, tabTo } from "../testing/open-panel.ts";
import { panelSuite } from "../testing/panel-suite.ts";

const otherKey = "cw_test_another_key_5555abcd";
const suite = panelSuite();

async function open(host: OpenOptions["host"] = {}): Promise<{ page: Page; key(): string }> {
  const made = await suite.open({ host });
  await made.page.locator("#open-key").click();
  return { page: made.page, key: () => made.served.host.key() };
}

async function save(page: Page, key: string): Promise<void> {
  await page.locator('input[type="password"]').fill(key);
  await page.getByRole("button", { name: "Save key" }).click();
}

const said = (page: Page) => shownText(page.locator("#key-said"));
const typed = (page: Page) => page.locator('input[type="password"]').inputValue();

it("that the service refuses does not replace the one that works", async () => {
  const { page, key } = await open();
  await save(page, otherKey);
  await page.getByRole("alert").waitFor();
  expect(await shownText(page.getByRole("alert"))).toMatch(
    /^The service does not accept this API key\.\s+Nothing was charged\. Copy the key again/,
  );
  expect(await said(page)).toBe("The key ending in WXYZ stays as it is.");
  expect([key(), await typed(page)]).toEqual([goodKey, ""]);
  await page.getByRole("button", { name: "Test key" }).click();
  await eventually(() => said(page)).toBe("The key works. Plan: Trial; 1.00 km² left.");
  expect(await page.getByRole("alert").count()).toBe(0);
});

it("that is accepted replaces the earlier one at once", async () => {
  const { page, key } = await open({ key: "cw_old_0123456789abcdOLD1" });
  await save(page, goodKey);
  await eventually(() => said(page)).toBe("The key works. Plan: Trial; 1.00 km² left.");
  expect(key()).toBe(goodKey);
});

it("that cannot be tested replaces another only after a second word, by keyboard too", async () => {
  const { page, key } = await open({ testKey: () => "unreachable" });
  await save(page, otherKey);
  await eventually(() => shownText(page.locator("#key-question"))).toBe(
    "The service could not be asked, so the key is not tested. Replace the key ending in WXYZ all the same?",
  );
  await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe(
    "Keep the stored key",
  );
  expect(key()).toBe(goodKey);
  await page.keyboard.press("Enter");
  await eventually(() => said(page)).toBe("The key ending in WXYZ stays as it is.");
  expect([key(), await typed(page)]).toEqual([goodKey, ""]);

  await save(page, otherKey);
  await page.locator("#key-replace").waitFor();
  await tabTo(page, "#key-replace .button.danger");
  await page.keyboard.press("Enter");
  await eventually(() => said(page)).toBe("Saved without a test.");
  expect([key(), await typed(page)]).toEqual([otherKey, ""]);
});

it("is stored untested where there is none to lose, and says so", async () => {
  const { page, key } = await open({ key: "", testKey: () => "no-account" });
  await save(page, otherKey);
  await eventually(() => said(page)).toBe(
    "This service has no account page to test the key against. Saved without a test.",
  );
  expect(key()).toBe(otherKey);
});

it("is in nothing of the page while the user is asked, but in its own field", async () => {
  const { page } = await open({ testKey: () => "unreachable" });
  await save(page, otherKey);
  await page.locator("#key-replace").waitFor();
  const traces = await page.evaluate(() =>
    [document.documentElement.outerHTML, location.href, document.cookie]
      .concat(Object.values(localStorage), Object.values(sessionStorage))
      .join(),
  );
  expect(traces).not.toContain("another_key");
  expect(await typed(page)).toBe(otherKey);
});
