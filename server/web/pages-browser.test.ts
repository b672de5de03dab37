import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../shared/testing/browser.ts";
import { type RunningService, startService } from "../serve.ts";
import { fakeEngine, fakeSources } from "../testing/fake-sources.ts";
import { smallBody } from "../testing/open-test-service.ts";

let folder: string;
let service: RunningService;
let browser: Browser;
let context: BrowserContext;

/** What no page may cause: requests to elsewhere, script errors, broken rules of the content policy. */
const outside: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "contextile-pages-"));
  service = await startService({
    port: 0,
    dataFolder: folder,
    sources: fakeSources(),
    answerContext: fakeEngine().answer,
    buildBasemap: async () => ({ type: "FeatureCollection", features: [] }),
  });
  browser = await launchBrowser();
  const headers = { authorization: `Bearer ${service.key}`, "content-type": "application/json" };
  const answer = await fetch(`${service.url}/v1/context`, {
    method: "POST",
    headers,
    body: JSON.stringify(smallBody),
  });
  await answer.text();
});
afterEach(async () => {
  await context?.close();
});
afterAll(async () => {
  await browser?.close();
  await service?.close();
  await rm(folder, { recursive: true, force: true });
});

async function openPage(colorScheme: "light" | "dark" = "light", width = 1000): Promise<Page> {
  context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: service.url });
  const page = await context.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith(`${service.url}/`)) outside.push(request.url());
  });
  page.on("console", (message) => {
    // A 401 page is a page; the browser logs it all the same.
    if (message.type() === "error" && !message.text().includes("401")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return page;
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}

const signIn = async (page: Page) => page.goto(await service.signInLink());

describe.each(["light", "dark"] as const)(
  "in %s colours axe finds nothing to complain about on",
  (scheme) => {
    test("the keys page, masked, shown and before a re-issue", async () => {
      const page = await openPage(scheme);
      await signIn(page);
      expect(await violations(page)).toEqual([]);
      await page.getByText("Figures as a table").click();
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "View key" }).click();
      expect(await violations(page)).toEqual([]);
      await page.getByRole("link", { name: "Re-issue key…" }).click();
      expect(await violations(page)).toEqual([]);
    });

    test("the billing page, before and after a test payment", async () => {
      const page = await openPage(scheme);
      await signIn(page);
      await page.getByRole("link", { name: "Plan & Billing" }).first().click();
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "Test payment: add 5 km²" }).click();
      expect(await page.getByRole("status").textContent()).toBe("Added by test payment. No money moved.");
      expect(await violations(page)).toEqual([]);
    });

    test("the sign-in page and an error page", async () => {
      const page = await openPage(scheme, 320);
      await page.goto(`${service.url}/keys`);
      expect(await violations(page)).toEqual([]);
      await page.goto(`${service.url}/sign-in?token=used`);
      expect(await page.getByRole("alert").textContent()).toBe(
        "This sign-in link was used before or is too old.",
      );
      expect(await violations(page)).toEqual([]);
    });
  },
);

describe("in a real browser", () => {
  test("View shows the key, Copy puts it on the clipboard, and it is in no storage", async () => {
    const page = await openPage();
    await signIn(page);
    const field = page.getByLabel("Key", { exact: true });
    expect(await field.inputValue()).toBe(`ctx_••••••••••••${service.key.slice(-4)}`);
    await page.getByRole("button", { name: "Copy key" }).click();
    await page.getByText("Copied.").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(service.key);
    await page.getByRole("button", { name: "View key" }).click();
    expect(await field.inputValue()).toBe(service.key);
    const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
    expect(kept).toEqual([0, 0, ""]);
  });

  test("re-issuing asks first, kills the old key and shows the new one", async () => {
    const page = await openPage();
    await signIn(page);
    await page.getByRole("link", { name: "Re-issue key…" }).click();
    await page.getByRole("button", { name: "Re-issue the key now" }).click();
    expect(await page.getByRole("status").first().textContent()).toBe(
      "The key was re-issued. The old one no longer works.",
    );
    await page.getByRole("button", { name: "View key" }).click();
    const fresh = await page.getByLabel("Key", { exact: true }).inputValue();
    const statusOf = async (key: string) =>
      (await fetch(`${service.url}/v1/account`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await statusOf(service.key)).toBe(401);
    expect(await statusOf(fresh)).toBe(200);
  });

  test("everything works without script, except Copy, which is not offered", async () => {
    context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await signIn(page);
    expect(await page.getByRole("button", { name: "Copy key" }).count()).toBe(0);
    await page.getByRole("button", { name: "View key" }).click();
    expect(await page.getByLabel("Key", { exact: true }).inputValue()).toMatch(/^ctx_[0-9A-Za-z]{40}$/);
    await page.getByRole("button", { name: "Sign out" }).click();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Sign in");
  });

  test("nothing scrolls sideways on a narrow screen", async () => {
    const page = await openPage("light", 320);
    await signIn(page);
    for (const path of ["/keys", "/billing"]) {
      await page.goto(service.url + path);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    }
  });

  test("no page asked anybody else for anything, broke the content policy or had a script error", () => {
    expect(outside).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
