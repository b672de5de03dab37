import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openStage, PreviewDriver, type Stage } from "./testing/preview-driver.ts";

let stage: Stage;
let driver: PreviewDriver;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage?.close());

beforeEach(async () => {
  await driver?.page.close();
  driver = await PreviewDriver.open(stage.browser, stage.url);
});

test("a town of all layers takes at most twelve draw calls and not one frame while nothing moves", async () => {
  await driver.showTown(6);
  const { drawCalls, triangles } = await driver.stats();
  expect(drawCalls).toBeGreaterThan(4);
  expect(drawCalls).toBeLessThanOrEqual(12);
  expect(triangles).toBeGreaterThan(10_000);
  expect(await driver.framesWithin(700)).toBe(0);
  expect(driver.complaints).toEqual([]);
});

test("a click on the tower tells the tower's facts and tints it; a click beside the town clears that", async () => {
  await driver.showTown();
  await driver.page.evaluate(() => window.preview.view("top"));
  const before = await driver.picture();
  await driver.page.mouse.click(240, 180);
  expect(await driver.picks()).toEqual([
    { layer: "buildings", feature: 0, descriptor: { id: 0, type: "building", name: "Tower" } },
  ]);
  const tinted = await driver.picture();
  const [red, green, blue] = await driver.pixel(tinted);
  expect(red).toBeGreaterThan(green + 40);
  expect(green).toBeGreaterThan(blue + 40);
  expect((await driver.compare(before, tinted)).changed).toBeLessThan(0.05);
  await driver.page.mouse.click(5, 5);
  expect((await driver.picks())[1]).toBeNull();
  expect((await driver.compare(before, await driver.picture())).changed).toBe(0);
});

test("a drag turns the view and picks nothing", async () => {
  await driver.showTown();
  const before = await driver.picture();
  await driver.page.mouse.move(240, 180);
  await driver.page.mouse.down();
  await driver.page.mouse.move(300, 200, { steps: 4 });
  await driver.page.mouse.up();
  expect(await driver.picks()).toEqual([]);
  expect((await driver.compare(before, await driver.picture())).changed).toBeGreaterThan(0.05);
  expect(await driver.framesWithin(500)).toBe(0);
});

test("a hidden tower is neither seen nor picked, and comes back", async () => {
  await driver.showTown();
  await driver.page.evaluate(() => window.preview.view("top"));
  const before = await driver.picture();
  await driver.page.evaluate(() => window.preview.setHidden("buildings", [0]));
  expect((await driver.compare(before, await driver.picture())).changed).toBeGreaterThan(0.003);
  await driver.page.mouse.click(240, 180);
  expect((await driver.picks())[0]?.layer).not.toBe("buildings");
  await driver.page.evaluate(() => {
    window.preview.select(null);
    window.preview.setHidden("buildings", []);
  });
  expect((await driver.compare(before, await driver.picture())).changed).toBe(0);
});

test("switching a layer off takes it out of the picture and out of picking", async () => {
  await driver.showTown();
  await driver.page.evaluate(() => window.preview.view("top"));
  const before = await driver.picture();
  for (const layer of ["buildings", "surface", "topography", "infrastructure"] as const) {
    await driver.page.evaluate((id) => window.preview.setLayerVisible(id, false), layer);
    expect((await driver.compare(before, await driver.picture())).changed).toBeGreaterThan(0.01);
    await driver.page.evaluate((id) => window.preview.setLayerVisible(id, true), layer);
  }
  expect((await driver.compare(before, await driver.picture())).changed).toBe(0);
  await driver.page.evaluate(() => window.preview.setLayerVisible("buildings", false));
  await driver.page.mouse.click(240, 180);
  expect((await driver.picks())[0]?.layer).not.toBe("buildings");
});

test("the sun moves shadows by the hour, and below the horizon the town is dim but not black", async () => {
  await driver.showTown();
  const sun = (hours: number) =>
    driver.page.evaluate((at) => window.preview.setSun(new Date(Date.UTC(2025, 5, 21, at))), hours);
  await sun(7);
  const morning = await driver.picture();
  await sun(15);
  const afternoon = await driver.picture();
  expect((await driver.compare(morning, afternoon)).changed).toBeGreaterThan(0.05);
  await sun(23);
  const night = await driver.picture();
  expect((await driver.compare(afternoon, night)).brighter).toBeLessThan(-15);
  expect(Math.min(...(await driver.pixel(night)))).toBeGreaterThan(20);
  expect(await driver.framesWithin(400)).toBe(0);
});

