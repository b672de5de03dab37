import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { goodKey, startFakeService } from "../../panel/testing/fake-service.ts";
import { launchBrowser } from "../../shared/testing/browser.ts";
import { openRhino } from "../../shared/testing/open-rhino.ts";
import { type Checks, holds, same } from "../host-tests/checks.ts";
import { connectWebView2 } from "./chromium-tests.ts";
import { startStandIn } from "./rhino-stand-in.ts";

/** The whole job with the real panel and the Rhino scripts: key, area, preview, insert, over `chrome.webview`. */
export async function testMainJob(checks: Checks, panel: string, picture: string): Promise<void> {
  const service = await startFakeService();
  const { program, url, received } = await startStandIn("pipe", panel, ["--service", service.url]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 420, height: 820 } });
    const trouble = watch(page, new URL(url).origin);
    await connectWebView2(page, program, { lateMs: 400, loseEvery: 0 });
    await checks.run(
      "Rhino scripts + real panel: key, area, preview and insert through chrome.webview",
      async () => {
        await page.goto(url);
        await page.locator("#primary").waitFor();
        await enterKey(page);
        // With a key the panel offers the service's sample area by itself.
        await page.locator("#area-km2").filter({ hasText: "0.12 km²" }).waitFor();
        await page.locator("#primary").click();
        await page.locator("#primary").click();
        await page.waitForSelector("#panel-preview:not([hidden]) .preview[data-ready=true]");
        await page.locator("#tab-insert").click();
        await page.locator("#primary").click();
        await page.waitForSelector("#receipt", { timeout: 60_000 });
        await page.screenshot({ path: picture });
        same(service.purchases.length, 1, "purchases");
        console.log(`        ${picture}`);
      },
    );
    await checks.run(
      "Rhino scripts + real panel: what arrives is the previewed town as a Rhino file",
      async () => {
        const { objects, metres, anchor, layers } = await openRhino(readFileSync(received));
        holds(metres && Math.abs(anchor.lat - 43.735) < 1e-6, "the file is not on its place on Earth");
        holds("Contextile::Buildings" in layers, `layers: ${Object.keys(layers).join(", ")}`);
        same(objects.filter(({ kind }) => kind === "block").length, 12, "trees");
        program.say("document");
        const { undo, open, objects: inDocument } = JSON.parse(await program.waitFor("DOCUMENT"));
        same([undo.length, open, inDocument], [1, 0, 5], "undo steps, open steps, objects of the stand-in");
      },
    );
    await checks.run("Rhino scripts + real panel: nothing outside was asked, no policy was broken", () => {
      same(trouble, [], "trouble");
    });
  } finally {
    await browser.close();
    await program.stop();
    await service.stop();
  }
}

async function enterKey(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Key/ }).click();
  await page.locator('input[type="password"]').fill(goodKey);
  await page.getByRole("button", { name: "Save key" }).click();
  await page.getByText(goodKey.slice(-4)).first().waitFor();
  await page.locator("#tab-area").click();
}

/** Requests that leave this machine, broken policies, uncaught errors. */
function watch(page: Page, origin: string): string[] {
  const trouble: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !/^(blob|data):/.test(request.url()))
      trouble.push(request.url());
  });
  page.on("pageerror", ({ message }) => trouble.push(message));
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) trouble.push(message.text());
  });
  return trouble;
}
