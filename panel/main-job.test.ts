import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { goodKey } from "./testing/fake-service.ts";
import {
  eventually,
  mapReady,
  type OpenedPanel,
  primaryText,
  shownText,
  tabTo,
} from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";

const suite = panelSuite();

const { open } = suite;

/** Moves over the model in small steps, up and down in columns, and presses Enter at each. */
async function enterUntil(page: Page, done: () => Promise<boolean>): Promise<void> {
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press("Enter");
    await page.waitForTimeout(30);
    if (await done()) return;
    const turn = step % 5 === 4;
    await page.keyboard.press(
      turn ? "Shift+ArrowRight" : step % 10 < 5 ? "Shift+ArrowUp" : "Shift+ArrowDown",
    );
  }
  throw new Error("Enter met nothing on sixty places of the model");
}

describe("the main job by mouse", () => {
  it("draws an area, fetches it, shows it and inserts it, and asks nobody outside", async () => {
    const { page, service, served, outside, violations, errors } = await open();
    await mapReady(page);
    await page.getByRole("button", { name: "Rectangle" }).click();
    const box = await page.locator(".map canvas").boundingBox();
    if (box === null) throw new Error("the map has no box");
    await page.mouse.click(box.x + box.width * 0.3, box.y + box.height * 0.7);
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.35, { steps: 4 });
    expect(await shownText(page.locator("#primary-reason"))).toBe("Finish the drawing first.");
    await page.mouse.click(box.x + box.width * 0.6, box.y + box.height * 0.35);
    await eventually(() => shownText(page.locator("#area-km2"))).toMatch(/^0\.0\d+ km²$/);

    await page.locator("#primary").click();
    expect(await primaryText(page)).toMatch(/^Get 0\.0\d+ km²\s+€\d\.\d\d · 1\.00 km² left$/);
    expect(service.purchases).toHaveLength(0);
    await page.locator("#primary").click();
    await page.waitForSelector("#panel-preview:not([hidden]) .preview canvas");
    expect(service.purchases).toHaveLength(1);
    expect(await page.locator(".layer-row").allInnerTexts()).toEqual([
      "Surface\n3",
      "Buildings\n40",
      "Infrastructure\n12",
    ]);

    await page.locator("#primary").click();
    await page.locator("#primary").click();
    await page.waitForSelector("#receipt");
    expect(await shownText(page.locator("#receipt tbody"))).toMatch(/Buildings\s+1\s+480\s+0/);
    expect(served.host.inserted).toHaveLength(1);
    expect(served.host.inserted[0].header).toMatchObject({
      format: "scene",
      offsetM: [0, 0, 0],
      perFeature: false,
    });
    expect(served.host.georeference()?.originLatDeg).toBeCloseTo(43.735, 6);
    expect({ outside, violations, errors }).toEqual({ outside: [], violations: [], errors: [] });
  });

  it("inserts again by replacing, free of charge", async () => {
    const { page, service } = await open();
    await fetchModel(suite.opened);
    await page.locator("#tab-insert").click();
    await page.locator("#primary").click();
    await page.waitForSelector("#receipt");
    expect(await primaryText(page)).toMatch(/^Insert again\s+Replaces what this area made before$/);
    await page.locator("#primary").click();
    await eventually(() => shownText(page.locator("#receipt dl"))).toMatch(/Replaced\s+1/);
    expect(service.purchases).toHaveLength(1);
  });

  it("never shows a model for other settings, and keeps the fetched one free", async () => {
    const { page, service } = await open();
    await fetchModel(suite.opened);
    await page.locator("#tab-settings").click();
    await page.getByLabel("Barriers", { exact: true }).uncheck();
    expect(await primaryText(page)).toMatch(/^Get 0\.12 km²/);
    await page.locator("#tab-preview").click();
    await page.getByText("You changed the area or settings since the last fetch").waitFor();
    expect(await page.locator(".preview canvas").count()).toBe(0);
    await page.locator("#tab-settings").click();
    await page.getByRole("button", { name: "Reset Barriers" }).click();
    expect(await primaryText(page)).toMatch(/^Show the model\s+Already fetched · free$/);
    await page.locator("#primary").click();
    await page.waitForSelector(".preview canvas");
    expect(service.purchases).toHaveLength(1);
  });

  it("shows the facts of a clicked building as text, whatever is written in them", async () => {
    const { page } = await open({ width: 900 });
    await fetchModel(suite.opened);
    await page.getByRole("button", { name: "Top", exact: true }).click();
    const frame = await page.locator(".preview canvas").boundingBox();
    if (frame === null) throw new Error("the preview has no box");
    await eventually(
      async () => {
        for (const [fx, fy] of [
          [0.5, 0.5],
          [0.42, 0.5],
          [0.5, 0.42],
          [0.45, 0.55],
          [0.55, 0.45],
          [0.38, 0.6],
        ]) {
          await page.mouse.click(frame.x + frame.width * fx, frame.y + frame.height * fy);
          const text = await shownText(page.getByRole("region", { name: "Selected" }));
          if (/BUILDING NO\. \d+/i.test(text)) return text;
        }
        return "";
      },
      { timeout: 20_000 },
    ).toMatch(/\d m high/);
  });

  it("leaves out what the user takes away, says so in the receipt, and takes it back in on undo", async () => {
    const { page, served } = await open({ width: 900 });
    await fetchModel(suite.opened);
    await page.locator('.preview[data-ready="true"]').waitFor();
    await page.getByRole("button", { name: "Top", exact: true }).click();
    // Enter picks what is in the middle of the picture; with Shift the arrows move it, until that is a building.
    await page.locator(".preview canvas").focus();
    const selected = page.getByRole("region", { name: "Selected" });
    await enterUntil(page, async () => /BUILDING NO\. \d+/i.test(await shownText(selected)));
    await selected.getByRole("button", { name: "Leave out", exact: true }).click();
    const leftOut = page.getByRole("region", { name: "Left out by you" });
    expect(await shownText(leftOut)).toMatch(/Buildings: 1\b/);
    await page.locator("#tab-insert").click();
    await page.locator("#primary").click();
    await page.waitForSelector("#receipt");
    expect(await shownText(page.locator("#receipt"))).toMatch(/1 × (B|b)uildings: excluded by you/);
    expect(await shownText(page.locator("#receipt tbody"))).toMatch(/Buildings\s+1\s+468\s+0/);
    await page.locator("#tab-preview").click();
    await leftOut.getByRole("button", { name: "Undo the last" }).click();
    await leftOut.waitFor({ state: "detached" });
    await page.locator("#tab-insert").click();
    await page.locator("#primary").click();
    await eventually(() => shownText(page.locator("#receipt tbody"))).toMatch(/Buildings\s+1\s+480\s+0/);
    expect(served.host.inserted).toHaveLength(2);
  });

  it("measures, cuts, colours with a legend and counts, by keyboard and without an error", async () => {
    const { page, violations, errors } = await open();
    await fetchModel(suite.opened);
    await page.locator('.preview[data-ready="true"]').waitFor();
    await page.getByRole("button", { name: "Top", exact: true }).click();
    await page.getByRole("button", { name: "Measure" }).click();
    await page.locator(".preview canvas").focus();
    const measured = page.getByRole("region", { name: "Measure" });
    await enterUntil(page, async () => /Level distance\s+\d+\.\d\d m/.test(await shownText(measured)));
    await page.keyboard.press("Escape");
    await eventually(() => shownText(measured)).toMatch(/Click two points/);
    await page.getByLabel("Colour buildings by").selectOption("height");
    await eventually(() => page.locator(".legend li").allInnerTexts()).toEqual([
      "4 to 8 m\n8",
      "8 to 12 m\n8",
      "12 to 20 m\n24",
    ]);
    await page.locator("summary", { hasText: "Section" }).click();
    await page.getByRole("radio", { name: "Level" }).click();
    const slider = page.getByLabel("Place of the cut");
    await slider.focus();
    await page.keyboard.press("Home");
    await eventually(() => slider.getAttribute("aria-valuetext")).toBe("at 0.0 m height");
    await page.keyboard.press("End");
    await eventually(() => slider.getAttribute("aria-valuetext")).toBe("at 18 m height");
    await page.locator("summary", { hasText: "Statistics" }).click();
    const statistics = page.locator("details", { has: page.locator("summary", { hasText: "Statistics" }) });
    // Forty houses of 6 to 18 m.
    await eventually(() => shownText(statistics)).toMatch(
      /Buildings\s+40\s+Built footprint\s+[\d,]+ m²\s+Height\s+12 m on average, highest 18 m/,
    );
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save picture" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.png$/);
    // For web views that begin no download by themselves.
    const link = page.locator("#saved-picture");
    expect(await link.getAttribute("download")).toBe(download.suggestedFilename());
    const width = await link.evaluate(async (a: HTMLAnchorElement) => {
      const image = new Image();
      image.src = a.href;
      await image.decode();
      return image.naturalWidth;
    });
    expect(width).toBeGreaterThan(200);
    expect({ violations, errors }).toEqual({ violations: [], errors: [] });
  });

  it("saves files for programs that are not open", async () => {
    const { page } = await open();
    await fetchModel(suite.opened);
    await page.locator("#tab-insert").click();
    for (const [button, magic, ending] of [
      ["glTF binary (.glb)", "glTF", ".glb"],
      ["Rhino (.3dm)", "3D G", ".3dm"],
    ] as const) {
      await page.getByRole("button", { name: button }).click();
      const link = page.locator(`#saved-file[download$="${ending}"]`);
      await link.waitFor();
      // By the link: a second download that begins by itself is refused when the first click is long ago.
      const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
      const chunks: Buffer[] = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk);
      expect(Buffer.concat(chunks).subarray(0, 4).toString("latin1")).toBe(magic);
    }
  });

  it("makes the saved file the primary thing where the host takes no models", async () => {
    const { page } = await open({ host: { key: goodKey, profile: { formats: [] } } });
    await fetchModel(suite.opened);
    await page.locator("#tab-insert").click();
    expect(await primaryText(page)).toMatch(/^Save 3dm file/);
  });

  it("places a second area in the document's own frame", async () => {
    const georeference = {
      originLonDeg: 7.43,
      originLatDeg: 43.735,
      originHeightM: 0,
      crs: "local" as const,
    };
    const { page, served } = await open({ host: { key: goodKey, georeference } });
    await fetchModel(suite.opened);
    await page.locator("#tab-insert").click();
    await page.getByText("Aligned with the document's origin, 806 m away.").waitFor();
    await page.locator("#primary").click();
    await page.waitForSelector("#receipt");
    const [east, north] = served.host.inserted[0].header.offsetM;
    // 0.01° of longitude at 43.735° north is 805.9 m; the document lies east of the model.
    expect(east).toBeCloseTo(-805.9, 0);
    expect(Math.abs(north)).toBeLessThan(0.2);
    expect(served.host.georeference()?.originLonDeg).toBe(7.43);
  });

  it("keeps settings and area in the host, not in the page", async () => {
    const { page, served } = await open();
    await mapReady(page);
    await page.locator("#tab-settings").click();
    await page.getByLabel("Level height").fill("3.2");
    await eventually(() => JSON.stringify(served.host.settings)).toContain('"defaultLevelHeightM":3.2');
    await page.reload();
    await page.locator("#tab-settings").click();
    await eventually(() => page.getByRole("spinbutton", { name: "Level height" }).inputValue()).toBe("3.2");
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  });

  it("follows the theme of the host", async () => {
    const { page, served } = await open();
    expect(await page.getAttribute("html", "data-theme")).toBe("light");
    served.tell("theme", { theme: "dark" });
    await page.waitForSelector('html[data-theme="dark"]');
  });
});