test("the keyboard turns, zooms and comes back to the whole town", async () => {
  await driver.showTown();
  await driver.page.evaluate(() => window.preview.fit());
  const before = await driver.picture();
  await driver.page.keyboard.press("Tab");
  expect(await driver.page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(
    /^3D preview: 1 terrain, \d+ surfaces, \d+ barriers, \d+ buildings, \d+ objects\. Arrow keys turn/,
  );
  await driver.page.keyboard.press("ArrowLeft");
  const turned = await driver.picture();
  expect((await driver.compare(before, turned)).changed).toBeGreaterThan(0.05);
  await driver.page.keyboard.press("+");
  expect((await driver.compare(turned, await driver.picture())).changed).toBeGreaterThan(0.05);
  await driver.page.keyboard.press("ArrowRight");
  await driver.page.keyboard.press("Home");
  expect((await driver.compare(before, await driver.picture())).changed).toBeLessThan(0.01);
});

test("a lost graphics context comes back with the same picture", async () => {
  await driver.showTown();
  const before = await driver.picture();
  await driver.page.evaluate(async () => {
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
  await driver.page.waitForTimeout(1000);
  expect((await driver.compare(before, await driver.picture())).changed).toBe(0);
  expect(await driver.framesWithin(400)).toBe(0);
});

test("the picture follows the size of its place", async () => {
  await driver.showTown();
  await driver.page.setViewportSize({ width: 300, height: 500 });
  await driver.page.waitForTimeout(300);
  const size = await driver.page.evaluate(() => {
    const { width, height } = document.querySelector("canvas")!;
    return { width, height };
  });
  expect(size).toEqual({ width: 300, height: 500 });
  expect(await driver.framesWithin(400)).toBe(0);
});

test("a screenshot is a PNG of the view, also in the dark theme", async () => {
  await driver.showTown();
  await driver.page.evaluate(() => window.preview.setTheme("dark"));
  const head = await driver.page.evaluate(async () => {
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
  expect(Math.max(...(await driver.pixel(await driver.picture(), 0, 0)))).toBeLessThan(60);
});

test("a second model replaces the first, also while the first is still being uploaded", async () => {
  await driver.showTown(4, false);
  const expected = await driver.picture();
  await driver.page.evaluate(async () => {
    const { makeDisplay, makeScene, madeTown } = window.underTest;
    const [first, second] = [madeTown(7, true), madeTown(4, false)];
    const half = window.preview.show(first, makeDisplay(first));
    await window.preview.show(second, makeDisplay(second));
    await half;
    const small = makeScene({ terrain: "mesh" });
    await window.preview.show(small, makeDisplay(small));
    await window.preview.show(second, makeDisplay(second));
  });
  expect((await driver.compare(expected, await driver.picture())).changed).toBe(0);
  await driver.page.evaluate(() => window.preview.clear());
  const empty = await driver.picture();
  const colours = await driver.page.evaluate((of) => {
    const { data, width } = window.pictures[of];
    return new Set(new Uint32Array(data.buffer).slice(0, width * 300)).size;
  }, empty);
  expect(colours).toBe(1);
  expect(driver.complaints).toEqual([]);
});

test("models that were shown before leave nothing on the graphics card, seen or not", async () => {
  await driver.page.evaluate(() => {
    const { prototype } = WebGL2RenderingContext;
    const live = new Set<unknown>();
    const { createBuffer, deleteBuffer, createTexture, deleteTexture } = prototype;
    prototype.createBuffer = function () {
      const made = createBuffer.call(this);
      live.add(made);
      return made;
    };
    prototype.deleteBuffer = function (buffer) {
      live.delete(buffer);
      deleteBuffer.call(this, buffer);
    };
    prototype.createTexture = function () {
      const made = createTexture.call(this);
      live.add(made);
      return made;
    };
    prototype.deleteTexture = function (texture) {
      live.delete(texture);
      deleteTexture.call(this, texture);
    };
    Object.assign(window, { live });
  });
  await driver.showTown(3);
  const live = () => driver.page.evaluate(() => (window as unknown as { live: Set<unknown> }).live.size);
  await driver.page.evaluate(() => window.preview.setLayerVisible("barriers", false));
  const again = () =>
    driver.page.evaluate(async () => {
      const { makeDisplay, madeTown } = window.underTest;
      const model = madeTown(3, true);
      await window.preview.show(model, makeDisplay(model));
    });
  await again();
  const before = await live();
  expect(before).toBeGreaterThan(10);
  for (let i = 0; i < 4; i++) await again();
  expect(await live()).toBe(before);
});

test("a model without anything in it shows nothing and breaks nothing", async () => {
  await driver.showTown();
  await driver.page.evaluate(async () => {
    const { makeDisplay, makeScene } = window.underTest;
    const bare = { ...makeScene(), layers: [] };
    await window.preview.show(bare, makeDisplay(bare));
    window.preview.fit();
  });
  await driver.page.mouse.click(240, 180);
  expect(await driver.picks()).toEqual([null]);
  expect(driver.complaints).toEqual([]);
});

test("after dispose nothing is drawn, listened to or left in the page", async () => {
  await driver.showTown();
  const { frames } = await driver.stats();
  await driver.page.evaluate(() => {
    const canvas = document.querySelector("canvas")!;
    window.preview.dispose();
    window.preview.fit();
    window.preview.setTheme("dark");
    canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "Home" }));
  });
  await driver.page.setViewportSize({ width: 350, height: 300 });
  await driver.page.waitForTimeout(400);
  expect((await driver.stats()).frames).toBe(frames);
  expect(await driver.page.locator("canvas").count()).toBe(0);
  expect(driver.complaints).toEqual([]);
});

test("twenty previews one after the other leave one live context at a time", async () => {
  const refused = await driver.page.evaluate(async () => {
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
  expect(driver.complaints.filter((text) => text.includes("Too many active WebGL contexts"))).toEqual([]);
});

test("without WebGL 2 there is no preview, and a plan drawn from the model instead", async () => {
  const plan = await driver.page.evaluate(() => {
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
