/** A dock of 260 px with everything at 200 %: the page zoomed, which leaves 130 px, or its text alone. */
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { eventually, shownText } from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";

const suite = panelSuite();

/** As browsers do that zoom text alone. */
function doubleText(): void {
  const all = [...document.querySelectorAll<HTMLElement>("body, body *")];
  const sizes = all.map((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  for (const [i, element] of all.entries()) element.style.fontSize = `${2 * sizes[i]}px`;
}

/** Words that lie over each other or over the edge, in rows of buttons, tabs and fields. */
function collisions(): string[] {
  const found: string[] = [];
  const shown = (element: Element) => element.getClientRects().length > 0;
  const textBox = (element: Element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getBoundingClientRect();
  };
  for (const row of document.querySelectorAll(".header, .tabs, .tool-group, .button-row, .layer-row")) {
    const parts = [...row.children]
      .filter(shown)
      .map((part) => ({ name: part.textContent, box: textBox(part) }));
    for (const [i, { name, box }] of parts.entries()) {
      if (box.width > 0 && (box.right > innerWidth + 1 || box.left < -1)) found.push(`${name} over the edge`);
      for (const other of parts.slice(i + 1)) {
        const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (wide > 1 && high > 1) found.push(`${name} over ${other.name}`);
      }
    }
  }
  return found;
}

async function walk(page: Page, look: (place: string) => Promise<void>): Promise<void> {
  await eventually(() => shownText(page.locator("#area-km2"))).toMatch(/^0.12 km²$/);
  await look("area");
  await page.locator("#tab-settings").click();
  await look("settings");
  await page.locator("#primary").click();
  await page.waitForSelector(".preview[data-ready='true']");
  await look("preview");
}

for (const locale of ["en-GB", "de-DE"])
  for (const [how, width] of [
    ["page", 130],
    ["text", 260],
  ] as const)
    it(`keeps words apart and in view with the ${how} at 200 %, ${locale}`, async () => {
      const context = await suite.browser.newContext({ viewport: { width, height: 700 }, locale });
      const { page } = await suite.open({ context });
      const found: string[] = [];
      await walk(page, async (place) => {
        if (how === "text") await page.evaluate(doubleText);
        for (const what of await page.evaluate(collisions)) found.push(`${place}: ${what}`);
        if (how === "text")
          await page.evaluate(() => {
            for (const element of document.querySelectorAll<HTMLElement>("*")) element.style.fontSize = "";
          });
      });
      expect(found).toEqual([]);
      await context.close();
    });
