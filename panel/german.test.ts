/** The main steps in German: words, figures, sizes and no axe violation. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, it } from "vitest";
import {
  eventually,
  launchBrowser,
  longTestMs,
  openPanel,
  primaryText,
  shownText,
} from "./testing/open-panel.ts";

it(
  "does the whole job in German at 260 px, without an axe violation, and speaks English when told to",
  async () => {
    const browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 260, height: 640 }, locale: "de-DE" });
    const opened = await openPanel({ browser, context });
    const { page } = opened;
    const found: string[] = [];
    const look = async (place: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const { id, nodes } of violations) found.push(`${place}: ${id}: ${nodes[0]?.html.slice(0, 120)}`);
      const wide = await page.evaluate(() =>
        [...document.querySelectorAll(".main, .panel, .footer, .tabs, .tab, .card, th, td")]
          .filter(
            (element) => !element.closest(".visually-hidden") && element.scrollWidth > element.clientWidth,
          )
          .filter((element) => element.clientWidth > 0)
          .map((element) => `${element.className} ${element.textContent?.slice(0, 40)}`),
      );
      found.push(...wide.map((what) => `${place}: too wide: ${what}`));
    };
    await eventually(() => shownText(page.locator("#area-km2"))).toBe("0,12 km²");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("de");
    expect(await primaryText(page)).toMatch(/^Weiter: Optionen\s+0,12 km² · 3,60\s€ · 1,00 km² übrig$/);
    await look("Gebiet");
    await page.locator("#tab-settings").click();
    await page.getByLabel("Dach, wo unbekannt").selectOption({ label: "Satteldach" });
    await page.getByRole("button", { name: "Dach, wo unbekannt zurücksetzen" }).click();
    await look("Optionen");
    await page.locator("#primary").click();
    await page.waitForSelector("#panel-preview:not([hidden]) .preview canvas");
    await look("Vorschau");
    await page.locator("#tab-insert").click();
    await page.locator("#primary").click();
    await page.waitForSelector("#receipt");
    expect(await shownText(page.locator("#receipt tbody"))).toMatch(/Gebäude\s+1\s+480\s+0/);
    await look("Beleg");
    await page.locator("#open-key").click();
    await page.getByText("Ein Schlüssel mit dem Ende WXYZ ist gespeichert.").waitFor();
    await look("Schlüssel");
    await page.locator("#open-usage").click();
    await page.getByText("01.01.2026 – 14.01.2026").waitFor();
    await look("Verbrauch");
    await page.getByRole("radio", { name: "English" }).check();
    await page.getByText("km² per day · 1 Jan 2026 – 14 Jan 2026").waitFor();
    expect(await page.locator("#tab-settings").innerText()).toBe("Settings");
    await page.waitForTimeout(800);
    await page.reload();
    await eventually(() => shownText(page.locator("#area-km2"))).toBe("0.12 km²");
    expect(found).toEqual([]);
    expect(opened.errors).toEqual([]);
    await opened.close();
    await browser.close();
  },
  longTestMs,
);
