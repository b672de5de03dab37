/** The panel in German: words, figures, sizes, no axe violation, and nothing English left anywhere. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { englishOnly, englishOnPage } from "./testing/english-on-page.ts";
import {
  eventually,
  longTestMs,
  type OpenedPanel,
  type OpenOptions,
  primaryText,
  shownText,
} from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";

const suite = panelSuite();

async function openGerman(options: Partial<OpenOptions> = {}): Promise<OpenedPanel> {
  const context = await suite.browser.newContext({ viewport: { width: 260, height: 640 }, locale: "de-DE" });
  return suite.open({ context, ...options });
}

/** Boxes whose content is wider than they are. */
function tooWide(): string[] {
  return [...document.querySelectorAll(".main, .panel, .footer, .tabs, .tab, .card, th, td")]
    .filter((element) => !element.closest(".visually-hidden") && element.scrollWidth > element.clientWidth)
    .filter((element) => element.clientWidth > 0)
    .map((element) => `${element.className} ${element.textContent?.slice(0, 40)}`);
}

it(
  "does the whole job in German at 260 px, without English or an axe violation, and speaks English when told to",
  async () => {
    const opened = await openGerman();
    const { page } = opened;
    const found: string[] = [];
    const look = async (place: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const { id, nodes } of violations) found.push(`${place}: ${id}: ${nodes[0]?.html.slice(0, 120)}`);
      for (const what of await page.evaluate(tooWide)) found.push(`${place}: too wide: ${what}`);
      for (const text of await englishOnPage(page)) found.push(`${place}: English: ${text}`);
    };
    await eventually(() => shownText(page.locator("#area-km2"))).toBe("0,12 km²");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("de");
    expect(await primaryText(page)).toMatch(/^Weiter: Optionen\s+0,12 km² · 3,60\s€ · 1,00 km² übrig$/);
    await openAll(page);
    await look("Gebiet");
    await page.locator("#tab-settings").click();
    await page.getByLabel("Dach, wo unbekannt").selectOption({ label: "Satteldach" });
    await page.getByRole("button", { name: "Dach, wo unbekannt zurücksetzen" }).click();
    await openAll(page);
    await look("Optionen");
    await page.locator("#primary").click();
    await page.waitForSelector("#panel-preview:not([hidden]) .preview canvas");
    await page.getByRole("button", { name: "Messen" }).click();
    await openAll(page);
    await look("Vorschau, messen");
    await page.getByRole("button", { name: "Messen" }).click();
    await pickInTheMiddle(page);
    await look("Vorschau, gewählt");
    await page.getByRole("button", { name: "Weglassen", exact: true }).click();
    await look("Vorschau, weggelassen");
    expect(await page.locator(".layer-row").allInnerTexts()).toContain("Gebäude\n39 · 1 weggelassen");
    const figures = page.locator("details", { has: page.locator("summary", { hasText: "Statistik" }) });
    expect(await shownText(figures)).toMatch(/Gebäude\s+39\s.*Von Ihnen weggelassen\s+1\s/s);
    await page.locator("#tab-insert").click();
    expect(await shownText(page.locator("#insert-left-out"))).toMatch(
      /^Von Ihnen weggelassen: 1\. Wird nicht/,
    );
    await look("Einfügen");
    await page.locator("#primary").click();
    await page.waitForSelector("#receipt");
    expect(await shownText(page.locator("#receipt tbody"))).toMatch(/Gebäude\s+1\s+468\s+0/);
    expect(await shownText(page.locator("#receipt"))).toContain("1 × Gebäude: von Ihnen weggelassen");
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
    expect((await englishOnPage(page)).length).toBeGreaterThan(10);
    await page.waitForTimeout(800);
    await page.reload();
    await eventually(() => shownText(page.locator("#area-km2"))).toBe("0.12 km²");
    expect(found).toEqual([]);
    expect(opened.errors).toEqual([]);
    await opened.close();
  },
  longTestMs,
);

const failures = [
  ["error500", /Der Dienst ist gescheitert\. Er meldet: Engine failed\./, /Es wurde nichts berechnet\./],
  ["html", /Der Dienst hat mit einer Webseite statt mit Daten geantwortet \(bei Byte 0\)\./, /nicht sicher/],
  ["empty", /In diesem Gebiet hat der Dienst nichts\./, /nicht sicher/],
] as const;

it.each(failures)(
  "tells a failed fetch (%s) in German: what happened, what it costs, what to do",
  async (mode, what, charged) => {
    const opened = await openGerman({ service: { mode } });
    const { page } = opened;
    await page.locator("#tab-preview").click();
    await page.locator("#primary").click();
    const failure = page.locator("#failure");
    await failure.waitFor({ timeout: 30_000 });
    expect(await shownText(failure)).toMatch(what);
    expect(await shownText(failure)).toMatch(charged);
    expect(await englishOnPage(page)).toEqual([]);
    await opened.close();
  },
  longTestMs,
);

it("tells a program that fails in German by its code, with the program's own words as they came", async () => {
  const opened = await openGerman({ host: { faults: { busy: true } } });
  const { page } = opened;
  await page.locator("#tab-preview").click();
  await page.locator("#primary").click();
  await page.waitForSelector("#panel-preview:not([hidden]) .preview canvas");
  await page.locator("#tab-insert").click();
  await page.locator("#primary").click();
  await page.locator("#failure").waitFor();
  expect(await shownText(page.locator("#failure"))).toContain(
    "Im CAD-Programm läuft ein Befehl. Die Meldung: „A command is running.“ Es wurde nichts berechnet. Beenden Sie",
  );
  await opened.close();
});

it("knows enough English to find it", () => {
  const english = englishOnly();
  expect(english.length).toBeGreaterThan(200);
  expect(english).toContain("Settings");
  expect(english).toContain("The area encloses nothing.");
  expect(english).not.toContain("Contextile");
});

async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
}

/** By keyboard: turned until a building is in the middle. */
async function pickInTheMiddle(page: Page): Promise<void> {
  const leaveOut = page.getByRole("button", { name: "Weglassen", exact: true });
  await page.locator(".preview canvas").focus();
  for (let i = 0; i < 30 && !(await leaveOut.isVisible()); i++) {
    await page.keyboard.press("Enter");
    await page.waitForTimeout(150);
    if (await leaveOut.isVisible()) return;
    await page.keyboard.press(i % 4 === 3 ? "Shift+ArrowDown" : "Shift+ArrowRight");
  }
}
