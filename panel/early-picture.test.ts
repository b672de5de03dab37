import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import {
  eventually,
  type OpenedPanel,
  type OpenOptions,
  primaryText,
  withoutWebGl,
} from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";

/** The service sends half of its answer and keeps the rest until a test has seen what it waits for: no timing decides. */

const suite = panelSuite();

declare global {
  interface Window {
    /** Draw calls in the preview, and how many corners there were in each kind of them. */
    drawn: { corners: number[]; calls: number };
  }
}

/** Counts what is drawn outside the map; a house has 36 corners, the view's own ground disc 576. */
const countDraws = (page: Page) =>
  page.addInitScript(() => {
    window.drawn = { corners: [], calls: 0 };
    const original = WebGL2RenderingContext.prototype.drawElements;
    WebGL2RenderingContext.prototype.drawElements = function (mode, count, type, offset) {
      const { canvas } = this;
      if (canvas instanceof HTMLCanvasElement && canvas.closest(".preview") !== null) {
        window.drawn.calls += 1;
        if (!window.drawn.corners.includes(count)) window.drawn.corners.push(count);
      }
      original.call(this, mode, count, type, offset);
    };
  });

const drawn = (page: Page) => page.evaluate(() => window.drawn);
/** Half of the answer are about twenty of forty houses; the disc has fewer corners than twenty houses. */
const halfTown = 600;
const wholeTown = 40 * 36;

/** Buys from a service that holds half of the answer back, and waits for the picture of the first half. */
async function openHeld(options: Partial<OpenOptions> = {}): Promise<OpenedPanel> {
  const opened = await suite.open({ before: countDraws, ...options });
  opened.service.mode = "held";
  const { page } = opened;
  await page.locator("#tab-settings").click();
  await page.locator("#primary").click();
  await eventually(async () => Math.max(...(await drawn(page)).corners)).toBeGreaterThan(halfTown);
  return opened;
}

test("half of an answer is a picture already, said to be unfinished; the rest completes it in the same view", async () => {
  const { page, service, errors, violations } = await openHeld();
  expect(Math.max(...(await drawn(page)).corners)).toBeLessThan(wholeTown);
  expect(await page.locator("#tab-preview").getAttribute("aria-selected")).toBe("true");
  expect(await page.locator(".map-hint:visible").innerText()).toBe("Still loading: this is not all of it.");
  expect(await primaryText(page)).toMatch(/^Cancel/);
  await page.evaluate(() => document.querySelector(".preview canvas")?.setAttribute("data-same", "yes"));
  service.letGo("rest");
  await page.waitForSelector(".preview[data-ready='true']");
  expect((await drawn(page)).corners).toContain(wholeTown);
  expect(await page.locator(".preview canvas[data-same='yes']").count()).toBe(1);
  expect(await page.locator(".preview canvas").count()).toBe(1);
  expect(await page.locator(".map-hint:visible").count()).toBe(0);
  expect(await page.locator(".layer-row").allInnerTexts()).toEqual([
    "Surface\n3",
    "Buildings\n40",
    "Infrastructure\n12",
  ]);
  expect(service.purchases).toHaveLength(1);
  expect({ errors, violations }).toEqual({ errors: [], violations: [] });
});

test("nothing is drawn while nothing comes, and nothing after the fetch was cancelled in the same place", async () => {
  const { page, service } = await openHeld();
  await stillFor(page, 800);
  await page.locator("#primary").click();
  await page.getByText("Cancelled").first().waitFor();
  await eventually(() => service.abandoned).toBe(1);
  expect(await page.locator(".preview canvas").count()).toBe(0);
  expect(await page.locator("#tab-settings").getAttribute("aria-selected")).toBe("true");
  await stillFor(page, 500);
  expect(await primaryText(page)).toMatch(/^Get 0\.12 km²/);
});

test("who leaves the page gives the request up", async () => {
  const { page, service } = await openHeld();
  await page.goto("about:blank");
  await eventually(() => service.abandoned).toBe(1);
});

