import { expect, test } from "vitest";
import type { Measure } from "./preview.ts";
import { countLiveObjects } from "./testing/live-objects.ts";
import { previewSuite } from "./testing/preview-suite.ts";

const suite = previewSuite();

test("a town of all layers takes at most twelve draw calls and not one frame while nothing moves", async () => {
  await suite.driver.showTown(6);
  const { drawCalls, triangles } = await suite.driver.stats();
  expect(drawCalls).toBeGreaterThan(4);
  expect(drawCalls).toBeLessThanOrEqual(12);
  expect(triangles).toBeGreaterThan(10_000);
  expect(await suite.driver.framesWithin(700)).toBe(0);
  expect(suite.driver.complaints).toEqual([]);
});

test("a click on the tower tells the tower's facts and tints it; a click beside the town clears that", async () => {
  await suite.driver.showTown();
  await suite.driver.page.evaluate(() => window.preview.view("top"));
  const before = await suite.driver.picture();
  await suite.driver.page.mouse.click(240, 180);
  expect(await suite.driver.picks()).toEqual([
    {
      layer: "buildings",
      layerNumber: 3,
      feature: 0,
      descriptor: { id: 0, type: "building", name: "Tower" },
    },
  ]);
  const tinted = await suite.driver.picture();
  const [red, green, blue] = await suite.driver.pixel(tinted);
  expect(red).toBeGreaterThan(green + 40);
  expect(green).toBeGreaterThan(blue + 40);
  expect((await suite.driver.compare(before, tinted)).changed).toBeLessThan(0.05);
  await suite.driver.page.mouse.click(5, 5);
  expect((await suite.driver.picks())[1]).toBeNull();
  expect((await suite.driver.compare(before, await suite.driver.picture())).changed).toBe(0);
});

test("a drag turns the view and picks nothing", async () => {
  await suite.driver.showTown();
  const before = await suite.driver.picture();
  await suite.driver.page.mouse.move(240, 180);
  await suite.driver.page.mouse.down();
  await suite.driver.page.mouse.move(300, 200, { steps: 4 });
  await suite.driver.page.mouse.up();
  expect(await suite.driver.picks()).toEqual([]);
  expect((await suite.driver.compare(before, await suite.driver.picture())).changed).toBeGreaterThan(0.05);
  expect(await suite.driver.framesWithin(500)).toBe(0);
});

test("a hidden tower is neither seen nor picked, and comes back", async () => {
  await suite.driver.showTown();
  await suite.driver.page.evaluate(() => window.preview.view("top"));
  const before = await suite.driver.picture();
  await suite.driver.page.evaluate(() => window.preview.setHidden(3, [0]));
  expect((await suite.driver.compare(before, await suite.driver.picture())).changed).toBeGreaterThan(0.003);
  await suite.driver.page.mouse.click(240, 180);
  expect((await suite.driver.picks())[0]?.layer).not.toBe("buildings");
  await suite.driver.page.evaluate(() => {
    window.preview.select(null);
    window.preview.setHidden(3, []);
  });
  expect((await suite.driver.compare(before, await suite.driver.picture())).changed).toBe(0);
});

test("switching a layer off takes it out of the picture and out of picking", async () => {
  await suite.driver.showTown();
  await suite.driver.page.evaluate(() => window.preview.view("top"));
  const before = await suite.driver.picture();
  for (const layer of ["buildings", "surface", "topography", "infrastructure"] as const) {
    await suite.driver.page.evaluate((id) => window.preview.setLayerVisible(id, false), layer);
    expect((await suite.driver.compare(before, await suite.driver.picture())).changed).toBeGreaterThan(0.01);
    await suite.driver.page.evaluate((id) => window.preview.setLayerVisible(id, true), layer);
  }
  expect((await suite.driver.compare(before, await suite.driver.picture())).changed).toBe(0);
  await suite.driver.page.evaluate(() => window.preview.setLayerVisible("buildings", false));
  await suite.driver.page.mouse.click(240, 180);
  expect((await suite.driver.picks())[0]?.layer).not.toBe("buildings");
});

test("the sun moves shadows by the hour, and below the horizon the town is dim but not black", async () => {
  await suite.driver.showTown();
  const sun = (hours: number) =>
    suite.driver.page.evaluate((at) => window.preview.setSun(new Date(Date.UTC(2025, 5, 21, at))), hours);
  await sun(7);
  const morning = await suite.driver.picture();
  await sun(15);
  const afternoon = await suite.driver.picture();
  expect((await suite.driver.compare(morning, afternoon)).changed).toBeGreaterThan(0.05);
  await sun(23);
  const night = await suite.driver.picture();
  expect((await suite.driver.compare(afternoon, night)).brighter).toBeLessThan(-15);
  expect(Math.min(...(await suite.driver.pixel(night)))).toBeGreaterThan(20);
  expect(await suite.driver.framesWithin(400)).toBe(0);
});

