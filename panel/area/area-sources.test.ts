import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { townLat, townLon } from "../testing/fake-town.ts";
import { eventually, type OpenOptions, shownText, tabTo } from "../testing/open-panel.ts";
import { panelSuite } from "../testing/panel-suite.ts";

const suite = panelSuite();

const km2 = (page: Page) => shownText(page.locator("#area-km2"));
const said = (page: Page) => shownText(page.locator("#boundary-said"));

async function open(host: OpenOptions["host"] = {}): Promise<Page> {
  const { page } = await suite.open({ host });
  await eventually(() => km2(page)).toBe("0.12 km²");
  return page;
}

const choose = (page: Page, name: string, text: string) =>
  page.locator("#boundary-file").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

/** About 161 × 111 m. */
const corners = [
  [0, 0],
  [0.002, 0],
  [0.002, 0.001],
  [0, 0.001],
  [0, 0],
].map(([x, y]) => [townLon + x, townLat + y]);

it("takes boundaries from files, and says what is wrong with others", async () => {
  const page = await open();
  await choose(page, "site.geojson", JSON.stringify({ type: "Polygon", coordinates: [corners] }));
  await eventually(() => km2(page)).toMatch(/^0\.0179 km²|^0\.02 km²/);
  const ring = corners.map(([lon, lat]) => `${lon},${lat},0`).join("\n ");
  const border = `<LinearRing><coordinates>${ring}</coordinates></LinearRing>`;
  const polygon = `<Polygon><outerBoundaryIs>${border}</outerBoundaryIs><innerBoundaryIs>${border}</innerBoundaryIs></Polygon>`;
  const kml = (inside: string) =>
    `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>&lt;b&gt;</name><Placemark>${inside}</Placemark></Document></kml>`;
  await choose(page, "site.kml", kml(`<MultiGeometry>${polygon}${polygon}</MultiGeometry>`));
  await eventually(() => said(page)).toBe(
    "The largest polygon was taken; 1 other was left out. Its hole is filled.",
  );

  // A closed path with prefixed names, heights, and a blank behind each comma.
  const path = corners.map(([lon, lat]) => `${lon}, ${lat}, 12.5`).join(" ");
  await choose(
    page,
    "path.kml",
    `<k:kml xmlns:k="http://www.opengis.net/kml/2.2"><k:Placemark><k:LineString><k:coordinates>${path}</k:coordinates></k:LineString></k:Placemark></k:kml>`,
  );
  await eventually(() => said(page)).toBe("");
  const before = await km2(page);
  expect(before).toMatch(/^0\.0179 km²|^0\.02 km²/);
  const bad: [string, string, RegExp][] = [
    ["a.kml", kml("<Point><coordinates>7,43</coordinates></Point>"), /no polygon/],
    ["b.kml", "<kml><Polygon>", /no valid XML/],
    ["c.kml", '<!DOCTYPE kml [<!ENTITY a "aaaa">]><kml>&a;</kml>', /document type/],
    ["d.kml", kml(polygon.replace(`${townLon},`, "north,")), /not a longitude and a latitude/],
    ["e.geojson", "{", /no valid JSON/],
    ["f.kmz", "PK\u0003\u0004", /unzip/],
    ["g.json", " ".repeat(5_000_001), /larger than 5 MB/],
  ];
  for (const [name, text, sentence] of bad) {
    await choose(page, name, text);
    await eventually(() => said(page)).toMatch(sentence);
  }
  expect(await km2(page)).toBe(before);
  const metres = corners.map(() => [2_600_000, 1_200_000]);
  await choose(page, "metres.geojson", JSON.stringify({ type: "Polygon", coordinates: [metres] }));
  await page.getByText("is not on Earth").first().waitFor();
  expect(suite.opened.errors).toEqual([]);
});

it("drops a boundary file that is read only after the user has chosen or begun another area", async () => {
  const page = await open();
  await page.evaluate(() => {
    const { text } = Blob.prototype;
    Blob.prototype.text = async function () {
      await new Promise((resolve) => addEventListener("let-go", resolve, { once: true }));
      return text.call(this);
    };
  });
  const letGo = () => page.evaluate(() => void dispatchEvent(new Event("let-go")));
  const file = JSON.stringify({ type: "Polygon", coordinates: [corners] });
  await page.locator("summary", { hasText: "Type the area" }).click();

  await choose(page, "late.geojson", file);
  await page.getByLabel("Corners, one per line").fill("43.735, 7.42\n43.736, 7.42\n43.736, 7.421");
  const typed = await km2(page);
  expect(typed).not.toBe("0.12 km²");
  await letGo();
  await page.waitForTimeout(200);
  expect(await km2(page)).toBe(typed);

  // The same file, not late.
  await choose(page, "site.geojson", file);
  await letGo();
  await eventually(() => km2(page)).not.toBe(typed);
  await page.locator("#tab-insert").click();
});

