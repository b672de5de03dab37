import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { townLat, townLon } from "../testing/fake-town.ts";
import {
  eventually,
  longTestMs,
  mapReady,
  mapShowsArea,
  type OpenOptions,
  primaryText,
  shownText,
  withoutWebGl,
} from "../testing/open-panel.ts";
import { panelSuite } from "../testing/panel-suite.ts";

const suite = panelSuite();

async function open(options: Partial<OpenOptions> = {}): Promise<Page> {
  return (await suite.open({ width: 900, ...options })).page;
}

const km2 = (page: Page) => shownText(page.locator("#area-km2"));

/** Where a fraction of the map lies on the screen. */
async function onMap(page: Page): Promise<(fx: number, fy: number) => [number, number]> {
  await mapShowsArea(page);
  const box = await page.locator(".map canvas").boundingBox();
  if (box === null) throw new Error("the map has no box");
  return (fx, fy) => [box.x + box.width * fx, box.y + box.height * fy];
}

/** The service's map does not come until it is let go; the page's clock is in the test's hand. */
let letBasemapGo = () => {};
async function heldBasemap(page: Page): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    letBasemapGo = resolve;
  });
  await page.clock.install();
  await page.route("**/v1/basemap", async (route) => {
    await gone;
    await route.continue();
  });
}

