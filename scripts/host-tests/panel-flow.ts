/**
 * The main job in the real programs: headless Chromium drives the panel that Blender and FreeCAD serve, over the real
 * service with its sample town; then the saved document is re-opened and compared with what the service answered.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { z } from "zod";
import { type RunningService, startService } from "../../server/serve.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { launchBrowser } from "../../shared/testing/browser.ts";
import { askAgain } from "../ask-again.ts";
import { enterKey, fetchModel, insertModel, openPanel, type WatchedPanel } from "../panel-driver.ts";
import { BlenderHome } from "./blender-program.ts";
import { type Checks, holds, same } from "./checks.ts";
import { compareLayers, expectedLayers, type LayerFacts } from "./expected.ts";
import { FreecadHome, startScreen } from "./freecad-program.ts";
import type { LineProcess } from "./line-process.ts";

export async function testPanel(checks: Checks, zips: { blender: string; freecad: string }): Promise<void> {
  await checks.run(
    "in Chromium the whole main job ends in a Blender file that holds the answered model",
    () => withService((service, browser) => inBlender(service, browser, zips.blender)),
  );
  await checks.run(
    "in Chromium the whole main job ends in a FreeCAD file that holds the answered model",
    () => withService((service, browser) => inFreecad(service, browser, zips.freecad)),
  );
}

/** A service of its own for each program: the free square kilometre of one account is for one main job. */
async function withService(job: (service: RunningService, browser: Browser) => Promise<void>): Promise<void> {
  const dataFolder = mkdtempSync(join(tmpdir(), "contextile-service-"));
  const service = await startService({ dataFolder, port: 0, writeLine: () => {} });
  const browser = await launchBrowser();
  try {
    await job(service, browser);
  } finally {
    await browser.close();
    await service.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function inBlender(service: RunningService, browser: Browser, zip: string): Promise<void> {
  const home = new BlenderHome(service.url);
  await home.install(zip);
  const { blender, url } = await home.serve();
  try {
    const model = await mainJob(service, browser, url, "Blender");
    const file = join(home.folder, "panel.blend");
    await blender.tell(`save ${file}`);
    const { areas } = await home.measure(file);
    same(areas.length, 1, "areas");
    compareWithAnswer(areas[0].layers, model);
  } finally {
    await end(blender);
    home.remove();
  }
}

async function inFreecad(service: RunningService, browser: Browser, zip: string): Promise<void> {
  const { screen, display } = await startScreen();
  const home = new FreecadHome(service.url, display);
  home.install(zip);
  const { freecad, url } = await home.serve();
  try {
    const model = await mainJob(service, browser, url, "FreeCAD");
    const file = join(home.folder, "panel.FCStd");
    await freecad.tell(`save ${file}`);
    const { areas } = await home.measure(file);
    same(areas.length, 1, "areas");
    compareWithAnswer(areas[0].layers, model);
  } finally {
    await end(freecad);
    screen.kill();
    await screen.ended;
    home.remove();
  }
}

async function end(program: LineProcess): Promise<void> {
  program.kill();
  await program.ended;
}

/** Key, sample area, fetch, insert; gives the model that the service answered with. */
async function mainJob(
  service: RunningService,
  browser: Browser,
  url: string,
  host: string,
): Promise<SceneModel> {
  const watched = await openPanel(browser, url);
  const { page } = watched;
  try {
    await enterKey(page, service.key);
    await fetchModel(page);
    const receipt = (await insertModel(page)).replace(/\s+/g, " ");
    holds(receipt.includes("stored in the document"), `receipt of ${host}`);
    checkManners(watched, service.key);
    return await askAgain(service, watched.requests);
  } catch (thrown) {
    const said = (await page.locator("body").allInnerTexts()).join();
    throw new Error(`The page said: ${said.replace(/\s+/g, " ").slice(0, 1500)}\n${String(thrown)}`);
  } finally {
    await page.close();
  }
}

/** Nothing outside, nothing against the policy, and the key in two messages only: tried, then kept. */
function checkManners({ requests, outside, violations, errors }: WatchedPanel, key: string): void {
  same({ outside, violations, errors }, { outside: [], violations: [], errors: [] }, "manners");
  const withKey = requests.filter((request) => (request.postData() ?? "").includes(key));
  const methods = withKey.map(
    (request) => z.looseObject({ method: z.string() }).parse(request.postDataJSON()).method,
  );
  same(methods, ["secret.test", "secret.set"], "messages with the key in them");
  holds(
    requests.every(
      (request) => !request.url().includes(key) && !JSON.stringify(request.headers()).includes(key),
    ),
    "the key is in no address and no header of the page",
  );
}

/** A layer without a triangle makes no mesh in some programs. */
function compareWithAnswer(found: Record<string, LayerFacts>, model: SceneModel): void {
  const wanted = Object.entries(expectedLayers(model)).filter(([, { facets }]) => facets > 0);
  const made = Object.entries(found).filter(([, { facets }]) => facets > 0);
  holds(wanted.length >= 4, `only ${wanted.length} layers were answered`);
  compareLayers(Object.fromEntries(made), Object.fromEntries(wanted));
  const sum = wanted.reduce((total, [, { facets }]) => total + facets, 0);
  console.log(`        ${sum} triangles in ${wanted.map(([name]) => name).join(", ")}`);
}
