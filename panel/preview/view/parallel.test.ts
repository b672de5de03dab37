import { expect, test } from "vitest";
import type { Measure } from "../preview.ts";
import { previewSuite } from "../testing/preview-suite.ts";
import type { ViewName } from "./view-camera.ts";

const suite = previewSuite();

const view = (name: ViewName) => suite.driver.page.evaluate((wanted) => window.preview.view(wanted), name);
const frame = () => suite.driver.page.evaluate(async () => void (await window.preview.screenshot()));

/** Where the model is met behind places of the picture, CSS pixels from the top left: points in pairs. */
const meet = (...places: [number, number][]): Promise<(readonly [number, number, number])[]> =>
  suite.driver.page.evaluate((clicked) => {
    const found: Measure[] = [];
    window.preview.setMeasuring(true);
    window.preview.onMeasure((measure) => measure !== null && found.push(measure));
    const canvas = document.querySelector("canvas")!;
    for (const [clientX, clientY] of clicked)
      for (const type of ["pointerdown", "pointerup"])
        canvas.dispatchEvent(
          new PointerEvent(type, { clientX, clientY, button: 0, pointerId: 1, bubbles: true }),
        );
    window.preview.setMeasuring(false);
    return found.flatMap(({ from, to }) => [from, to]);
  }, places);

/** Metres that a pixel covers, by the scale bar, to half a pixel of forty at least. */
const metresPerPixel = (): Promise<number> =>
  suite.driver.page.getByText(/^\d+ m$/).evaluate((text) => {
    // The bar is what has ends; its text may be an element of its own in it.
    const bar = text.closest("[style*='border-style']") ?? text;
    return Number.parseInt(text.textContent ?? "", 10) / bar.getBoundingClientRect().width;
  });

/** Two boxes on the plane: a tower in the middle, 60 m high, and a shed far to the north-east. */
const showTower = () =>
  suite.driver.page.evaluate(async () => {
    const { box, createPreview, makeDisplay, meshLayer } = window.underTest;
    const towers = [box(-10, -10, 20, 20, 0, 60), box(60, 60, 30, 30, 0, 20)];
    const ground = {
      points: [-100, -100, 0, 100, -100, 0, 100, 100, 0, -100, 100, 0],
      triangles: [0, 1, 2, 0, 2, 3],
    };
    const model = {
      frame: { originLonDeg: 8.65, originLatDeg: 49.87, originHeightM: 0, crs: "local" as const },
      layers: [meshLayer("surface", [ground], [{}]), meshLayer("buildings", towers, [{}, {}])],
      ...{ attributions: [], skipped: [], warnings: [] },
    };
    const preview = createPreview(document.querySelector<HTMLElement>("#view")!, "light");
    if (preview === null) throw new Error("This browser has no WebGL 2.");
    window.preview = preview;
    window.picks = [];
    window.pictures = [];
    preview.onPick((pick) => window.picks.push(pick));
    await preview.show(model, makeDisplay(model));
  });

test("in plan a roof lies exactly over its ground plan, and the scale bar holds at every height", async () => {
  await showTower();
  await view("top");
  await frame();
  const scale = await metresPerPixel();
  // Just inside and outside of the tower's east wall, 10 m from the middle, and a place on the ground far off.
  const edge = 240 + 10 / scale;
  const [roof, beside, near, far] = await meet([edge - 2, 180], [edge + 2, 180], [240, 300], [100, 180]);
  expect(roof[2]).toBeCloseTo(60, 2);
  expect(beside[2]).toBeCloseTo(0, 2);
  expect((beside[0] - roof[0]) / 4).toBeCloseTo(scale, 2);
  expect((near[0] - far[0]) / 140).toBeCloseTo(scale, 2);
  expect(far[1]).toBeCloseTo(0, 2);
});

test.each([
  ["north", 0],
  ["east", 1],
  ["south", 0],
  ["west", 1],
] as const)("seen to the %s, heights are true however far away they are", async (name, axis) => {
  await showTower();
  await view(name);
  await frame();
  const scale = await metresPerPixel();
  const [low, high] = await meet([240, 190], [240, 150]);
  expect((high[2] - low[2]) / 40 / scale).toBeCloseTo(1, 1);
  expect(Math.abs(high[axis] - low[axis])).toBeLessThan(0.001);
  // The shed, 75 m farther away or nearer, is 30 m wide and 20 m high on the same scale, to a pixel about it.
  const { changed } = await suite.driver.compare(
    await suite.driver.picture(),
    await suite.driver.page
      .evaluate(() => window.preview.setHidden(1, [1]))
      .then(() => suite.driver.picture()),
  );
  expect(changed * 480 * 360 * scale * scale).toBeGreaterThan(30 * 20 * 0.92);
  expect(changed * 480 * 360 * scale * scale).toBeLessThan(30 * 20 * 1.12);
});