describe("the map", () => {
  it.each([260, 420])(
    "has all of its ground free to be drawn on at %i px, beside what it says",
    async (width) => {
      const page = await open({ width });
      await mapReady(page);
      await page.getByRole("button", { name: "Polygon" }).click();
      const map = await page.locator(".map canvas").boundingBox();
      const hint = await page.locator(".map-hint:visible").boundingBox();
      if (map === null || hint === null) throw new Error("the map or its hint has no box");
      expect(hint.y).toBeGreaterThanOrEqual(map.y + map.height);
    },
  );

  it("keeps its size while a shape is drawn, whatever the button below has to say", async () => {
    const page = await open();
    const at = await onMap(page);
    const height = async () => (await page.locator(".map canvas").boundingBox())?.height;
    const reason = page.locator("#primary-reason");
    const before = await height();
    await page.getByRole("button", { name: "Rectangle", exact: true }).click();
    await page.mouse.click(...at(0.4, 0.4));
    await page.mouse.move(...at(0.5, 0.5), { steps: 4 });
    await eventually(() => shownText(reason)).toBe("Finish the drawing first.");
    expect(await height()).toBe(before);
    await page.mouse.click(...at(0.5, 0.5));
    await reason.waitFor({ state: "detached" });
    expect(await height()).toBe(before);
  });

  it("draws a circle from its centre", async () => {
    const page = await open();
    const at = await onMap(page);
    await page.getByRole("button", { name: "Circle" }).click();
    await page.mouse.click(...at(0.5, 0.5));
    await page.mouse.move(...at(0.6, 0.5), { steps: 3 });
    await page.mouse.click(...at(0.6, 0.5));
    await eventually(() => km2(page)).not.toBe("0.12 km²");
    await page.locator("summary", { hasText: "Type the area" }).click();
    expect(Number(await page.getByLabel("Radius").inputValue())).toBeGreaterThan(10);
  });

  it("draws a polygon corner by corner, and says when it crosses itself", async () => {
    const page = await open();
    const at = await onMap(page);
    await page.getByRole("button", { name: "Polygon" }).click();
    for (const corner of [at(0.3, 0.3), at(0.6, 0.65), at(0.62, 0.3), at(0.3, 0.62), at(0.3, 0.3)]) {
      await page.mouse.move(...corner, { steps: 2 });
      await page.mouse.click(...corner);
      // Two clicks in quick succession at two places are still two corners, not a double click.
      await page.waitForTimeout(150);
    }
    await eventually(() => shownText(page.locator("#primary-reason"))).toMatch(/touches or crosses itself/);
  });

  it("moves the whole area while it is edited, and keeps its size", async () => {
    const page = await open();
    const at = await onMap(page);
    await eventually(() => km2(page)).toBe("0.12 km²");
    await page.locator("summary", { hasText: "Type the area" }).click();
    const corners = () => page.getByLabel("Corners, one per line").inputValue();
    const before = await corners();
    await page.getByRole("button", { name: "Edit" }).click();
    await page.mouse.move(...at(0.5, 0.45));
    await page.mouse.down();
    await page.mouse.move(...at(0.55, 0.5), { steps: 6 });
    await page.mouse.up();
    await eventually(corners).not.toBe(before);
    expect(await km2(page)).toBe("0.12 km²");
  });

  it(
    "edits corners: one is led away, one is added between two, one is taken away, each one step back",
    async () => {
      const page = await open();
      const at = await onMap(page);
      await page.locator("summary", { hasText: "Type the area" }).click();
      const corners = async () => (await page.getByLabel("Corners, one per line").inputValue()).split("\n");
      // Four corners drawn by hand, so that it is known where on the screen they are.
      await page.getByRole("button", { name: "Polygon" }).click();
      for (const corner of [at(0.3, 0.3), at(0.3, 0.7), at(0.7, 0.7), at(0.7, 0.3), at(0.3, 0.3)]) {
        await page.mouse.move(...corner, { steps: 2 });
        await page.mouse.click(...corner);
        await page.waitForTimeout(150);
      }
      await eventually(async () => (await corners()).length).toBe(4);
      const drawn = await corners();
      await page.getByRole("button", { name: "Edit" }).click();

      await page.mouse.move(...at(0.7, 0.3));
      await page.mouse.down();
      await page.mouse.move(...at(0.75, 0.27), { steps: 6 });
      // Longer than a burst: still one step.
      await page.waitForTimeout(900);
      await page.mouse.move(...at(0.8, 0.25), { steps: 6 });
      await page.mouse.up();
      await eventually(async () => (await corners()).filter((corner) => !drawn.includes(corner)).length).toBe(
        1,
      );
      const led = await corners();

      await page.mouse.move(...at(0.3, 0.5));
      await page.mouse.down();
      await page.mouse.move(...at(0.2, 0.5), { steps: 8 });
      await page.mouse.up();
      await eventually(async () => (await corners()).length).toBe(5);
      await page.mouse.click(...at(0.7, 0.7), { button: "right" });
      await eventually(async () => (await corners()).length).toBe(4);
      expect(await corners()).not.toContain(drawn[2]);

      const undo = page.getByRole("button", { name: "Undo" });
      await undo.click();
      await eventually(async () => (await corners()).length).toBe(5);
      for (let shown = await corners(); shown.length > 4; shown = await corners()) {
        await undo.click();
        await eventually(corners).not.toEqual(shown);
      }
      await eventually(corners).toEqual(led);
      await undo.click();
      await eventually(corners).toEqual(drawn);
    },
    longTestMs,
  );

  it("clears the area and offers the sample again", async () => {
    const page = await open();
    await mapReady(page);
    await eventually(() => km2(page)).toBe("0.12 km²");
    await page.getByRole("button", { name: "Clear" }).click();
    expect(await km2(page)).toBe("–");
    expect(await shownText(page.locator("#primary-reason"))).toBe(
      "Draw an area on the map, or type one below it.",
    );
    await page.getByRole("button", { name: "Use the sample area: Made-up Town" }).click();
    expect(await km2(page)).toBe("0.12 km²");
  });

  it("falls back to its own when an online style cannot be loaded", async () => {
    const page = await open();
    await mapReady(page);
    await page.locator("summary", { hasText: "Online map" }).click();
    await page.getByLabel("Style address").fill("http://tiles.example/style.json");
    expect(await shownText(page.locator("details .field-issue"))).toBe(
      "Type an address that begins with https://",
    );
    await page.getByLabel("Style address").fill("https://tiles.invalid/style.json");
    await page.getByRole("checkbox", { name: "Online map" }).check();
    await page.getByText("The map could not be loaded. Drawing and typing still work.").waitFor();
    await mapReady(page);
    expect(await page.locator(".map canvas").count()).toBe(1);
  });

  it("asks for no address that is only half typed: another one is off until it is switched on", async () => {
    const page = await open();
    await mapReady(page);
    await page.locator("summary", { hasText: "Online map" }).click();
    const address = page.getByLabel("Style address");
    await address.fill("https://tiles.invalid/a");
    await page.getByRole("checkbox", { name: "Online map" }).check();
    await page.getByText("The map could not be loaded. Drawing and typing still work.").waitFor();
    const asked = suite.opened.violations.length;
    await address.press("End");
    await address.pressSequentially("bcd");
    expect(await page.getByRole("checkbox", { name: "Online map" }).isChecked()).toBe(false);
    await mapReady(page);
    expect(suite.opened.violations.slice(asked).filter((text) => /tiles\.invalid\/ab/.test(text))).toEqual(
      [],
    );
  });

  it("says that it loads, and after ten seconds that it does not and what is possible without", async () => {
    const held = { before: heldBasemap };
    const page = await open({ ...held, width: 420 });
    const said = page.locator(".map-frame [role='status']");
    await eventually(() => shownText(said)).toBe("Loading the map…");
    await page.clock.runFor(9_000);
    expect(await shownText(said)).toBe("Loading the map…");
    await page.clock.runFor(2_000);
    await eventually(() => shownText(said)).toBe(
      "The map does not load. Coordinates can be typed: “Type the area”, below.",
    );
    await page.getByRole("button", { name: "Polygon" }).click();
    await eventually(() => said.textContent()).toBe("");
    await page.getByRole("button", { name: "Polygon" }).click();
    await eventually(() => said.textContent()).toMatch(/^The map does not load/);
    letBasemapGo();
    await eventually(() => said.textContent()).toBe("");
  });

  it("shows the first area also where the map was there before it", async () => {
    let tell = () => {};
    const told = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const page = await open({
      before: (opened) =>
        opened.route("**/v1/service", async (route) => {
          await told;
          await route.continue();
        }),
    });
    await mapReady(page);
    expect(await page.locator(".map").getAttribute("data-shows")).toBe("nothing");
    tell();
    await mapShowsArea(page);
    await eventually(() => km2(page)).toBe("0.12 km²");
  });

  it("names its sources, as text", async () => {
    const page = await open();
    await eventually(() => shownText(page.locator(".map-attribution"))).toBe("© Made-up Town Survey, CC0");
  });
});

