/**
 * The main job without a person: starts service and companion in a fresh folder, drives the real panel in a headless
 * browser from key to receipt, and leaves four files.
 */
import { copyFile, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkSources } from "../server/open-sources.ts";
import { launchBrowser } from "../shared/testing/browser.ts";
import { commandLine, refuse } from "./command-line.ts";
import { startFreshProduct } from "./fresh-product.ts";
import {
  enterKey,
  fetchModel,
  insertModel,
  openPanel,
  type WatchedPanel,
  waitForMap,
} from "./panel-driver.ts";
import { sayError } from "./say-error.ts";

export interface DemoOptions {
  out: string;
  osmFile?: string;
  demFile?: string;
  /** Called with the panel open after the insert, before everything ends. */
  inspect?: (panel: WatchedPanel, service: { url: string; key: string }) => Promise<void>;
}

export const demoFiles = ["context.3dm", "context.glb", "preview.png", "receipt.json"] as const;

/** Runs the main job; throws when any step of it fails. Gives the receipt as the panel words it. */
export async function runDemo({ out, osmFile, demFile, inspect }: DemoOptions): Promise<string> {
  await mkdir(out, { recursive: true });
  const product = await startFreshProduct({ osmFile, demFile });
  const browser = await launchBrowser();
  try {
    const panel = await openPanel(browser, product.companion.url, { width: 900, height: 900 });
    const { page } = panel;
    await waitForMap(page);
    await enterKey(page, product.service.key);
    await fetchModel(page);
    await page
      .locator(".preview")
      .first()
      .screenshot({ path: join(out, "preview.png") });
    const receipt = await insertModel(page);
    for (const name of demoFiles.filter((file) => file !== "preview.png"))
      await copyFile(join(product.documentFolder, name), join(out, name));
    await inspect?.(panel, product.service);
    if (panel.errors.length > 0) throw new Error(`The page failed: ${panel.errors.join("; ")}`);
    return receipt;
  } finally {
    await browser.close();
    await product.close();
  }
}

const usage = `npm run demo -- --out DIR [options]
  --out DIR    where ${demoFiles.join(", ")} go
  --osm FILE   map data (default: the sample town)
  --dem FILE   its elevation
  --json       also one JSON object`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { json, ...options } = commandLine(
    usage,
    {
      out: { type: "string" },
      osm: { type: "string" },
      dem: { type: "string" },
      json: { type: "boolean", default: false },
    },
    ({ out, osm: osmFile, dem: demFile, json }) => {
      checkSources({ osmFile, demFile });
      if (out === undefined) return refuse("The demo needs a folder for its files.", "Add --out DIR.");
      return { out: resolve(out), osmFile, demFile, json };
    },
  );
  try {
    console.log(await runDemo(options));
  } catch (thrown) {
    console.error(`The demo failed: ${sayError(thrown)}`);
    process.exit(1);
  }
  console.log(`Wrote ${demoFiles.join(", ")} to ${options.out}`);
  if (json) console.log(JSON.stringify({ out: options.out, files: demoFiles }));
}
