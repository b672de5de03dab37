/** The preview by keyboard alone: looking, measuring, leaving out. What the host received is read again. */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { decodeScene } from "../shared/exports/scene.ts";
import type { HostHandoff } from "../shared/scene/handoff.ts";
import {
  eventually,
  longTestMs,
  type OpenedPanel,
  previewByKeyboard,
  shownText,
  tabTo,
} from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";

const suite = panelSuite({ perTest: false });
let panel: OpenedPanel;
let page: Page;
beforeAll(async () => {
  panel = await suite.open({ height: 760 });
  page = panel.page;
  await previewByKeyboard(page);
}, longTestMs);

const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
const region = (name: string) => page.getByRole("region", { name });

/** Tab to a button with these words, and press it. */
async function press(words: RegExp): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if (words.test(await focused())) return page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
  }
  throw new Error(`No button ${words} was reached`);
}

/** Over the model in small steps, up and down in columns, pressing Enter at each. */
async function enterUntil(done: () => Promise<boolean>): Promise<void> {
  await tabTo(page, ".preview canvas");
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press("Enter");
    await page.waitForTimeout(30);
    if (await done()) return;
    const column = step % 10 < 5 ? "Shift+ArrowUp" : "Shift+ArrowDown";
    await page.keyboard.press(step % 5 === 4 ? "Shift+ArrowRight" : column);
  }
  throw new Error("Enter met nothing on sixty places of the model");
}

/** Names of what is in the handed-over bytes. */
function handedOver({ bytes }: HostHandoff): Record<string, string[]> {
  const layers = decodeScene(bytes).layers.map((layer): [string, string[]] => {
    if (layer.kind === "grid") return [layer.id, ["grid"]];
    if (layer.kind === "instances")
      return [layer.id, Array.from(layer.kindIndex, (kind) => layer.kinds[kind])];
    return [
      layer.id,
      layer.descriptors.map(({ id, type }) => (layer.id === "buildings" ? `${id}` : `${type}`)),
    ];
  });
  return Object.fromEntries(layers);
}

async function insert(times: number): Promise<HostHandoff> {
  await tabTo(page, "#tab-preview");
  await page.keyboard.press("ArrowRight");
  await tabTo(page, "#primary");
  await page.keyboard.press("Enter");
  await eventually(() => panel.served.host.inserted.length).toBe(times);
  await page.waitForSelector("#receipt");
  return panel.served.host.inserted[times - 1];
}

const receipt = () => shownText(page.locator("#receipt"));

async function backToPreview(): Promise<void> {
  await tabTo(page, "#tab-insert");
  await page.keyboard.press("ArrowLeft");
  await page.waitForSelector("#panel-preview:not([hidden])");
}

it("turns to every named view", async () => {
  const needle = () => page.locator(".preview svg g").first().getAttribute("transform");
  await tabTo(page, ".view-tools .button");
  const turned: Record<string, number> = {};
  for (const view of ["Top", "N", "E", "S", "W", "Iso"]) {
    await press(new RegExp(`^${view}$`));
    await page.waitForTimeout(100);
    turned[view] = (Math.round(Number(/rotate\((.*)\)/.exec((await needle()) ?? "")?.[1])) + 360) % 360;
  }
  // The needle of the compass: where one looks to is up.
  expect(turned).toMatchObject({ Top: 0, N: 0, E: 270, S: 180, W: 90 });
  expect(turned.Iso).not.toBe(turned.Top);
});

it("measures, and takes the points away with Escape", async () => {
  await press(/^Top$/);
  await press(/^Measure$/);
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-pressed"))).toBe("true");
  await enterUntil(async () => /Level distance\s+\d+\.\d\d m/.test(await shownText(region("Measure"))));
  await page.keyboard.press("Escape");
  await eventually(() => shownText(region("Measure"))).toMatch(/Click two points/);
  await page.keyboard.press("Shift+Tab");
  await tabTo(page, ".view-tools .button");
  await press(/^Measure$/);
  expect(await region("Measure").count()).toBe(0);
});

it("cuts the model at a height", async () => {
  await press(/^Section/);
  await tabTo(page, '#panel-preview details[open] input[type="radio"]');
  await page.keyboard.press("ArrowRight");
  await tabTo(page, '#panel-preview details[open] input[type="range"]');
  const slider = page.getByLabel("Place of the cut");
  await page.keyboard.press("Home");
  await eventually(() => slider.getAttribute("aria-valuetext")).toBe("at 0.0 m height");
  await page.keyboard.press("End");
  await eventually(() => slider.getAttribute("aria-valuetext")).toBe("at 18 m height");
  await tabTo(page, "#panel-preview details[open] summary");
});

it("picks, deselects into the picture, and leaves one building out", async () => {
  const selected = region("Selected");
  await enterUntil(async () => /BUILDING NO\. \d+/i.test(await shownText(selected)));
  await press(/^Deselect$/);
  await eventually(() => shownText(selected)).not.toMatch(/BUILDING NO\./i);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("CANVAS");
  await page.keyboard.press("Enter");
  await eventually(() => shownText(selected)).toMatch(/BUILDING NO\. \d+/i);
  const number = /BUILDING NO\. (\d+)/i.exec(await shownText(selected))?.[1] ?? "";
  await press(/^Leave out$/);
  await eventually(() => shownText(region("Left out by you"))).toMatch(/Buildings: 1\b/);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("CANVAS");
  const { buildings } = handedOver(await insert(1));
  expect(buildings).toHaveLength(39);
  expect(buildings).not.toContain(number);
  expect(await receipt()).toMatch(/1 × buildings: excluded by you/i);
});

it("leaves out a whole type, and takes both back in one after the other", async () => {
  await backToPreview();
  const selected = region("Selected");
  await tabTo(page, ".view-tools .button");
  await press(/^Top$/);
  await enterUntil(async () => /Leave out all/.test(await shownText(selected)));
  const words = /Leave out all “(.+)” \((\d+)\)/.exec(await shownText(selected));
  // Every other of the forty buildings is a house; what was left out before is not among what is picked.
  expect(words?.[2]).toBe("20");
  await press(/^Leave out all/);
  await eventually(() => shownText(region("Left out by you"))).toMatch(/Buildings: 2[01]\b/);
  const without = handedOver(await insert(2));
  const isHouse = (id: string) => Number(id) % 2 === 1;
  const wasHouse = words?.[1] === "house";
  expect(new Set(without.buildings.map(isHouse))).toEqual(new Set([!wasHouse]));
  expect(without.surface).toHaveLength(3);
  expect(await receipt()).toMatch(/2[01] × buildings: excluded by you/i);

  await backToPreview();
  await press(/^Undo the last$/);
  await eventually(() => shownText(region("Left out by you"))).toMatch(/Buildings: 1\b/);
  await press(/^Undo the last$/);
  await eventually(() => region("Left out by you").count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false);
  const whole = handedOver(await insert(3));
  expect([whole.buildings.length, whole.surface.length, whole.infrastructure.length]).toEqual([40, 3, 12]);
  expect(await receipt()).not.toMatch(/excluded by you/);
  expect({ errors: panel.errors, violations: panel.violations }).toEqual({ errors: [], violations: [] });
});