describe("the search", () => {
  it("finds names of the data and shows them as text", async () => {
    const page = await open();
    await page.getByLabel("Search a place").fill("long");
    const result = page.locator(".search-result");
    await result.waitFor();
    expect(await shownText(result)).toBe("Long Lane <b>17</b> street");
    await page.keyboard.press("Enter");
    expect(await page.getByLabel("Search a place").inputValue()).toBe("Long Lane <b>17</b>");
    expect(suite.opened.outside).toEqual([]);
  });

  it("says that there is no such place", async () => {
    const page = await open();
    await page.getByLabel("Search a place").fill("Atlantis");
    await page.getByText("No place of that name in the data.").waitFor();
  });

  it("takes coordinates without asking anybody", async () => {
    const page = await open();
    await page.getByLabel("Search a place").fill("43° 44' 6\" N, 7° 25' 12\" E");
    await eventually(() => shownText(page.locator(".search-result"))).toBe("43.73500, 7.42000");
  });
});

describe("a pasted map link", () => {
  it("is read to its end however long it is, and sent to nobody", async () => {
    const page = await open();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const link = `https://www.google.com/maps/place/Monaco/@43.7,7.4,15z/data=!4m6!3m5!1s${"0".repeat(300)}!8m2!3d43.735!4d7.42`;
    await page.getByLabel("Search a place").fill(link);
    await eventually(() => shownText(page.locator(".search-result"))).toBe("43.73500, 7.42000");
    await page.getByLabel("Search a place").fill("https://maps.app.goo.gl/AbCdEf123");
    await page.getByText("This link names no place. A short link does not").waitFor();
    expect(asked.filter((url) => url.includes("/places"))).toEqual([]);
  });
});

describe("without WebGL 2", () => {
  it("draws a sketch, takes a typed area and finishes the job", async () => {
    const page = await open({ before: withoutWebGl });
    await page.getByText("No map here: this view has no WebGL 2.").waitFor();
    await page.locator("summary", { hasText: "Type the area" }).click();
    await page.getByRole("radio", { name: "Circle" }).check();
    await page.getByLabel("Centre").fill(`${townLat}, ${townLon}`);
    await page.getByLabel("Radius").fill("150");
    // A 64-sided polygon in a circle of 150 m: 0.5 · 64 · 150² · sin(2π/64) = 70,572 m².
    expect(await km2(page)).toBe("0.0706 km²");
    await page.getByRole("img", { name: "Sketch of the area, 300 m × 300 m" }).waitFor();
    await page.locator("#tab-settings").click();
    await page.locator("#primary").click();
    await page.getByText("No 3D here: this view has no WebGL 2.").waitFor();
    await page.locator("#panel-preview svg.sketch path").first().waitFor();
    expect(await primaryText(page)).toMatch(/^Next: insert/);
    await page.locator("#primary").click();
    await page.locator("#primary").click();
    await page.waitForSelector("#receipt");
    expect(suite.opened.errors).toEqual([]);
  });
});
