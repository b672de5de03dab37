import { type Browser, chromium } from "playwright-core";
import { browserFlags, findBrowser } from "./find-browser.mjs";

/** A headless browser for tests and scripts; one clear sentence when none is installed. */
export async function launchBrowser(extraFlags: string[] = []): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null)
    throw new Error("No Chrome or Chromium found: install one, or set CONTEXTILE_BROWSER to its path.");
  return chromium.launch({ executablePath, args: [...browserFlags, ...extraFlags] });
}