test("the wheel zooms a plan to what is under the cursor, and it stays a plan", async () => {
  await showTower();
  await view("top");
  await frame();
  const place: [number, number] = [300, 120];
  const [before] = await meet(place, place);
  const scale = await metresPerPixel();
  await suite.driver.page.mouse.move(...place);
  await suite.driver.page.mouse.wheel(0, -500);
  await suite.driver.page.waitForTimeout(100);
  await frame();
  const [after] = await meet(place, place);
  expect(Math.hypot(after[0] - before[0], after[1] - before[1])).toBeLessThan(0.01);
  // Five notches of 0.95.
  expect((await metresPerPixel()) / scale).toBeCloseTo(0.774, 1);
  const [left, right] = await meet([place[0] - 50, 120], [place[0] + 50, 120]);
  expect((right[0] - left[0]) / 100).toBeCloseTo(await metresPerPixel(), 2);
});

test("an elevation is moved up and down in its own plane, by key and by mouse", async () => {
  await showTower();
  await view("north");
  await frame();
  const [before] = await meet([240, 170], [240, 170]);
  const scale = await metresPerPixel();
  await suite.driver.page.locator("canvas").focus();
  await suite.driver.page.keyboard.press("Shift+ArrowUp");
  await frame();
  const [byKey] = await meet([240, 170], [240, 170]);
  expect(byKey[2] - before[2]).toBeGreaterThan(1);
  expect([byKey[0], byKey[1]]).toEqual([expect.closeTo(before[0], 3), expect.closeTo(before[1], 3)]);
  await suite.driver.page.mouse.move(240, 170);
  await suite.driver.page.mouse.down({ button: "right" });
  await suite.driver.page.mouse.move(240, 180, { steps: 2 });
  await suite.driver.page.mouse.up({ button: "right" });
  await frame();
  const [byMouse] = await meet([240, 170], [240, 170]);
  expect(byMouse[2] - byKey[2]).toBeCloseTo(10 * scale, 0);
  expect(await metresPerPixel()).toBe(scale);
});

test("turning a plan or an elevation gives perspective back, with what is looked at as large as before", async () => {
  await showTower();
  for (const name of ["top", "east"] as const) {
    await view(name);
    await frame();
    const scale = await metresPerPixel();
    const [even] = await meet([240, 182], [240, 182]);
    await suite.driver.page.mouse.move(240, 180);
    await suite.driver.page.mouse.down();
    await suite.driver.page.mouse.move(243, 180);
    await suite.driver.page.mouse.up();
    await frame();
    expect(await metresPerPixel()).toBe(scale);
    const [turned] = await meet([240, 182], [240, 182]);
    expect(Math.hypot(turned[0] - even[0], turned[1] - even[1], turned[2] - even[2])).toBeLessThan(3);
  }
  await view("top");
  await suite.driver.page.locator("canvas").focus();
  await suite.driver.page.keyboard.press("ArrowLeft");
  await frame();
  // Perspective again: the roof is nearer to the eye than the ground, so it is larger than the bar says.
  const [roof, other] = await meet([236, 180], [244, 180]);
  expect(roof[2]).toBeCloseTo(60, 2);
  expect(Math.hypot(other[0] - roof[0], other[1] - roof[1]) / 8).toBeLessThan(
    (await metresPerPixel()) * 0.97,
  );
  await view("iso");
  const iso = await suite.driver.picture();
  await view("north");
  await suite.driver.picture();
  await view("iso");
  expect((await suite.driver.compare(iso, await suite.driver.picture())).changed).toBe(0);
  expect(suite.driver.complaints).toEqual([]);
});

test("in plan roads lie on lawns and lines on roofs, and a click agrees with what is seen", async () => {
  await suite.driver.showTown(4, true);
  await view("top");
  const whole = await suite.driver.picture();
  // The road's grey, north of the tower; the feature is the last of the surfaces: the road to the north.
  const [red, green, blue] = await suite.driver.pixel(whole, 240, 110);
  expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(25);
  await suite.driver.page.mouse.click(240, 110);
  expect((await suite.driver.picks())[0]).toMatchObject({
    layer: "surface",
    descriptor: { pathType: "roadway" },
  });
  await suite.driver.page.evaluate(() => window.preview.select(null));
  // Ten times as near, nothing of the terrain comes through the road.
  await suite.driver.page.mouse.move(240, 110);
  await suite.driver.page.mouse.wheel(0, -3000);
  await suite.driver.page.waitForTimeout(200);
  const near = await suite.driver.pixel(await suite.driver.picture(), 240, 110);
  expect(near).toEqual([red, green, blue]);
  expect(suite.driver.complaints).toEqual([]);
});
