/** The first day: no key, no sample area, no mouse. */
import { expect, it } from "vitest";
import { goodKey } from "./testing/fake-service.ts";
import { townLat, townLon } from "./testing/fake-town.ts";
import { eventually, longTestMs, primaryText, shownText, tabTo } from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";

const suite = panelSuite();

it(
  "types an area, enters a key, fetches and inserts by keyboard alone, from nothing",
  async () => {
    const { page, service, served, errors, violations } = await suite.open({
      host: { key: "" },
      before: (page) =>
        page.route("**/v1/service", async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, json: { ...(await response.json()), sampleArea: null } });
        }),
    });
    const primary = async (words: RegExp) => {
      await tabTo(page, "#primary");
      await eventually(() => primaryText(page)).toMatch(words);
      await page.keyboard.press("Enter");
    };
    await eventually(() => shownText(page.locator("#primary-reason"))).toMatch(/^Draw an area on the map/);
    await tabTo(page, 'input[placeholder="43.7333, 7.4221"]');
    await page.keyboard.type(`${townLat}, ${townLon}`);
    await eventually(() => shownText(page.locator("#area-km2"))).toBe("0.25 km²");
    await primary(/^Next: settings/);
    await primary(/^Enter your API key/);
    await tabTo(page, 'input[type="password"]');
    await page.keyboard.type(goodKey);
    await page.keyboard.press("Enter");
    await page.getByText("The key works.").waitFor();
    await tabTo(page, ".card-head .button");
    await page.keyboard.press("Enter");
    await primary(/^Get 0\.25 km²\s+€7\.50 · 1\.00 km² left/);
    await page.waitForSelector(".preview[data-ready='true']");
    await primary(/^Next: insert/);
    await primary(/^Insert into/);
    await page.waitForSelector("#receipt");
    expect([served.host.inserted.length, service.purchases.length]).toEqual([1, 1]);
    expect({ errors, violations }).toEqual({ errors: [], violations: [] });
  },
  longTestMs,
);
