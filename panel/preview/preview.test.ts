import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../../shared/testing/browser.ts";
import type { Pick, Preview } from "./preview.ts";
import type { underTest } from "./testing/page.ts";
import { servePage } from "./testing/serve-page.ts";

declare global {
  interface Window {
    underTest: typeof underTest;
    preview: Preview;
    picks: (Pick | null)[];
    pictures: ImageData[];
  }
}

let browser: Browser;
let served: Awaited<ReturnType<typeof servePage>>;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [served, browser] = await Promise.all([servePage(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  served?.close();
});

beforeEach(async () => {
  await page?.close();
  page = await browser.newPage({ viewport: { width: 480, height: 360 } });
  complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (new URL(request.url()).hostname !== "127.0.0.1") complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(served.url);
});

/** Shows the town of `blocks` × `blocks` on hills; the tower (building 0) stands in the middle. */
async function showTown(blocks = 4, terrain = true): Promise<void> {
  await page.evaluate(
    async ({ blocks, terrain }) => {
      const { createPreview, makeDisplay, madeTown } = window.underTest;
      const preview = createPreview(document.querySelector<HTMLElement>("#view")!, "light");
      if (preview === null) throw new Error("This browser has no WebGL 2.");
      window.preview = preview;
      window.picks = [];
      window.pictures = [];
      preview.onPick((pick) => window.picks.push(pick));
      const model = madeTown(blocks, terrain);
      await preview.show(model, makeDisplay(model));
    },
    { blocks, terrain },
  );
}

const stats = () => page.evaluate(() => window.preview.stats());
const picks = () => page.evaluate(() => window.picks);

/** Takes a picture, keeps its pixels in the page and returns their number. */
const picture = () =>
  page.evaluate(async () => {
    const image = await createImageBitmap(await window.preview.screenshot());
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext("2d")!;
    context.drawImage(image, 0, 0);
    return window.pictures.push(context.getImageData(0, 0, image.width, image.height)) - 1;
  });

/** Share of pixels that differ, and mean brightness of the second picture minus that of the first. */
const compare = (first: number, second: number) =>
  page.evaluate(
    ([before, after]) => {
      const [a, b] = [window.pictures[before].data, window.pictures[after].data];
      let changed = 0;
      let sum = 0;
      for (let i = 0; i < a.length; i += 4) {
        const difference = b[i] + b[i + 1] + b[i + 2] - a[i] - a[i + 1] - a[i + 2];
        sum += difference;
        if (Math.abs(difference) > 12) changed += 1;
      }
      return { changed: changed / (a.length / 4), brighter: sum / a.length };
    },
    [first, second],
  );

/** Red, green, blue in the middle, or at a place counted from the top left. */
const pixel = (of: number, x = 240, y = 180) =>
  page.evaluate(
    ({ of, x, y }) => {
      const { data, width } = window.pictures[of];
      return Array.from(data.slice((y * width + x) * 4, (y * width + x) * 4 + 3));
    },
    { of, x, y },
  );

async function framesWithin(ms: number): Promise<number> {
  const before = (await stats()).frames;
  await page.waitForTimeout(ms);
  return (await stats()).frames - before;
}

test("a town of all layers takes at most twelve draw calls and not one frame while nothing moves", async () => {
  await showTown(6);
  const { drawCalls, triangles } = await stats();
  expect(drawCalls).toBeGreaterThan(4);
  expect(drawCalls).toBeLessThanOrEqual(12);
  expect(triangles).toBeGreaterThan(10_000);
  expect(await framesWithin(700)).toBe(0);
  expect(complaints).toEqual([]);
});

test("a click on the tower tells the tower's facts and tints it; a click beside the town clears that", async () => {
  await showTown();
  await page.evaluate(() => window.preview.view("top"));
  const before = await picture();
  await page.mouse.click(240, 180);
  expect(await picks()).toEqual([
    { layer: "buildings", feature: 0, descriptor: { id: 0, type: "building", name: "Tower" } },
  ]);
  const tinted = await picture();
  const [red, green, blue] = await pixel(tinted);
  expect(red).toBeGreaterThan(green + 40);
  expect(green).toBeGreaterThan(blue + 40);
  expect((await compare(before, tinted)).changed).toBeLessThan(0.05);
  await page.mouse.click(5, 5);
  expect((await picks())[1]).toBeNull();
  expect((await compare(before, await picture())).changed).toBe(0);
});

test("a drag turns the view and picks nothing", async () => {
  await showTown();
  const before = await picture();
  await page.mouse.move(240, 180);
  await page.mouse.down();
  await page.mouse.move(300, 200, { steps: 4 });
  await page.mouse.up();
  expect(await picks()).toEqual([]);
  expect((await compare(before, await picture())).changed).toBeGreaterThan(0.05);
  expect(await framesWithin(500)).toBe(0);
});

test("a hidden tower is neither seen nor picked, and comes back", async () => {
  await showTown();
  await page.evaluate(() => window.preview.view("top"));
  const before = await picture();
  await page.evaluate(() => window.preview.setHidden("buildings", [0]));
  expect((await compare(before, await picture())).changed).toBeGreaterThan(0.003);
  await page.mouse.click(240, 180);
  expect((await picks())[0]?.layer).not.toBe("buildings");
  await page.evaluate(() => {
    window.preview.select(null);
    window.preview.setHidden("buildings", []);
  });
  expect((await compare(before, await picture())).changed).toBe(0);
});

test("switching a layer off takes it out of the picture and out of picking", async () => {
  await showTown();
  await page.evaluate(() => window.preview.view("top"));
  const before = await picture();
  for (const layer of ["buildings", "surface", "topography", "infrastructure"] as const) {
    await page.evaluate((id) => window.preview.setLayerVisible(id, false), layer);
    expect((await compare(before, await picture())).changed).toBeGreaterThan(0.01);
    await page.evaluate((id) => window.preview.setLayerVisible(id, true), layer);
  }
  expect((await compare(before, await picture())).changed).toBe(0);
  await page.evaluate(() => window.preview.setLayerVisible("buildings", false));
  await page.mouse.click(240, 180);
  expect((await picks())[0]?.layer).not.toBe("buildings");
});

test("the sun moves shadows by the hour, and below the horizon the town is dim but not black", async () => {
  await showTown();
  const sun = (hours: number) =>
    page.evaluate((at) => window.preview.setSun(new Date(Date.UTC(2025, 5, 21, at))), hours);
  await sun(7);
  const morning = await picture();
  await sun(15);
  const afternoon = await picture();
  expect((await compare(morning, afternoon)).changed).toBeGreaterThan(0.05);
  await sun(23);
  const night = await picture();
  expect((await compare(afternoon, night)).brighter).toBeLessThan(-15);
  expect(Math.min(...(await pixel(night)))).toBeGreaterThan(20);
  expect(await framesWithin(400)).toBe(0);
});

test("the keyboard turns, zooms and comes back to the whole town", async () => {
  await showTown();
  await page.evaluate(() => window.preview.fit());
  const before = await picture();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(
    /^3D preview: 1 terrain, \d+ surfaces, \d+ barriers, \d+ buildings, \d+ objects\. Arrow keys turn/,
  );
  await page.keyboard.press("ArrowLeft");
  const turned = await picture();
  expect((await compare(before, turned)).changed).toBeGreaterThan(0.05);
  await page.keyboard.press("+");
  expect((await compare(turned, await picture())).changed).toBeGreaterThan(0.05);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Home");
  expect((await compare(before, await picture())).changed).toBeLessThan(0.01);
});

test("a lost graphics context comes back with the same picture", async () => {
  await showTown();
  const before = await picture();
  await page.evaluate(async () => {
    const gl = document.querySelector("canvas")!.getContext("webgl2")!;
    const loss = gl.getExtension("WEBGL_lose_context")!;
    loss.loseContext();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const refused = await window.preview.screenshot().then(
      () => "taken",
      (error: Error) => error.message,
    );
    if (refused !== "The 3D view is being restored.") throw new Error(refused);
    loss.restoreContext();
  });
  await page.waitForTimeout(1000);
  expect((await compare(before, await picture())).changed).toBe(0);
  expect(await framesWithin(400)).toBe(0);
});

test("the picture follows the size of its place", async () => {
  await showTown();
  await page.setViewportSize({ width: 300, height: 500 });
  await page.waitForTimeout(300);
  const size = await page.evaluate(() => {
    const { width, height } = document.querySelector("canvas")!;
    return { width, height };
  });
  expect(size).toEqual({ width: 300, height: 500 });
  expect(await framesWithin(400)).toBe(0);
});

test("a screenshot is a PNG of the view, also in the dark theme", async () => {
  await showTown();
  await page.evaluate(() => window.preview.setTheme("dark"));
  const head = await page.evaluate(async () => {
    const blob = await window.preview.screenshot();
    return {
      type: blob.type,
      size: blob.size,
      magic: Array.from(new Uint8Array(await blob.slice(0, 4).arrayBuffer())),
    };
  });
  expect(head.type).toBe("image/png");
  expect(head.magic).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect(head.size).toBeGreaterThan(20_000);
  expect(Math.max(...(await pixel(await picture(), 0, 0)))).toBeLessThan(60);
});

test("a second model replaces the first, also while the first is still being uploaded", async () => {
  await showTown(4, false);
  const expected = await picture();
  await page.evaluate(async () => {
    const { makeDisplay, makeScene, madeTown } = window.underTest;
    const [first, second] = [madeTown(7, true), madeTown(4, false)];
    const half = window.preview.show(first, makeDisplay(first));
    await window.preview.show(second, makeDisplay(second));
    await half;
    const small = makeScene({ terrain: "mesh" });
    await window.preview.show(small, makeDisplay(small));
    await window.preview.show(second, makeDisplay(second));
  });
  expect((await compare(expected, await picture())).changed).toBe(0);
  await page.evaluate(() => window.preview.clear());
  const empty = await picture();
  const colours = await page.evaluate((of) => {
    const { data, width } = window.pictures[of];
    return new Set(new Uint32Array(data.buffer).slice(0, width * 300)).size;
  }, empty);
  expect(colours).toBe(1);
  expect(complaints).toEqual([]);
});

test("a model without anything in it shows nothing and breaks nothing", async () => {
  await showTown();
  await page.evaluate(async () => {
    const { makeDisplay, makeScene } = window.underTest;
    const bare = { ...makeScene(), layers: [] };
    await window.preview.show(bare, makeDisplay(bare));
    window.preview.fit();
  });
  await page.mouse.click(240, 180);
  expect(await picks()).toEqual([null]);
  expect(complaints).toEqual([]);
});

test("after dispose nothing is drawn, listened to or left in the page", async () => {
  await showTown();
  const { frames } = await stats();
  await page.evaluate(() => {
    const canvas = document.querySelector("canvas")!;
    window.preview.dispose();
    window.preview.fit();
    window.preview.setTheme("dark");
    canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "Home" }));
  });
  await page.setViewportSize({ width: 350, height: 300 });
  await page.waitForTimeout(400);
  expect((await stats()).frames).toBe(frames);
  expect(await page.locator("canvas").count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("twenty previews one after the other leave one live context at a time", async () => {
  const refused = await page.evaluate(async () => {
    const { createPreview, makeDisplay, makeScene } = window.underTest;
    const model = makeScene();
    let failed = 0;
    for (let i = 0; i < 20; i++) {
      const preview = createPreview(document.querySelector<HTMLElement>("#view")!, "light");
      if (preview === null) failed += 1;
      await preview?.show(model, makeDisplay(model));
      preview?.dispose();
    }
    return failed;
  });
  expect(refused).toBe(0);
  expect(complaints.filter((text) => text.includes("Too many active WebGL contexts"))).toEqual([]);
});

test("without WebGL 2 there is no preview, and a plan drawn from the model instead", async () => {
  const plan = await page.evaluate(() => {
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = () => null;
    const { createPreview, makeDisplay, makeScene, planSketch } = window.underTest;
    const place = document.querySelector<HTMLElement>("#view")!;
    const preview = createPreview(place, "light");
    HTMLCanvasElement.prototype.getContext = real;
    const model = makeScene();
    const svg = planSketch(model, makeDisplay(model));
    place.appendChild(svg);
    const buildings = svg.querySelector<SVGPathElement>("path[fill='rgb(232,229,222)']")!;
    const { x, y, width, height } = buildings.getBBox();
    return {
      preview,
      children: place.children.length,
      label: svg.getAttribute("aria-label"),
      // The gabled house at (0, 0), 10 × 8 m, and boxes up to x = 85: north is up, so y runs from -8 to 0.
      box: [x, y, width, height],
    };
  });
  expect(plan).toEqual({
    preview: null,
    children: 1,
    label: "Plan: 1 terrain, 2 surfaces, 1 barrier, 5 buildings, 6 objects.",
    box: [0, -8, 85, 8],
  });
});