describe("the main job by keyboard alone", () => {
  it("types an area, changes a setting, fetches, turns a layer off and inserts", async () => {
    const { page, service, served } = await open();
    await page.waitForSelector(".map-tools .button:not([disabled])");
    await tabTo(page, ".panel:not([hidden]) summary");
    await page.keyboard.press("Enter");
    await tabTo(page, 'input[type="radio"]');
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await tabTo(page, 'input[placeholder="43.7333, 7.4221"]');
    await page.keyboard.press("Control+a");
    await page.keyboard.type("43.735, 7.42");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("300");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("200");
    expect(await shownText(page.locator("#area-km2"))).toBe("0.0600 km²");

    await tabTo(page, "#primary");
    await page.keyboard.press("Enter");
    await tabTo(page, "#tab-settings");
    await tabTo(page, '#panel-settings input[type="checkbox"]');
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    expect(await page.getByLabel("Surface", { exact: true }).isChecked()).toBe(false);
    await tabTo(page, "#primary");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".preview canvas");
    expect(service.purchases).toHaveLength(1);

    await tabTo(page, ".layer-row input");
    await page.keyboard.press("Space");
    expect(await page.locator(".layer-row input").first().isChecked()).toBe(false);
    await tabTo(page, "#tab-preview");
    await page.keyboard.press("ArrowRight");
    await page.waitForSelector("#panel-insert:not([hidden])");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("tab-insert");
    await tabTo(page, "#primary");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#receipt");
    expect(served.host.inserted).toHaveLength(1);
  });
});

/** From the sample area to a shown model. */
async function fetchModel({ page }: OpenedPanel): Promise<void> {
  await eventually(() => shownText(page.locator("#area-km2"))).toBe("0.12 km²");
  await page.locator("#tab-settings").click();
  await page.locator("#primary").click();
  await page.waitForSelector("#panel-preview:not([hidden]) .preview canvas");
}
