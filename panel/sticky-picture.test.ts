/** The picture stays in sight while the cards below it are used. */
import type { Page } from "playwright-core";
import { expect, it, test } from "vitest";
import { longTestMs, previewByKeyboard, tabTo } from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";

const suite = panelSuite();

async function openPreview(width: number, height: number): Promise<Page> {
  const { page } = await suite.open({ width, height });
  await previewByKeyboard(page);
  return page;
}

/** Where the picture, what has the focus and the scrolling column are, CSS pixels from the top of the page. */
const places = (page: Page) =>
  page.evaluate(() => {
    const frame = document.querySelector(".preview-frame")!.getBoundingClientRect();
    const main = document.querySelector(".main")!.getBoundingClientRect();
    const focus = document.activeElement!.getBoundingClientRect();
    const inSide = document.activeElement!.closest(".split-side") !== null;
    return { frame, main, focus: { top: focus.top, bottom: focus.bottom, inSide } };
  });

test.each([
  [420, 860],
  [260, 700],
  [420, 560],
])(
  "a dock of %i × %i shows picture and slider together, and no focus hides behind the picture",
  async (width, height) => {
    const page = await openPreview(width, height);
    await page.locator("summary", { hasText: "Section" }).click();
    await page.getByRole("radio", { name: "Level", exact: true }).check();
    const slider = page.locator("details[open] input[type=range]").first();
    await slider.focus();
    const { frame, main, focus } = await places(page);
    expect(frame.top).toBeGreaterThanOrEqual(main.top - 1);
    expect(focus.top).toBeGreaterThanOrEqual(frame.bottom);
    expect(focus.bottom).toBeLessThanOrEqual(main.bottom + 1);
    // From the end of the column back up: each stop comes to lie below the picture.
    await page.evaluate(() => document.querySelector(".main")!.scrollTo(0, 1e6));
    await tabTo(page, "#primary");
    let stops = 0;
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Shift+Tab");
      const now = await places(page);
      if (!now.focus.inSide) continue;
      stops += 1;
      expect(now.focus.top).toBeGreaterThanOrEqual(now.frame.bottom - 1);
    }
    expect(stops).toBeGreaterThan(5);
  },
  longTestMs,
);

it(
  "a low dock scrolls the picture away, so that the cards have room",
  async () => {
    const page = await openPreview(420, 480);
    await page.evaluate(() => document.querySelector(".main")!.scrollTo(0, 1e6));
    const { frame, main } = await places(page);
    expect(frame.bottom).toBeLessThan(main.top);
  },
  longTestMs,
);

it(
  "a wide panel keeps the picture beside the cards",
  async () => {
    const page = await openPreview(900, 700);
    const { frame, main } = await places(page);
    expect(frame.bottom).toBeGreaterThan(main.bottom - 30);
    expect(frame.bottom - frame.top).toBeGreaterThan(400);
  },
  longTestMs,
);
