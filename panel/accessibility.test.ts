import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { goodKey } from "./testing/fake-service.ts";
import { longTestMs, mapReady, type OpenedPanel } from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";

const suite = panelSuite();

/** Every place of the panel, in the order of a job; the model is fetched and inserted on the way. */
const places: [string, (page: Page, opened: OpenedPanel) => Promise<void>][] = [
  ["area", (page) => mapReady(page)],
  ["rectangle with its handles", (page) => editRectangle(page)],
  ["settings", (page) => page.locator("#tab-settings").click()],
  [
    "half of an answer",
    async (page) => {
      await page.locator("#primary").click();
      await page.getByText("Still loading").waitFor();
    },
  ],
  [
    "facts of a building",
    async (page, { service }) => {
      service.letGo("rest");
      await page.waitForSelector(".preview[data-ready='true']");
      await pickBuilding(page);
    },
  ],
  [
    "left out",
    async (page) => {
      await page.getByRole("button", { name: "Leave out", exact: true }).click();
      await page.getByRole("region", { name: "Left out by you" }).waitFor();
    },
  ],
  [
    "preview",
    async (page) => {
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
  [
    "failure",
    async (page, { service }) => {
      await page.locator("#tab-settings").click();
      await page.getByLabel("Barriers", { exact: true }).uncheck();
      service.mode = "error500";
      await page.locator("#primary").click();
      await page.locator("#failure").waitFor();
    },
  ],
  ["key", (page) => page.locator("#open-key").click()],
  ["key, forgetting it", (page) => page.getByRole("button", { name: "Forget key" }).click()],
  [
    "usage",
    async (page) => {
      await page.locator("#open-usage").click();
      await page.waitForSelector(".bars");
    },
  ],
];

async function editRectangle(page: Page): Promise<void> {
  await page.locator("summary", { hasText: "Type the area" }).click();
  await page.getByRole("radio", { name: "Rectangle" }).check();
  for (const size of ["Width", "Height"]) await page.getByRole("spinbutton", { name: size }).fill("300");
  await page.getByRole("button", { name: "Edit" }).click();
  await page.waitForSelector(".box-handle");
}

/** Enter picks what is in the middle of the picture; with Shift the arrows move it, until that is a building. */
async function pickBuilding(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Top", exact: true }).click();
  await page.locator(".preview canvas").focus();
  const leaveOut = page.getByRole("button", { name: "Leave out", exact: true });
  for (let i = 0; i < 40 && !(await leaveOut.isVisible()); i++) {
    await page.keyboard.press("Enter");
    await page.waitForTimeout(60);
    if (!(await leaveOut.isVisible()))
      await page.keyboard.press(i % 4 === 3 ? "Shift+ArrowDown" : "Shift+ArrowRight");
  }
}

async function walk(opened: OpenedPanel, look: (place: string) => Promise<void>): Promise<void> {
  opened.service.mode = "held";
  for (const [place, go] of places) {
    await go(opened.page, opened);
    await look(place);
  }
  await opened.close();
}

describe.each(["light", "dark"] as const)("in %s", (theme) => {
  it(
    "has no axe violation in any step, key or usage",
    async () => {
      const context = await suite.browser.newContext({ viewport: { width: 420, height: 800 } });
      const opened = await suite.open({ context, host: { key: goodKey, profile: { theme } } });
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
  it(
    "never scrolls sideways, keeps the primary button in view and targets at 24 px",
    async () => {
      const opened = await suite.open({ width, height: 640 });
      const found: string[] = [];
      await walk(opened, async (place) => {
        for (const fault of await opened.page.evaluate(layoutFaults)) found.push(`${place}: ${fault}`);
        for (const fault of await opened.page.evaluate(smallTargets)) found.push(`${place}: ${fault}`);
      });
      expect(found).toEqual([]);
    },
    longTestMs,
  );
});

it.each(["light", "dark"] as const)(
  "draws the handles of a rectangle so that they can be told from the map, %s",
  async (theme) => {
    const opened = await suite.open({ host: { key: goodKey, profile: { theme } } });
    const { page } = opened;
    await mapReady(page);
    await editRectangle(page);
    const colours = await page.evaluate(() =>
      [".box-handle:not(.turn)", ".box-handle.turn"].map((selector) => {
        const element = document.querySelector(selector);
        if (element === null) throw new Error(`no ${selector}`);
        const { borderTopColor, backgroundColor } = getComputedStyle(element, "::after");
        return [borderTopColor, backgroundColor];
      }),
    );
    // Ring and middle differ enough that one of them stands out on any ground.
    for (const [ring, middle] of colours) expect(contrast(ring, middle)).toBeGreaterThanOrEqual(3);
    await opened.close();
  },
);

/** Contrast of two `rgb()` colours: W3C, WCAG 2.2, "contrast ratio". */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [red, green, blue] = (colour.match(/\d+/g) ?? []).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

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
  return faults;
}

/**
 * Runs in the page. Everything that can be pressed, with its label where that is pressed for it; left out are only links
 * inside a text, which are as high as their line.
 */
function smallTargets(): string[] {
  const all =
    "button, a, summary, select, textarea, input, [role=tab], [role=slider], [tabindex='0'], .box-handle";
  return [...document.querySelectorAll<HTMLElement>(all)].flatMap((element) => {
    const inText = element.tagName === "A" && !element.classList.contains("button");
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const boxes = [element, ...labels]
      .map((part) => part.getBoundingClientRect())
      .filter(({ width }) => width > 0);
    if (inText || boxes.length === 0) return [];
    const width = Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left));
    const height = Math.max(...boxes.map(({ height }) => height));
    if (width >= 24 && height >= 24) return [];
    return [`small target: ${element.tagName}.${element.className}#${element.id} ${width} × ${height}`];
  });
}
