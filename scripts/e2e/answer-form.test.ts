/** Which form of the answer a real page gets from the real service: compact where WebAssembly may run, JSON where not. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { click, runInChromium87, says, there, whyNoChromium87 } from "../../panel/testing/chromium-87.ts";
import { type ServedPanel, servePanel } from "../../panel/testing/serve-panel.ts";
import { type RunningService, startService } from "../../server/serve.ts";
import { answerMediaTypes } from "../../shared/contract/answer-format.ts";
import { decodeScene } from "../../shared/exports/scene.ts";
import { launchBrowser } from "../../shared/testing/browser.ts";

const mostMs = 120_000;
let folder: string;
let service: RunningService;
let browser: Browser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "contextile-forms-"));
  service = await startService({ port: 0, dataFolder: folder, writeLine: () => undefined });
  browser = await launchBrowser();
}, mostMs);
afterAll(async () => {
  await browser.close();
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

/** 200 m in the middle of the sample area, from the map to the receipt. */
async function doTheJob(withoutWebAssembly: boolean): Promise<{ served: ServedPanel; problems: string[] }> {
  const served = await serve(withoutWebAssembly);
  const page = await browser.newPage({ viewport: { width: 420, height: 760 } });
  const problems: string[] = [];
  page.on("pageerror", ({ message }) => problems.push(message));
  await page.goto(served.url);
  await page.waitForFunction(() => /^\d/.test(document.querySelector("#area-km2")?.textContent ?? ""));
  // Small, so that the account's first square kilometre is enough for every test here.
  await page.locator("summary", { hasText: "Type the area" }).click();
  await page.getByRole("radio", { name: "Rectangle" }).check();
  for (const size of ["Width", "Height"]) await page.getByRole("spinbutton", { name: size }).fill("200");
  await page.locator("#tab-settings").click();
  await page.locator("#primary").click();
  await page.waitForSelector(".preview[data-ready='true']", { timeout: 60_000 });
  await page.locator("#tab-insert").click();
  await page.locator("#primary").click();
  await page.waitForSelector("#receipt");
  await page.close();
  await served.stop();
  return { served, problems };
}

const serve = (withoutWebAssembly = false) =>
  servePanel({ serviceUrl: service.url, host: { key: service.key }, withoutWebAssembly });

/** What reached the document: features by layer. */
function inserted({ host }: ServedPanel): [string, number][] {
  const { bytes } = host.inserted[0];
  return decodeScene(bytes).layers.map((layer) => [
    layer.id,
    layer.kind === "grid" ? 1 : layer.kind === "mesh" ? layer.firstIndex.length - 1 : layer.kindIndex.length,
  ]);
}

it(
  "a page that may run WebAssembly gets the compact form, one that may not JSON; both insert the same",
  async () => {
    const compact = await doTheJob(false);
    const plain = await doTheJob(true);
    expect(compact.served.answers).toEqual([answerMediaTypes.compact]);
    expect(plain.served.answers).toEqual([expect.stringMatching(/^application\/json\b/)]);
    expect([compact.problems, plain.problems]).toEqual([[], []]);
    const layers = inserted(compact.served);
    expect(layers.map(([id]) => id)).toContain("buildings");
    expect(inserted(plain.served)).toEqual(layers);
  },
  mostMs,
);

it(
  "Chromium 87 gets the compact form and ends the job",
  async () => {
    const reason = whyNoChromium87();
    if (reason !== null) {
      console.log(`Chromium 87 was not asked: ${reason}`);
      expect(reason).toMatch(/is not installed$/);
      return;
    }
    const served = await serve();
    const { agent, done, messages } = await runInChromium87(served.url, [
      [there(".map-tools .button:not([disabled])"), click("#tab-settings")],
      [says("Get 0."), click("#primary")],
      [says("Next: insert"), click("#primary")],
      [says("Insert into"), click("#primary")],
      [there("#receipt"), "1"],
    ]);
    await served.stop();
    expect(agent).toMatch(/Chrome\/87\./);
    expect({ done, messages }).toEqual({ done: true, messages: [] });
    expect(served.answers).toEqual([answerMediaTypes.compact]);
    expect(inserted(served).map(([id]) => id)).toContain("buildings");
  },
  mostMs,
);
