/** For who does not want movement, and for who listens: nothing slides, and little is said. */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { eventually, longTestMs, type OpenedPanel, primaryText } from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";

declare global {
  interface Window {
    /** Texts of live regions, each time one changes; "alert: " stands before those that interrupt. */
    announced: string[];
    /** Places and turns that a moving thing went through. */
    passed: string[];
  }
}

const suite = panelSuite({ perTest: false });
let panel: OpenedPanel;
let page: Page;
beforeAll(async () => {
  const context = await suite.browser.newContext({
    viewport: { width: 420, height: 760 },
    reducedMotion: "reduce",
  });
  panel = await suite.open({ context, before: listen });
  page = panel.page;
  await page.waitForSelector(".map-tools .button:not([disabled])");
  await page.waitForSelector('.map[data-ready="true"]');
}, longTestMs);

const listen = (opened: Page) =>
  opened.addInitScript(() => {
    window.announced = [];
    const live = '[role="status"], [role="alert"], [aria-live]';
    const said = new WeakMap<Element, string>();
    new MutationObserver((changes) => {
      const regions = new Set<Element>();
      for (const { target, addedNodes } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const around = element?.closest(live);
        if (around) regions.add(around);
        for (const added of addedNodes)
          if (added instanceof Element)
            for (const inner of [added, ...added.querySelectorAll(live)])
              if (inner.matches(live)) regions.add(inner);
      }
      for (const region of regions) {
        const text = region.textContent?.trim() ?? "";
        if (said.get(region) === text) continue;
        said.set(region, text);
        if (text !== "")
          window.announced.push(region.getAttribute("role") === "alert" ? `alert: ${text}` : text);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });

/** Every state of `attribute` on what `selector` finds, from now on. */
const follow = (selector: string, attribute: string) =>
  page.evaluate(
    ([wanted, name]) => {
      window.passed = [];
      const element = document.querySelector(wanted);
      if (element === null) throw new Error(`no ${wanted}`);
      // Not by observing mutations: what a script turns through the SVG's own objects is none.
      let last = element.getAttribute(name) ?? "";
      const look = () => {
        const now = element.getAttribute(name) ?? "";
        if (now !== last) window.passed.push(now);
        last = now;
        requestAnimationFrame(look);
      };
      look();
    },
    [selector, attribute] as const,
  );

const passed = () => page.evaluate(() => window.passed);

/** Runs in the page: what moves by itself, or would. */
function moving(): string[] {
  const running = document
    .getAnimations()
    .map(({ effect }) => (effect instanceof KeyframeEffect ? (effect.target?.className ?? "") : "?"));
  const would = [...document.querySelectorAll("body *")].flatMap((element) =>
    [null, "::before", "::after"].flatMap((part) => {
      const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element, part);
      const slow = transitionDuration.split(",").some((time) => Number.parseFloat(time) > 0);
      const still = animationName === "none" && !slow && scrollBehavior !== "smooth";
      return still
        ? []
        : [`${element.tagName}.${element.className}${part ?? ""} ${animationName} ${transitionDuration}`];
    }),
  );
  return [...running, ...would];
}

it("jumps where the map would glide", async () => {
  expect(await page.evaluate(moving)).toEqual([]);
  await page.locator("summary", { hasText: "Type the area" }).click();
  await page.getByRole("radio", { name: "Rectangle" }).check();
  for (const size of ["Width", "Height"]) await page.getByRole("spinbutton", { name: size }).fill("200");
  await page.getByRole("button", { name: "Edit" }).click();
  await page.waitForSelector(".box-handle");
  await follow(".box-handle", "style");
  for (const turn of [1, 2, 3]) {
    await page.getByRole("button", { name: "Zoom in" }).press("Enter");
    await eventually(async () => (await passed()).length).toBe(turn);
    await page.waitForTimeout(350);
    expect((await passed()).length).toBe(turn);
  }
  await page.getByRole("button", { name: "Edit" }).click();
});

it(
  "slides nothing while the service works, and says each part of the work once, politely",
  async () => {
    panel.service.mode = "silent";
    await page.locator("#tab-settings").click();
    await page.locator("#primary").click();
    await eventually(() => primaryText(page)).toMatch(/^Cancel/);
    expect(await page.evaluate(moving)).toEqual([]);
    await page.locator("#primary").click();
    await page.getByText("Cancelled").first().waitFor();

    panel.service.mode = "slow";
    await page.evaluate(() => {
      window.announced = [];
    });
    await page.locator("#primary").click();
    // Ten seconds of small pieces: the figures on the button change all the time.
    const figures = new Set<string>();
    await eventually(async () => {
      figures.add(await primaryText(page));
      return page.locator(".preview[data-ready='true']").count();
    }).toBe(1);
    expect(figures.size).toBeGreaterThan(3);
    const announced = await page.evaluate(() => window.announced);
    expect(announced.filter((text) => text.startsWith("alert"))).toEqual([]);
    expect(announced.filter((text) => /\d/.test(text))).toEqual([]);
    expect(new Set(announced).size).toBe(announced.length);
    expect(announced.length).toBeGreaterThan(1);
    expect(announced.length).toBeLessThan(8);
  },
  longTestMs,
);

it("jumps where the model would turn", async () => {
  expect(await page.evaluate(moving)).toEqual([]);
  await follow(".preview svg g", "transform");
  for (const [i, view] of ["S", "E", "Top"].entries()) {
    await page.getByRole("button", { name: view, exact: true }).click();
    await eventually(async () => (await passed()).length).toBe(i + 1);
    await page.waitForTimeout(200);
    expect((await passed()).length).toBe(i + 1);
  }
});

it("interrupts with what failed, and with nothing else", async () => {
  await page.locator("#tab-settings").click();
  await page.getByLabel("Barriers", { exact: true }).uncheck();
  panel.service.mode = "error500";
  await page.evaluate(() => {
    window.announced = [];
  });
  await page.locator("#primary").click();
  await page.locator("#failure").waitFor();
  const alerts = (await page.evaluate(() => window.announced)).filter((text) => text.startsWith("alert"));
  expect(alerts).toHaveLength(1);
  expect(alerts[0]).toMatch(/^alert: The service failed\./);
  for (const place of ["area", "preview", "insert"]) {
    await page.locator(`#tab-${place}`).click();
    expect(await page.evaluate(moving)).toEqual([]);
  }
});
