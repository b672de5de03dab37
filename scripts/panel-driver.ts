/** Drives the real panel as a person would, for the demo, the pictures and the tests of the whole product. */
import type { Browser, Page, Request } from "playwright-core";

/** One opened panel, with everything it asked for and everything it must not do. */
export interface WatchedPanel {
  page: Page;
  requests: Request[];
  /** Addresses outside the panel's own origin. */
  outside: string[];
  /** Violations of the content security policy. */
  violations: string[];
  /** Uncaught errors. */
  errors: string[];
}

export interface PanelView {
  width?: number;
  height?: number;
  theme?: "light" | "dark";
}

/** Opens the address that a host printed and waits for the panel's first paint. */
export async function openPanel(browser: Browser, url: string, view: PanelView = {}): Promise<WatchedPanel> {
  const { width = 420, height = 860, theme = "light" } = view;
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme });
  const watched: WatchedPanel = { page, requests: [], outside: [], violations: [], errors: [] };
  const { origin } = new URL(url);
  page.on("request", (request) => {
    watched.requests.push(request);
    if (!request.url().startsWith(origin) && !/^(blob|data):/.test(request.url()))
      watched.outside.push(request.url());
  });
  page.on("pageerror", (error) => watched.errors.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) watched.violations.push(message.text());
  });
  await page.goto(url);
  await page.waitForSelector("#primary");
  return watched;
}

/** Pastes the key in the Key view and waits for the service's word that it works. */
export async function enterKey(page: Page, key: string): Promise<void> {
  await page.locator("#open-key").click();
  await page.getByLabel("Paste the key").fill(key);
  await page.getByRole("button", { name: "Save key" }).click();
  await page.getByText("The key works.").waitFor();
  await page.getByRole("button", { name: "Back" }).click();
}

/** The map has drawn its data and its tools can be used. */
export async function waitForMap(page: Page): Promise<void> {
  await page.waitForSelector(".map-tools .button:not([disabled])", { timeout: 60_000 });
}

/** Buys the area that is drawn and waits until all of the model is on screen. */
export async function fetchModel(page: Page): Promise<void> {
  await page.locator("#tab-settings").click();
  await page.locator("#primary").click();
  await page.waitForSelector("#panel-preview:not([hidden]) .preview[data-ready=true]", { timeout: 180_000 });
}

/** Inserts what is on screen; gives the receipt as the panel words it. */
export async function insertModel(page: Page): Promise<string> {
  await page.locator("#tab-insert").click();
  await page.locator("#primary").click();
  await page.waitForSelector("#receipt", { timeout: 180_000 });
  return page.locator("#receipt").innerText();
}