test("the keyboard turns, zooms and comes back to the whole town", async () => {
  await suite.driver.showTown();
  await suite.driver.page.evaluate(() => window.preview.fit());
  const before = await suite.driver.picture();
  await suite.driver.page.keyboard.press("Tab");
  expect(await suite.driver.page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(
    /^3D preview: 1 terrain, \d+ surfaces, \d+ barriers, \d+ buildings, \d+ objects\. Arrow keys turn, with Shift they move/,
  );
  await suite.driver.page.keyboard.press("ArrowLeft");
  const turned = await suite.driver.picture();
  expect((await suite.driver.compare(before, turned)).changed).toBeGreaterThan(0.05);
  await suite.driver.page.keyboard.press("+");
  expect((await suite.driver.compare(turned, await suite.driver.picture())).changed).toBeGreaterThan(0.05);
  const near = await suite.driver.picture();
  await suite.driver.page.keyboard.press("Shift+ArrowLeft");
  expect((await suite.driver.compare(near, await suite.driver.picture())).changed).toBeGreaterThan(0.05);
  await suite.driver.page.keyboard.press("Shift+ArrowRight");
  expect((await suite.driver.compare(near, await suite.driver.picture())).changed).toBeLessThan(0.01);
  await suite.driver.page.keyboard.press("ArrowRight");
  await suite.driver.page.keyboard.press("Home");
  expect((await suite.driver.compare(before, await suite.driver.picture())).changed).toBeLessThan(0.01);
});

test("a lost graphics context comes back with the same picture", async () => {
  await suite.driver.showTown();
  const before = await suite.driver.picture();
  await suite.driver.page.evaluate(async () => {
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
  await suite.driver.page.waitForTimeout(1000);
  expect((await suite.driver.compare(before, await suite.driver.picture())).changed).toBe(0);
  expect(await suite.driver.framesWithin(400)).toBe(0);
});

test("the picture follows the size of its place", async () => {
  await suite.driver.showTown();
  await suite.driver.page.setViewportSize({ width: 300, height: 500 });
  await suite.driver.page.waitForTimeout(300);
  const size = await suite.driver.page.evaluate(() => {
    const { width, height } = document.querySelector("canvas")!;
    return { width, height };
  });
  expect(size).toEqual({ width: 300, height: 500 });
  expect(await suite.driver.framesWithin(400)).toBe(0);
});

test("a screenshot is a PNG of the view, also in the dark theme", async () => {
  await suite.driver.showTown();
  await suite.driver.page.evaluate(() => window.preview.setTheme("dark"));
  const head = await suite.driver.page.evaluate(async () => {
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
  expect(Math.max(...(await suite.driver.pixel(await suite.driver.picture(), 0, 0)))).toBeLessThan(60);
});

test("a second model replaces the first, also while the first is still being uploaded", async () => {
  await suite.driver.showTown(4, false);
  const expected = await suite.driver.picture();
  await suite.driver.page.evaluate(async () => {
    const { makeDisplay, makeScene, madeTown } = window.underTest;
    const [first, second] = [madeTown(7, true), madeTown(4, false)];
    const half = window.preview.show(first, makeDisplay(first));
    await window.preview.show(second, makeDisplay(second));
    await half;
    const small = makeScene({ terrain: "mesh" });
    await window.preview.show(small, makeDisplay(small));
    await window.preview.show(second, makeDisplay(second));
  });
  expect((await suite.driver.compare(expected, await suite.driver.picture())).changed).toBe(0);
  await suite.driver.page.evaluate(() => window.preview.clear());
  const empty = await suite.driver.picture();
  const colours = await suite.driver.page.evaluate((of) => {
    const { data, width } = window.pictures[of];
    return new Set(new Uint32Array(data.buffer).slice(0, width * 300)).size;
  }, empty);
  expect(colours).toBe(1);
  expect(suite.driver.complaints).toEqual([]);
});

test("models that were shown before leave nothing on the graphics card, seen or not", async () => {
  const live = await countLiveObjects(suite.driver.page);
  await suite.driver.showTown(3);
  await suite.driver.page.evaluate(() => window.preview.setLayerVisible("barriers", false));
  const again = () =>
    suite.driver.page.evaluate(async () => {
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
  await suite.driver.showTown();
  await suite.driver.page.evaluate(async () => {
    const { makeDisplay, makeScene } = window.underTest;
    const bare = { ...makeScene(), layers: [] };
    await window.preview.show(bare, makeDisplay(bare));
    window.preview.fit();
  });
  await suite.driver.page.mouse.click(240, 180);
  expect(await suite.driver.picks()).toEqual([null]);
  expect(suite.driver.complaints).toEqual([]);
});

test("after dispose nothing is drawn, listened to or left in the page", async () => {
  await suite.driver.showTown();
  const { frames } = await suite.driver.stats();
  await suite.driver.page.evaluate(() => {
    const canvas = document.querySelector("canvas")!;
    window.preview.dispose();
    window.preview.fit();
    window.preview.setTheme("dark");
    canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "Home" }));
  });
  await suite.driver.page.setViewportSize({ width: 350, height: 300 });
  await suite.driver.page.waitForTimeout(400);
  expect((await suite.driver.stats()).frames).toBe(frames);
  expect(await suite.driver.page.locator("canvas").count()).toBe(0);
  expect(suite.driver.complaints).toEqual([]);
});

test("twenty previews one after the other leave one live context at a time", async () => {
  const refused = await suite.driver.page.evaluate(async () => {
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
  expect(suite.driver.complaints.filter((text) => text.includes("Too many active WebGL contexts"))).toEqual(
    [],
  );
});

test("without WebGL 2 there is no preview, and a plan drawn from the model instead", async () => {
  const plan = await suite.driver.page.evaluate(() => {
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

test("a section takes away what lies beyond it, fills what it cuts with hatching, and can be moved and undone", async () => {
  await suite.driver.showTown(4, false);
  const section = (cut: Parameters<typeof window.preview.setSection>[0]) =>
    suite.driver.page.evaluate((at) => window.preview.setSection(at), cut);
  await suite.driver.page.evaluate(() => window.preview.view("top"));
  const whole = await suite.driver.picture();
  await section({ axis: "up", atM: 30 });
  const cut = await suite.driver.picture();
  // The tower is 62 m high and stands in the middle: its roof is gone, its cut is dark or hatched, never lit.
  const [red, green, blue] = await suite.driver.pixel(cut);
  expect([
    [0x56, 0x5d, 0x65],
    [0x8b, 0x93, 0x9b],
  ]).toContainEqual([red, green, blue]);
  expect((await suite.driver.compare(whole, cut)).changed).toBeGreaterThan(0.002);
  await section({ axis: "east", atM: 0 });
  const half = await suite.driver.picture();
  expect((await suite.driver.compare(whole, half)).changed).toBeGreaterThan(0.2);
  expect((await suite.driver.stats()).drawCalls).toBeLessThanOrEqual(12);
  await suite.driver.page.mouse.click(300, 180);
  expect(await suite.driver.picks()).toEqual([null]);
  await section({ axis: "east", atM: 0, flip: true });
  await suite.driver.page.mouse.click(244, 180);
  expect((await suite.driver.picks())[1]).toMatchObject({ layer: "buildings", feature: 0 });
  await suite.driver.page.evaluate(() => window.preview.select(null));
  await section(null);
  expect((await suite.driver.compare(whole, await suite.driver.picture())).changed).toBe(0);
  expect(await suite.driver.framesWithin(400)).toBe(0);
  expect(suite.driver.complaints).toEqual([]);
});

test("colouring by height repaints buildings alone, says what the colours mean, and goes back", async () => {
  await suite.driver.showTown();
  const before = await suite.driver.picture();
  const legend = await suite.driver.page.evaluate(() => window.preview.setColouring("height"));
  expect(legend.by).toBe("height");
  expect(legend.entries[legend.entries.length - 1]).toMatchObject({
    count: 1,
    meaning: { kind: "range", fromM: 60, toM: 100 },
  });
  const coloured = await suite.driver.picture();
  expect((await suite.driver.compare(before, coloured)).changed).toBeGreaterThan(0.05);
  // Kept for the next model, and nothing of it is left afterwards.
  await suite.driver.page.evaluate(async () => {
    const { makeDisplay, madeTown } = window.underTest;
    const model = madeTown(4, true);
    await window.preview.show(model, makeDisplay(model));
  });
  expect((await suite.driver.compare(coloured, await suite.driver.picture())).changed).toBe(0);
  expect(await suite.driver.page.evaluate(() => window.preview.setColouring("layer").entries)).toEqual([]);
  expect((await suite.driver.compare(before, await suite.driver.picture())).changed).toBe(0);
});

test("measuring sets points instead of picking, tells metres, and works from the keyboard", async () => {
  await suite.driver.showTown(4, false);
  await suite.driver.page.evaluate(() => {
    window.preview.view("top");
    window.preview.setMeasuring(true);
    const measures: unknown[] = [];
    window.preview.onMeasure((measure) => measures.push(measure));
    Object.assign(window, { measures });
  });
  const measures = () =>
    suite.driver.page.evaluate(() => (window as unknown as { measures: (Measure | null)[] }).measures);
  await suite.driver.page.locator("canvas").focus();
  await suite.driver.page.keyboard.press("Enter");
  expect(await measures()).toEqual([null]);
  await suite.driver.page.mouse.click(300, 120);
  const measure = (await measures())[1];
  if (measure === null) throw new Error("no measure after two points");
  expect(await suite.driver.picks()).toEqual([]);
  // The tower's roof is 60 m up and in the middle of the picture.
  expect(measure.from[2]).toBeCloseTo(60, 1);
  expect(Math.hypot(measure.from[0], measure.from[1])).toBeLessThan(4);
  expect(measure.heightM).toBeCloseTo(measure.to[2] - 60, 3);
  const east = measure.to[0] - measure.from[0];
  const north = measure.to[1] - measure.from[1];
  expect(measure.planM).toBeCloseTo(Math.hypot(east, north), 3);
  expect(east).toBeGreaterThan(20);
  expect(north).toBeGreaterThan(20);
  await suite.driver.page.getByText(`${measure.distanceM.toFixed(2)} m`).waitFor({ timeout: 3000 });
  expect(await suite.driver.framesWithin(300)).toBe(0);
  await suite.driver.page.keyboard.press("Escape");
  expect((await measures())[2]).toBeNull();
  await suite.driver.page.evaluate(() => window.preview.setMeasuring(false));
  await suite.driver.page.keyboard.press("Enter");
  expect((await suite.driver.picks())[0]).toMatchObject({ layer: "buildings", feature: 0 });
});

test("the compass points to true north from every side, and the scale bar is as long as it says", async () => {
  await suite.driver.showTown();
  const needle = async (view: "north" | "east" | "south" | "west" | "top" | "iso") => {
    await suite.driver.page.evaluate((name) => window.preview.view(name), view);
    await suite.driver.picture();
    const turned = await suite.driver.page.locator("svg g").getAttribute("transform");
    return (Number(turned?.replace(/[^-\d.]/g, "")) + 360) % 360;
  };
  expect(await needle("north")).toBeCloseTo(0, 0);
  expect(await needle("east")).toBeCloseTo(270, 0);
  expect(await needle("south")).toBeCloseTo(180, 0);
  expect(await needle("west")).toBeCloseTo(90, 0);
  expect(await needle("iso")).toBeGreaterThan(30);
  expect(await needle("top")).toBeCloseTo(0, 0);
  const bar = suite.driver.page.getByText(/^\d+ m$/);
  const [metres, width] = [Number.parseInt(await bar.innerText(), 10), (await bar.boundingBox())?.width ?? 0];
  // Two picks a bar's length apart, from above, at the height about which the eye turns or a little off it.
  const between = await suite.driver.page.evaluate((px) => {
    const preview = window.preview;
    const found: Measure[] = [];
    preview.onMeasure((measure) => measure !== null && found.push(measure));
    preview.setLayerVisible("buildings", false);
    preview.setLayerVisible("infrastructure", false);
    preview.setLayerVisible("barriers", false);
    preview.setMeasuring(true);
    const canvas = document.querySelector("canvas")!;
    for (const x of [240 - px / 2, 240 + px / 2])
      for (const type of ["pointerdown", "pointerup"])
        canvas.dispatchEvent(
          new PointerEvent(type, { clientX: x, clientY: 182, button: 0, pointerId: 1, bubbles: true }),
        );
    return found[0]?.planM ?? 0;
  }, width);
  expect(between).toBeGreaterThan(metres * 0.85);
  expect(between).toBeLessThan(metres * 1.25);
});

test("above the budget buildings are boxes, said in the figures, picked and hidden like any other", async () => {
  await suite.driver.showTown();
  await suite.driver.page.evaluate(() => window.preview.view("top"));
  expect((await suite.driver.stats()).asBoxes).toBe(0);
  const before = await suite.driver.picture();
  const buildings = await suite.driver.page.evaluate(async () => {
    const { makeDisplay, madeTown } = window.underTest;
    const model = madeTown(4, true);
    await window.preview.show(model, makeDisplay(model, { triangles: 100, bytes: 1e9 }));
    window.preview.view("top");
    return model.layers[3].kind === "mesh" ? model.layers[3].descriptors.length : 0;
  });
  expect((await suite.driver.stats()).asBoxes).toBe(buildings);
  // This town's houses are boxes already.
  expect((await suite.driver.compare(before, await suite.driver.picture())).changed).toBeLessThan(0.01);
  await suite.driver.page.mouse.click(240, 180);
  expect((await suite.driver.picks())[0]).toMatchObject({ layer: "buildings", feature: 0 });
});
