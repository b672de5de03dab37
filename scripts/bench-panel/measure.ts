/** Opens a page in a browser of its own, presses its button and measures everything up to the full model and after. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../shared/testing/browser.ts";
import { createRandom } from "../../shared/testing/random.ts";
import { heapMB, type MemoryWatch, watchMemory } from "./memory.ts";
import { median, type PageTrace, readTrace, traceCategories } from "./trace.ts";

/** One page's figures. Milliseconds are CPU, except the first two, which are wall time. */
export interface Figures {
  firstPictureMs: number;
  fullModelMs: number;
  mainThreadCpuMs: number;
  longestTaskCpuMs: number;
  /** Most draw calls of any one frame from the click on, shadow pass included. */
  drawCalls: number;
  jsPerFrameMs: number;
  /** Draw calls in three seconds in which nobody touches anything. */
  idleDraws: number;
  heapMB: number;
  /** Null where there is no /proc. */
  rssMB: number | null;
  emptyPageRssMB: number | null;
  /** Null where the page has no picking. */
  pickMs: number | null;
}

export interface Subject {
  url: string;
  /** Everything before the button: key, map, step. */
  prepare(page: Page): Promise<void>;
  /** Longest wait for the full model, milliseconds. */
  timeoutMs: number;
  /** Turn the model with the mouse, and pick; false for a page that draws by itself and cannot pick. */
  touches: boolean;
  /** Seed of the places to click. */
  seed: number;
  /** Where to leave the trace from the click to the full model, for the browser's own tools. */
  traceFile?: string;
}

declare global {
  /** Set by watch-page.js. */
  var __bench: { frames: { at: number; draws: number; vertices: number }[]; draws: number };
}

const view = { width: 900, height: 900 };
const idleMs = 3000;
const framesWanted = 30;
const picksWanted = 11;

export async function measure(subject: Subject, emptyUrl: string): Promise<Figures> {
  const emptyPageRssMB = await measureEmptyPage(emptyUrl);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: view });
    // A page that draws for ever without a graphics card answers late.
    page.setDefaultTimeout(subject.timeoutMs);
    await page.addInitScript({ path: join(import.meta.dirname, "watch-page.js") });
    await page.goto(subject.url);
    const memory = await watchMemory(browser);
    await subject.prepare(page);
    const figures = await measurePage(browser, page, subject, memory);
    memory.stop();
    return { ...figures, emptyPageRssMB };
  } finally {
    await browser.close();
  }
}

async function measurePage(
  browser: Browser,
  page: Page,
  subject: Subject,
  memory: MemoryWatch,
): Promise<Omit<Figures, "emptyPageRssMB">> {
  const load = async () => {
    await page.locator("#primary").click();
    await page.waitForSelector(".preview[data-ready='true']", {
      state: "attached",
      timeout: subject.timeoutMs,
    });
  };
  const loaded = await traced(browser, "bench:click", load, subject.traceFile);
  // What runs on after the full model is not part of it; the idle count begins when that is over.
  await page.waitForTimeout(2000);
  const idleDraws = await countIdleDraws(page);
  const heap = await heapMB(await page.context().newCDPSession(page));
  const moved = await traced(browser, "bench:turn", () => turn(page, subject.touches));
  const pickMs = subject.touches ? await measurePicks(browser, page, subject.seed) : null;
  const frames = await page.evaluate(() => globalThis.__bench.frames.map(({ draws }) => draws));
  const mark = (name: string) => requireMark(loaded, name);
  const tasks = loaded.taskCpuMs(mark("bench:click"), mark("bench:full"));
  return {
    firstPictureMs: mark("bench:picture") - mark("bench:click"),
    fullModelMs: mark("bench:full") - mark("bench:click"),
    mainThreadCpuMs: tasks.reduce((sum, ms) => sum + ms, 0),
    longestTaskCpuMs: Math.max(...tasks),
    drawCalls: Math.max(...frames),
    jsPerFrameMs: median(moved.frameCpuMs(requireMark(moved, "bench:turn"), Infinity)),
    idleDraws,
    heapMB: heap,
    rssMB: await memory.peakMB(loaded.pid),
    pickMs,
  };
}

/** Runs something under a trace. Reads it before the next one starts. */
async function traced(
  browser: Browser,
  anchor: string,
  run: () => Promise<void>,
  file?: string,
): Promise<PageTrace> {
  await browser.startTracing(undefined, { categories: traceCategories });
  let failure: unknown;
  await run().catch((thrown: unknown) => {
    failure = thrown;
  });
  const trace = await browser.stopTracing();
  if (file !== undefined) await writeFile(file, trace);
  if (failure !== undefined) throw failure;
  return readTrace(trace.toString("utf8"), anchor);
}

function requireMark(trace: PageTrace, name: string): number {
  const ms = trace.markMs(name);
  if (ms === null) throw new Error(`The page never reached ${name}.`);
  return ms;
}

async function countIdleDraws(page: Page): Promise<number> {
  const before = await page.evaluate(() => globalThis.__bench.draws);
  await page.waitForTimeout(idleMs);
  return (await page.evaluate(() => globalThis.__bench.draws)) - before;
}

/** Frames in which the model is drawn while it turns; a page that draws all the time is only watched. */
async function turn(page: Page, drag: boolean): Promise<void> {
  const drawn = () => page.evaluate(() => globalThis.__bench.frames.length);
  await page.evaluate(() => void performance.mark("bench:turn"));
  const before = await drawn();
  const until = Date.now() + 30_000;
  const [x, y] = drag ? await canvasMiddle(page) : [0, 0];
  if (drag) {
    await page.mouse.move(x, y);
    await page.mouse.down();
  }
  for (let step = 1; (await drawn()) - before < framesWanted && Date.now() < until; step++) {
    if (drag) await page.mouse.move(x + 8 * Math.sin(step / 3) * step, y);
    await page.waitForTimeout(60);
  }
  if (drag) await page.mouse.up();
  await page.waitForTimeout(500);
}

/** CPU of the click's handler at seeded places over the middle of the model; every pick may draw one frame. */
async function measurePicks(browser: Browser, page: Page, seed: number): Promise<number> {
  const box = await canvasBox(page);
  const random = createRandom(seed);
  const between = (from: number, size: number) => from + size * (0.3 + 0.4 * random());
  const trace = await traced(browser, "bench:pick", async () => {
    await page.evaluate(() => void performance.mark("bench:pick"));
    for (let i = 0; i < picksWanted; i++) {
      await page.mouse.click(between(box.x, box.width), between(box.y, box.height));
      await page.waitForTimeout(150);
    }
  });
  return median(trace.eventCpuMs("pointerup", requireMark(trace, "bench:pick"), Infinity));
}

async function canvasMiddle(page: Page): Promise<[number, number]> {
  const box = await canvasBox(page);
  return [box.x + box.width / 2, box.y + box.height / 2];
}

async function canvasBox(page: Page) {
  const box = await page.locator(".preview canvas").boundingBox();
  if (box === null) throw new Error("The model's canvas is not on screen.");
  return box;
}

/** What a renderer of this browser needs for nothing. */
async function measureEmptyPage(emptyUrl: string): Promise<number | null> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: view });
    await page.goto(emptyUrl);
    const trace = await traced(browser, "bench:empty", () =>
      page.evaluate(() => void performance.mark("bench:empty")),
    );
    const memory = await watchMemory(browser);
    memory.stop();
    return await memory.peakMB(trace.pid);
  } finally {
    await browser.close();
  }
}
