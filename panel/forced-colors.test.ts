/** High contrast: the system takes backgrounds away, and what they said must still be seen. */
import { expect, it } from "vitest";
import { eventually, shownText } from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";

const suite = panelSuite();

it("tells chosen from not chosen, and the colours of the data from each other, where the system sets the colours", async () => {
  const context = await suite.browser.newContext({
    viewport: { width: 420, height: 800 },
    forcedColors: "active",
  });
  const { page } = await suite.open({ context });
  await eventually(() => shownText(page.locator("#area-km2"))).toBe("0.12 km²");
  const background = (selector: string, what?: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element, pseudo) => getComputedStyle(element, pseudo).backgroundColor, what);
  await page.getByRole("button", { name: "Polygon" }).click();
  expect(await background(".map-tools [aria-pressed='true']")).not.toBe(
    await background(".map-tools [aria-pressed='false']"),
  );
  await page.getByRole("button", { name: "Polygon" }).click();
  expect(await background("#tab-area", "::after")).not.toBe(await background(".tabs"));
  await page.locator("#tab-settings").click();
  await page.locator("#primary").click();
  await page.waitForSelector(".preview[data-ready='true']");
  await page.getByLabel("Colour buildings by").selectOption("height");
  await eventually(() => page.locator(".legend .swatch").count()).toBeGreaterThan(1);
  const swatches = await page
    .locator(".legend .swatch")
    .evaluateAll((all) => all.map((swatch) => getComputedStyle(swatch).backgroundColor));
  expect(new Set(swatches).size).toBe(swatches.length);
  await page.locator("#open-usage").click();
  expect(await background("#language input:checked + span")).not.toBe(
    await background("#language input:not(:checked) + span"),
  );
  await context.close();
});