it("undoes and redoes by button and by key, and says what the balance will be", async () => {
  const page = await open();
  const first = await shownText(page.locator("#balance-after"));
  expect(first).toBe("0.88 km²");
  expect(await page.getByRole("button", { name: "Undo" }).isDisabled()).toBe(true);
  await choose(page, "site.geojson", JSON.stringify({ type: "Polygon", coordinates: [corners] }));
  await eventually(() => km2(page)).not.toBe("0.12 km²");
  const second = await km2(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await eventually(() => km2(page)).toBe("0.12 km²");
  await page.getByRole("button", { name: "Redo" }).press("Control+Shift+z");
  await eventually(() => km2(page)).toBe(second);
  await page.locator("#tab-area").press("Control+z");
  await eventually(() => km2(page)).toBe("0.12 km²");
  await page.locator("summary", { hasText: "Type the area" }).click();
  await page.locator("details").getByRole("radio", { name: "Rectangle" }).check();
  await page.getByLabel("Width").fill("5000");
  await eventually(() => shownText(page.locator("#balance-after"))).toBe("0.50 km² too little");
  await page.getByText("10.00 km² at a time", { exact: true }).waitFor();
});

it("offers what was fetched before, after a restart too", async () => {
  const page = await open();
  await page.locator("#tab-settings").click();
  await page.locator("#primary").click();
  await page.waitForSelector("#panel-preview:not([hidden]) .preview canvas");
  await page.locator("#tab-area").click();
  await page.getByRole("button", { name: "Clear" }).click();
  await page.locator("#recent-areas summary").click();
  await page.getByRole("button", { name: "Made-up Town · 0.12 km²" }).click();
  await eventually(() => km2(page)).toBe("0.12 km²");
  await page.waitForTimeout(800);
  await page.reload();
  await page.locator("#recent-areas summary").click();
  await page.getByRole("button", { name: "Made-up Town · 0.12 km²" }).waitFor();
});

/** Half of the town's own origin. */
const place = { originLonDeg: townLon, originLatDeg: townLat, originHeightM: 0, crs: "local" as const };

it("takes the outline that is selected in the program, in the document's own place, by keyboard", async () => {
  const page = await open({ georeference: place });
  const saidOf = () => shownText(page.locator("#selection-said"));
  await tabTo(page, "#boundary-file ~ .button");
  await page.keyboard.press("Enter");
  await eventually(saidOf).toMatch(/^Nothing is selected in the program\./);
  expect(await km2(page)).toBe("0.12 km²");

  suite.opened.served.host.select({
    corners: [...plot],
    name: "Plot <b>7</b>",
    others: 1,
  });
  await page.keyboard.press("Enter");
  await eventually(saidOf).toBe(
    "The selected outline is the area now: 4 corners. It was the largest; 1 other was left out.",
  );
  expect(await km2(page)).toBe("0.0200 km²");
  await page.locator("summary", { hasText: "Type the area" }).click();
  const [first] = (await page.getByLabel("Corners, one per line").inputValue()).split("\n");
  const [lat, lon] = first.split(", ").map(Number);
  // 100 m west of the origin by the length of a degree of its parallel, 50 m south by that of its meridian.
  expect(lon).toBeCloseTo(townLon - 100 / 80_540, 5);
  expect(lat).toBeCloseTo(townLat - 50 / 111_110, 5);
  await page.getByRole("button", { name: "Undo" }).click();
  await eventually(() => km2(page)).toBe("0.12 km²");
});

it("leaves the area alone when the program tells its selection after the user has gone on", async () => {
  const page = await open({ georeference: place, selection: { corners: [...plot] } });
  let tell = () => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  await page.route("**/bridge", async (route) => {
    if (route.request().postData()?.includes("selection.boundary")) await told;
    await route.continue();
  });
  await page.getByRole("button", { name: "Area from the selection" }).click();
  const saidOf = () => page.locator("#selection-said").textContent();
  await eventually(saidOf).not.toBe("");
  await page.locator("#tab-settings").click();
  tell();
  await eventually(saidOf).toBe("");
  await page.locator("#tab-area").click();
  expect(await km2(page)).toBe("0.12 km²");
});

const plot: readonly [number, number][] = [
  [-100, -50],
  [100, -50],
  [100, 50],
  [-100, 50],
];

it("says why a selection is no area, each in its own words, and offers none where the program has no selection", async () => {
  const page = await open({ selection: { fault: "not-closed" } });
  const saidOf = () => shownText(page.locator("#selection-said"));
  const button = page.getByRole("button", { name: "Area from the selection" });
  const faults = {
    "not-closed": /not closed/,
    "no-outline": /no solid/,
    "several-selected": /More than one/,
  };
  for (const [fault, sentence] of Object.entries(faults)) {
    suite.opened.served.host.select({ fault: fault as keyof typeof faults });
    await button.click();
    await eventually(saidOf).toMatch(sentence);
  }
  suite.opened.served.host.select({
    corners: [
      [0, 0],
      [9, 0],
      [0, 9],
    ],
  });
  await button.click();
  await eventually(saidOf).toMatch(/^The document has no place on Earth yet/);
  expect(await km2(page)).toBe("0.12 km²");
  await suite.opened.close();
  const without = await open({ profile: { canReadSelection: false } });
  expect(await without.getByRole("button", { name: "Area from the selection" }).count()).toBe(0);
});
