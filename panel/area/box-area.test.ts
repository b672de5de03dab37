/** The rectangle on the map, through the real page: drawn, turned, stretched and moved, it stays one. */
import type { Page } from "playwright-core";
import { afterEach, expect, it } from "vitest";
import { ringAreaKm2 } from "../../shared/geo/area.ts";
import { eventually, mapReady, shownText, tabTo } from "../testing/open-panel.ts";
import { panelSuite } from "../testing/panel-suite.ts";

const suite = panelSuite();
afterEach(() => {
  const { errors, violations } = suite.opened;
  expect({ errors, violations }).toEqual({ errors: [], violations: [] });
});

/** A panel with a typed rectangle of 300 × 200 m in the middle of the map, being edited. */
async function open(rotation = "0"): Promise<Page> {
  const { page } = await suite.open({ width: 900 });
  await mapReady(page);
  await page.locator("summary", { hasText: "Type the area" }).click();
  await page.getByRole("radio", { name: "Rectangle" }).check();
  for (const [label, value] of [
    ["Centre", "43.735, 7.42"],
    ["Width", "300"],
    ["Height", "200"],
    ["Rotation", rotation],
  ])
    await page.getByRole(label === "Centre" ? "textbox" : "spinbutton", { name: label }).fill(value);
  await page.getByRole("button", { name: "Edit" }).click();
  await turnHandle(page).waitFor();
  return page;
}

const turnHandle = (page: Page) => page.getByRole("slider", { name: "Rotation" });
const corner = (page: Page, i: number) => page.locator(".box-handle:not(.turn)").nth(i);
const km2 = (page: Page) => shownText(page.locator("#area-km2"));

async function typed(page: Page) {
  const value = (name: string) => page.getByRole("spinbutton", { name }).inputValue();
  const [width, height, rotation] = [await value("Width"), await value("Height"), await value("Rotation")];
  return { width, height, rotation };
}

async function middleOf(page: Page, locator = turnHandle(page)): Promise<[number, number]> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("the handle is not there");
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** Size of the area that the host was told to keep, km². */
async function keptKm2(): Promise<number> {
  const kept = () => suite.opened.served.host.settings.area as { shape: string; ring: [number, number][] };
  // Stored a moment after the last change.
  await suite.opened.page.waitForTimeout(900);
  await eventually(() => kept()?.shape).toBe("rectangle");
  return ringAreaKm2(kept().ring);
}

it("is turned by its handle to where the pointer is; size, price and form follow while it is held", async () => {
  const page = await open();
  expect(await km2(page)).toBe("0.0600 km²");
  const [x, y] = await middleOf(page);
  const [cx, cy] = await middleOfBox(page);
  const arm = cy - y;
  await page.mouse.move(x, y);
  await page.mouse.down();
  // As far to the right as up: 45° clockwise, give or take the pixel that the handle stands on.
  await page.mouse.move(cx + arm, cy - arm, { steps: 8 });
  await eventually(async () => Math.abs(Number((await typed(page)).rotation) - 45) < 1).toBe(true);
  await page.keyboard.down("Shift");
  await page.mouse.move(cx + arm, cy - arm + 3, { steps: 2 });
  await page.keyboard.up("Shift");
  await eventually(() => typed(page)).toEqual({ width: "300", height: "200", rotation: "45" });
  await page.mouse.up();
  await eventually(() => turnHandle(page).getAttribute("aria-valuenow")).toBe("45");
  expect(await turnHandle(page).getAttribute("aria-valuetext")).toBe("45°");
  expect(await km2(page)).toBe("0.0600 km²");
  expect(await keptKm2()).toBeCloseTo(0.06, 6);
  await page.getByRole("button", { name: "Undo" }).click();
  await eventually(() => typed(page)).toMatchObject({ rotation: "0" });
  await page.getByRole("button", { name: "Redo" }).click();
  await eventually(() => typed(page)).toMatchObject({ rotation: "45" });
});

it("is turned by keyboard, in degrees and in steps of 15, past a right angle too", async () => {
  const page = await open("80");
  await page.getByRole("button", { name: "Edit" }).focus();
  await tabTo(page, ".box-handle.turn");
  await page.keyboard.press("ArrowRight");
  await eventually(() => typed(page)).toEqual({ width: "300", height: "200", rotation: "81" });
  await page.keyboard.press("Shift+ArrowRight");
  await eventually(() => typed(page)).toEqual({ width: "300", height: "200", rotation: "-84" });
  expect(await turnHandle(page).getAttribute("aria-valuetext")).toBe("−84°");
  await page.keyboard.press("Home");
  await eventually(() => typed(page)).toEqual({ width: "300", height: "200", rotation: "0" });
  expect(await page.evaluate(() => document.activeElement?.classList.contains("turn"))).toBe(true);
});

it("turned, is stretched by a corner along its own sides", async () => {
  const page = await open("30");
  const [x, y] = await middleOf(page, corner(page, 2));
  const [cx, cy] = await middleOfBox(page);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(cx + (x - cx) * 0.5, cy + (y - cy) * 0.5, { steps: 6 });
  await page.mouse.up();
  // From the corner that stays it is three quarters of the way.
  await eventually(async () => Math.abs(Number((await typed(page)).width) - 225) < 6).toBe(true);
  const { width, height, rotation } = await typed(page);
  expect([Math.abs(Number(height) - 150) < 6, rotation]).toEqual([true, "30"]);
  const exact = (Number(width) * Number(height)) / 1e6;
  expect(await keptKm2()).toBeCloseTo(exact, 6);
});

it("turned, is moved as a whole and keeps size and turn", async () => {
  const page = await open("30");
  const before = await page.getByRole("textbox", { name: "Centre" }).inputValue();
  const [cx, cy] = await middleOfBox(page);
  await page.mouse.move(cx, cy);
  await page.mouse.down();
  await page.mouse.move(cx + 60, cy - 40, { steps: 30 });
  await page.mouse.up();
  await eventually(() => page.getByRole("textbox", { name: "Centre" }).inputValue()).not.toBe(before);
  expect(await typed(page)).toEqual({ width: "300", height: "200", rotation: "30" });
  expect(await keptKm2()).toBeCloseTo(0.06, 6);
  // terra-draw drops some moves of the pointer, so that it may lag behind by one or two.
  expect((await middleOfBox(page))[0]).toBeGreaterThan(cx + 50);
});

it("drawn by hand has sizes that could have been typed, and is exactly them", async () => {
  const page = await open();
  await page.getByRole("button", { name: "Rectangle", exact: true }).click();
  expect(await turnHandle(page).count()).toBe(0);
  const map = await page.locator(".map canvas").boundingBox();
  if (map === null) throw new Error("no map");
  await page.mouse.click(map.x + map.width * 0.3, map.y + map.height * 0.3);
  await page.mouse.move(map.x + map.width * 0.6, map.y + map.height * 0.7, { steps: 4 });
  await page.mouse.click(map.x + map.width * 0.6, map.y + map.height * 0.7);
  await eventually(async () => (await typed(page)).width).not.toBe("300");
  const { width, height, rotation } = await typed(page);
  expect(rotation).toBe("0");
  expect(`${width} ${height}`).toMatch(/^\d+(\.\d)? \d+(\.\d)?$/);
  expect(await keptKm2()).toBeCloseTo((Number(width) * Number(height)) / 1e6, 6);
});

async function middleOfBox(page: Page): Promise<[number, number]> {
  const [x0, y0] = await middleOf(page, corner(page, 0));
  const [x2, y2] = await middleOf(page, corner(page, 2));
  return [(x0 + x2) / 2, (y0 + y2) / 2];
}
