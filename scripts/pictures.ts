/**
 * Takes the pictures of README and docs from the running program: service, companion and panel over the sample town (or
 * `--osm FILE [--dem FILE]`). `npm run pictures` writes docs/pictures/.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { startCompanion } from "../plugin/companion/start-companion.ts";
import { startService } from "../server/serve.ts";
import { loadRhinoInNode } from "../shared/exports/3dm/load-node.ts";
import { exportFormats } from "../shared/exports/formats.ts";
import { launchBrowser } from "../shared/testing/browser.ts";
import { enterKey, fetchModel, insertModel, openPanel, type PanelView, waitForMap } from "./panel-driver.ts";

const root = resolve(fileURLToPath(new URL("..", import.meta.url)));

/** Every step of the main job as one picture each; the same views every time. */
async function takeSteps(
  browser: Browser,
  url: string,
  key: string | null,
  view: PanelView,
  prefix: string,
  out: string,
) {
  const { page } = await openPanel(browser, url, view);
  const shoot = (name: string) => page.screenshot({ path: join(out, `${prefix}-${name}.png`) });
  await waitForMap(page);
  await page.waitForTimeout(1500); // the map fades its labels in
  if (key !== null) await enterKey(page, key);
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

const { values } = parseArgs({
  options: {
    osm: { type: "string" },
    dem: { type: "string" },
    out: { type: "string", default: join(root, "docs", "pictures") },
  },
});
const out = resolve(values.out);
const work = await mkdtemp(join(tmpdir(), "contextile-pictures-"));
await mkdir(out, { recursive: true });
const service = await startService({
  dataFolder: join(work, "data"),
  port: 0,
  osmFile: values.osm,
  demFile: values.dem,
  writeLine: () => {},
});
const companion = await startCompanion({
  port: 0,
  panelFolder: join(root, "dist", "panel"),
  serviceUrl: service.url,
  outputFolder: join(work, "Courtyard study"),
  configFolder: join(work, "config"),
  formats: exportFormats(loadRhinoInNode),
  env: {},
});
const browser = await launchBrowser();
await takeSteps(browser, companion.url, service.key, { width: 900, height: 820 }, "wide", out);
await takeSteps(browser, companion.url, null, { width: 420, height: 860, theme: "dark" }, "dark", out);
await takeSteps(browser, companion.url, null, { width: 260, height: 860 }, "narrow", out);
await browser.close();
await companion.close();
await service.close();
await rm(work, { recursive: true, force: true });
console.log(`Pictures written to ${out}`);