test("an answer that breaks off takes its picture along and says what it may have cost", async () => {
  const { page, service } = await openHeld({ service: { confirmsRequestIds: false } });
  service.letGo("break");
  await page.locator("#failure").waitFor();
  expect(await page.locator("#failure").innerText()).toMatch(/connection/i);
  expect(await page.locator(".preview canvas").count()).toBe(0);
  await stillFor(page, 500);
});

test("an answer that comes anew after a lost line begins its picture anew, and is complete", async () => {
  const { page, service, errors } = await openHeld({ service: { confirmsRequestIds: true } });
  service.letGo("break");
  await eventually(() => service.purchases.length).toBe(2);
  expect(new Set(service.purchases).size).toBe(1);
  await page.evaluate(() => {
    window.drawn = { corners: [], calls: 0 };
  });
  await eventually(async () => Math.max(...(await drawn(page)).corners)).toBeGreaterThan(halfTown);
  expect(Math.max(...(await drawn(page)).corners)).toBeLessThan(wholeTown);
  service.letGo("rest");
  await page.waitForSelector(".preview[data-ready='true']");
  expect((await drawn(page)).corners).toContain(wholeTown);
  expect(errors).toEqual([]);
});

test("a picture that belongs to changed settings is not shown, and the finished answer is kept free", async () => {
  const { page, service } = await openHeld();
  await page.locator("#tab-settings").click();
  await page.getByLabel("Barriers", { exact: true }).uncheck();
  await page.locator("#tab-preview").click();
  expect(await page.locator(".preview canvas").count()).toBe(0);
  service.letGo("rest");
  await eventually(() => primaryText(page)).toMatch(/^Get 0\.12 km²/);
  await page.locator("#tab-settings").click();
  await page.getByRole("button", { name: "Reset Barriers" }).click();
  expect(await primaryText(page)).toMatch(/^Show the model\s+Already fetched · free$/);
  await page.locator("#primary").click();
  await page.waitForSelector(".preview[data-ready='true']");
  expect(await page.locator(".layer-row").nth(1).innerText()).toBe("Buildings\n40");
});

test("a graphics context lost half-way costs the early picture, not the model", async () => {
  const { page, service, errors } = await openHeld();
  await page.evaluate(async () => {
    const canvas = document.querySelector<HTMLCanvasElement>(".preview canvas");
    const loss = canvas?.getContext("webgl2")?.getExtension("WEBGL_lose_context");
    if (!canvas || !loss) throw new Error("no context to lose");
    const restored = new Promise((resolve) => canvas.addEventListener("webglcontextrestored", resolve));
    loss.loseContext();
    await new Promise((resolve) => setTimeout(resolve, 50));
    loss.restoreContext();
    await restored;
    window.drawn = { corners: [], calls: 0 };
  });
  service.letGo("rest");
  await page.waitForSelector(".preview[data-ready='true']");
  expect((await drawn(page)).corners).toContain(wholeTown);
  expect(errors).toEqual([]);
});

test("without WebGL 2 the pieces pass by, the plan comes with the whole answer, and the job can be finished", async () => {
  const { page, service, served, errors } = await suite.open({ before: withoutWebGl });
  service.mode = "held";
  await page.getByText("No map here: this view has no WebGL 2.").waitFor();
  await page.locator("#tab-settings").click();
  await page.locator("#primary").click();
  await page.getByText("No 3D here: this view has no WebGL 2.").waitFor();
  expect(await primaryText(page)).toMatch(/^Cancel/);
  expect(await page.locator("#panel-preview svg.sketch").count()).toBe(0);
  service.letGo("rest");
  await page.locator("#panel-preview svg.sketch path").first().waitFor();
  await page.locator("#tab-insert").click();
  await page.locator("#primary").click();
  await page.waitForSelector("#receipt");
  expect(served.host.inserted).toHaveLength(1);
  expect(errors).toEqual([]);
});

/** Waits until the view has come to rest, then for a while in which it must not draw. */
async function stillFor(page: Page, ms: number): Promise<void> {
  const calls = async () => (await drawn(page)).calls;
  let before = -1;
  await eventually(async () => {
    const now = await calls();
    const same = now === before;
    before = now;
    return same;
  }).toBe(true);
  await page.waitForTimeout(ms);
  expect(await calls()).toBe(before);
}
