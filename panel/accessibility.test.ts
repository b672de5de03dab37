import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goodKey } from "./testing/fake-service.ts";
import { launchBrowser, longTestMs, mapReady, type OpenedPanel, openPanel } from "./testing/open-panel.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Every place of the panel, in the order of a job; the model is fetched and inserted on the way. */
const places: [string, (page: Page) => Promise<void>][] = [
  ["area", (page) => mapReady(page)],
  ["settings", (page) => page.locator("#tab-settings").click()],
  [
    "preview",
    async (page) => {
      await page.locator("#primary").click();
      await page.waitForSelector("#panel-preview:not([hidden]) .preview canvas");
      for (const card of ["Sun", "Section", "Statistics"])
        await page.locator("summary", { hasText: card }).click();
      await page.getByRole("radio", { name: "Level" }).click();
      await page.getByLabel("Colour buildings by").selectOption("height");
      await page.getByRole("button", { name: "Measure" }).click();
    },
  ],
  ["insert", (page) => page.locator("#tab-insert").click()],
  [
    "receipt",
    async (page) => {
      await page.locator("#primary").click();
      await page.waitForSelector("#receipt");
    },
  ],
  ["key", (page) => page.locator("#open-key").click()],
  [
    "usage",
    async (page) => {
      await page.locator("#open-usage").click();
      await page.waitForSelector(".bars");
    },
  ],
];

async function walk(opened: OpenedPanel, look: (place: string) => Promise<void>): Promise<void> {
  for (const [place, go] of places) {
    await go(opened.page);
    await look(place);
  }
  await opened.close();
}

describe.each(["light", "dark"] as const)("in %s", (theme) => {
  it(
    "has no axe violation in any step, key or usage",
    async () => {
      const context = await browser.newContext({ viewport: { width: 420, height: 800 } });
      const opened = await openPanel({ browser, context, host: { key: goodKey, profile: { theme } } });
      const found: string[] = [];
      await walk(opened, async (place) => {
        const { violations } = await new AxeBuilder({ page: opened.page }).analyze();
        for (const { id, nodes } of violations)
          found.push(`${place}: ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
      });
      await context.close();
      expect(found).toEqual([]);
    },
    longTestMs,
  );
});

describe.each([260, 420, 900])("at %i px", (width) => {
  it("never scrolls sideways, keeps the primary button in view and targets at 24 px", async () => {
    const opened = await openPanel({ browser, width, height: 640 });
    const found: string[] = [];
    await walk(opened, async (place) => {
      for (const fault of await opened.page.evaluate(layoutFaults)) found.push(`${place}: ${fault}`);
    });
    expect(found).toEqual([]);
  });
});

/** Runs in the page. */
function layoutFaults(): string[] {
  const faults: string[] = [];
  const name = (element: Element) => `${element.tagName}.${element.className}#${element.id}`;
  for (const element of [
    document.documentElement,
    ...document.querySelectorAll(".main, .panel, .footer, .split-side, .tabs, .tab, .card, .map-tools"),
  ])
    if (element.scrollWidth > element.clientWidth) faults.push(`scrolls sideways: ${name(element)}`);
  for (const cell of document.querySelectorAll(
    "table:not(.visually-hidden) th, table:not(.visually-hidden) td",
  ))
    if (cell.scrollWidth > cell.clientWidth && cell.clientWidth > 0)
      faults.push(`cell too narrow: ${cell.textContent}`);
  const primary = document.querySelector("#primary")?.getBoundingClientRect();
  if (!primary || primary.bottom > innerHeight || primary.height < 24)
    faults.push("primary button out of view");
  for (const element of document.querySelectorAll("button, a, summary, select, .input, [role=tab]")) {
    const { width, height } = element.getBoundingClientRect();
    const inText = element.tagName === "A" && !element.classList.contains("button");
    if (width > 0 && !inText && (height < 24 || width < 24)) faults.push(`small target: ${name(element)}`);
  }
  return faults;
}
