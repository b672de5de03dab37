/** Takes the pictures of README and docs from the running program: service, companion and panel over the sample town. */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { checkSources } from "../server/open-sources.ts";
import type { RunningService } from "../server/serve.ts";
import { launchBrowser } from "../shared/testing/browser.ts";
import { commandLine } from "./command-line.ts";
import { startFreshProduct } from "./fresh-product.ts";
import { enterKey, fetchModel, insertModel, openPanel, type PanelView, waitForMap } from "./panel-driver.ts";

const root = resolve(fileURLToPath(new URL("..", import.meta.url)));

/** Every step of the main job as one picture each; the same views every time. */
async function takeSteps(
  browser: Browser,
  url: string,
  key: string,
  view: PanelView,
  prefix: string,
  out: string,
) {
  const { page } = await openPanel(browser, url, view);
  const shoot = (name: string) => page.screenshot({ path: join(out, `${prefix}-${name}.png`) });
  await waitForMap(page);
  await page.waitForSelector(".map[data-ready=true]");
  await enterKey(page, key);
  await page.locator("#tab-area").click();
  await page.waitForTimeout(500);
  await shoot("area");
  await page.locator("#tab-settings").click();
  await shoot("settings");
  await fetchModel(page);
  await page.waitForTimeout(1500);
  await shoot("preview");
  await insertModel(page);
  await shoot("insert");
  await page.locator("#open-usage").click();
  await page.waitForTimeout(500);
  await shoot("usage");
  await page.close();
}

/** A fresh product for each view: the free square kilometre pays for one fetch of the sample area. */
async function takeView(
  browser: Browser,
  view: PanelView,
  prefix: string,
  options: PictureOptions,
): Promise<void> {
  const { service, companion, close } = await startFreshProduct({
    ...options,
    documentName: "Courtyard study",
  });
  await takeSteps(browser, companion.url, service.key, view, prefix, options.out);
  await takePages(browser, service, view, prefix, options.out);
  await close();
}

/** The service's own pages. */
async function takePages(
  browser: Browser,
  service: RunningService,
  view: PanelView,
  prefix: string,
  out: string,
) {
  const { width = 900, height = 820, theme = "light" } = view;
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme });
  await page.goto(await service.signInLink());
  await page.screenshot({ path: join(out, `${prefix}-keys-page.png`) });
  await page.goto(`${service.url}/billing`);
  await page.screenshot({ path: join(out, `${prefix}-billing-page.png`) });
  await page.close();
}

interface PictureOptions {
  osmFile?: string;
  demFile?: string;
  out: string;
}

const usage = `npm run pictures -- [options]
  --osm FILE   another map than the sample town
  --dem FILE   its elevation
  --out DIR    default docs/pictures`;

const options = commandLine(
  usage,
  {
    osm: { type: "string" },
    dem: { type: "string" },
    out: { type: "string", default: join(root, "docs", "pictures") },
  },
  ({ osm: osmFile, dem: demFile, out }): PictureOptions => {
    checkSources({ osmFile, demFile });
    return { osmFile, demFile, out: resolve(out) };
  },
);
await mkdir(options.out, { recursive: true });
const browser = await launchBrowser();
await takeView(browser, { width: 900, height: 760 }, "wide", options);
await takeView(browser, { width: 420, height: 860, theme: "dark" }, "dark", options);
await takeView(browser, { width: 260, height: 860 }, "narrow", options);
await browser.close();
console.log(`Pictures written to ${options.out}`);
