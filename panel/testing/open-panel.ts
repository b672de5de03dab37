/** One opened panel in a real browser, with everything that a page must not do collected on the way. */
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { launchBrowser } from "../../shared/testing/browser.ts";
import { type FakeService, goodKey, startFakeService } from "./fake-service.ts";
import { type ServedPanel, type ServePanelOptions, servePanel } from "./serve-panel.ts";

export interface OpenedPanel {
  page: Page;
  service: FakeService;
  served: ServedPanel;
  /** Addresses outside 127.0.0.1 that the page asked for, blob and data addresses left out. */
  outside: string[];
  /** Violations of the content security policy, as the page reports them. */
  violations: string[];
  /** Uncaught errors of page and workers. */
  errors: string[];
  close(): Promise<void>;
}

export interface OpenOptions {
  host?: ServePanelOptions["host"];
  width?: number;
  height?: number;
  /** How the service behaves from the start. */
  service?: Partial<Pick<FakeService, "mode" | "balanceKm2" | "confirmsRequestIds">>;
  /** Runs before the panel is loaded. */
  before?: (page: Page) => Promise<unknown>;
  browser: Browser;
  /** Where the caller needs the page's own context (axe does). */
  context?: BrowserContext;
}

export { launchBrowser };

export async function openPanel(options: OpenOptions): Promise<OpenedPanel> {
  const service = Object.assign(await startFakeService(), options.service);
  const served = await servePanel({ serviceUrl: service.url, host: { key: goodKey, ...options.host } });
  const { width = 420, height = 800 } = options;
  const page = await (options.context?.newPage() ?? options.browser.newPage({ viewport: { width, height } }));
  const opened: OpenedPanel = {
    page,
    service,
    served,
    outside: [],
    violations: [],
    errors: [],
    async close() {
      await page.close();
      await served.stop();
      await service.stop();
    },
  };
  watch(opened);
  await options.before?.(page);
  await page.goto(served.url);
  await page.waitForSelector("#primary");
  return opened;
}

function watch({ page, served, outside, violations, errors }: OpenedPanel): void {
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(served.origin) && !/^(blob|data):/.test(url)) outside.push(url);
  });
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
  });
}

/** `expect.poll` with the patience that a busy machine needs. */
export const eventually: typeof expect.poll = (read, options) =>
  expect.poll(read, { timeout: 30_000, ...options });

/** For tests of many steps on a busy machine, ms. */
export const longTestMs = 180_000;

/** The map is ready once its drawing tools can be used. */
export async function mapReady(page: Page): Promise<void> {
  await page.waitForSelector(".map-tools .button:not([disabled])");
}

/** The map has moved to the area and drawn it: from here on a place on the screen is a place on the ground. */
export async function mapShowsArea(page: Page): Promise<void> {
  await mapReady(page);
  await page.waitForSelector('.map[data-shows="area"][data-ready="true"]');
}

/** As it is shown: line breaks between blocks, nothing of what is hidden. */
export function shownText(locator: Locator): Promise<string> {
  return locator.innerText();
}

export function primaryText(page: Page): Promise<string> {
  return shownText(page.locator("#primary"));
}

/** Presses Tab until the element is focused: the way of a person without a mouse. */
export async function tabTo(page: Page, selector: string, most = 60): Promise<void> {
  for (let i = 0; i < most; i++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`"${selector}" was not reached by ${most} presses of Tab`);
}

/** From the area that the panel begins with to its model, by keyboard alone. */
export async function previewByKeyboard(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector("#area-km2")?.textContent === "0.12 km²");
  await tabTo(page, "#primary");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#panel-settings:not([hidden])");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".preview[data-ready='true']");
}

/** For `before`: a view without WebGL, as some programs have. */
export async function withoutWebGl(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const real = HTMLCanvasElement.prototype.getContext;
    const without = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return kind.startsWith("webgl") ? null : Reflect.apply(real, this, [kind, ...rest]);
    };
    Object.defineProperty(HTMLCanvasElement.prototype, "getContext", { value: without });
  });
}
