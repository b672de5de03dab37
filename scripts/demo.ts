/**
 * The main job without a person: starts service and companion in a fresh folder, drives the real panel in a headless
 * browser from key to receipt, and leaves four files. `npm run demo -- --out DIR [--osm FILE] [--dem FILE] [--json]`
 */
import { copyFile, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launchBrowser } from "../shared/testing/browser.ts";
import { startFreshProduct } from "./fresh-product.ts";
import {
  enterKey,
  fetchModel,
  insertModel,
  openPanel,
  type WatchedPanel,
  waitForMap,
} from "./panel-driver.ts";

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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      out: { type: "string" },
      osm: { type: "string" },
      dem: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  if (values.out === undefined) {
    console.error("Say where to: npm run demo -- --out DIR");
    process.exit(2);
  }
  const out = resolve(values.out);
  try {
    console.log(await runDemo({ out, osmFile: values.osm, demFile: values.dem }));
  } catch (thrown) {
    console.error(`The demo failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    process.exit(1);
  }
  console.log(`Wrote ${demoFiles.join(", ")} to ${out}`);
  if (values.json) console.log(JSON.stringify({ out, files: demoFiles }));
}
