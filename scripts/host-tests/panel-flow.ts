/**
 * The main job in the real programs: headless Chromium drives the panel that Blender and FreeCAD serve, over the real
 * service with its sample town; then the saved document is re-opened and compared with what the service answered.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page, Request } from "playwright-core";
import { z } from "zod";
import { type RunningService, startService } from "../../server/serve.ts";
import { fetchContext } from "../../shared/api/fetch-context.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { defaultSettings } from "../../shared/settings/schema.ts";
import { launchBrowser } from "../../shared/testing/browser.ts";
import { BlenderHome } from "./blender-program.ts";
import { type Checks, holds, same } from "./checks.ts";
import { compareLayers, expectedLayers, type LayerFacts } from "./expected.ts";
import { FreecadHome, startScreen } from "./freecad-program.ts";
import type { LineProcess } from "./line-process.ts";

/** What the page asked for, and everything that it must not do. */
interface Watched {
  page: Page;
  requests: Request[];
  outside: string[];
  violations: string[];
  errors: string[];
}

const wireRequestSchema = z.looseObject({ polygon: z.array(z.tuple([z.number(), z.number()])) });

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
    await page.locator("#tab-settings").click();
    await page.locator("#primary").click();
    await page.waitForSelector("#panel-preview:not([hidden]) .preview canvas", { timeout: 120_000 });
    await page.locator("#tab-insert").click();
    await page.locator("#primary").click();
    await page.waitForSelector("#receipt", { timeout: 120_000 });
    holds(
      (await page.locator("#receipt").allInnerTexts())
        .join()
        .replace(/\s+/g, " ")
        .includes("stored in the document"),
      `receipt of ${host}`,
    );
    checkManners(watched, service.key);
    return await askAgain(service, watched);
  } catch (thrown) {
    const said = (await page.locator("body").allInnerTexts()).join();
    throw new Error(`The page said: ${said.replace(/\s+/g, " ").slice(0, 1500)}\n${String(thrown)}`);
  } finally {
    await page.close();
  }
}

async function openPanel(browser: Browser, url: string): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width: 420, height: 800 } });
  const watched: Watched = { page, requests: [], outside: [], violations: [], errors: [] };
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

async function enterKey(page: Page, key: string): Promise<void> {
  await page.locator("#area-km2").waitFor();
  await page.getByRole("button", { name: "Key", exact: true }).click();
  await page.getByLabel("Paste the key").fill(key);
  await page.getByRole("button", { name: "Save key" }).click();
  await page.getByText("The key works.").waitFor();
  await page.getByRole("button", { name: "Back" }).click();
}

/** Nothing outside, nothing against the policy, and the key in one message only. */
function checkManners({ requests, outside, violations, errors }: Watched, key: string): void {
  same({ outside, violations, errors }, { outside: [], violations: [], errors: [] }, "manners");
  const withKey = requests.filter((request) => (request.postData() ?? "").includes(key));
  const methods = withKey.map(
    (request) => z.looseObject({ method: z.string() }).parse(request.postDataJSON()).method,
  );
  same(methods, ["secret.set"], "messages with the key in them");
  holds(
    requests.every(
      (request) => !request.url().includes(key) && !JSON.stringify(request.headers()).includes(key),
    ),
    "the key is in no address and no header of the page",
  );
}

/** The same purchase, asked of the service itself and decoded in Node: the model that the page must have had. */
async function askAgain(service: RunningService, { requests }: Watched): Promise<SceneModel> {
  const bought = requests.find(
    (request) => request.url().endsWith("/v1/context") && request.method() === "POST",
  );
  const body = bought?.postData() ?? "";
  const { polygon } = wireRequestSchema.parse(JSON.parse(body));
  return fetchContext({
    serviceUrl: service.url,
    headers: { authorization: `Bearer ${service.key}` },
    fetch: (to, init) => fetch(to, { ...init, body }),
    area: { ring: polygon.map(([lat, lon]) => [lon, lat] as const) },
    settings: defaultSettings,
    requestId: bought?.headers()["idempotency-key"] ?? randomUUID(),
    confirmsRequestIds: true,
    signal: new AbortController().signal,
  });
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
