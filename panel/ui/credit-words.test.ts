import { afterEach, expect, it } from "vitest";
import { creditWords, withoutFindings } from "./credit-words.ts";
import { language } from "./language.ts";

afterEach(() => {
  language.value = "en";
});

it("says the heads of credits in German, with the names behind them as they are", () => {
  language.value = "de";
  const text = "Elevation: NASA/USGS SRTM (1595 missing samples filled, 0 left out)";
  expect(creditWords({ text, licence: "public domain" })).toEqual([
    "Höhen: NASA/USGS SRTM (1595 fehlende Werte ergänzt, 0 ausgelassen)",
    "gemeinfrei",
  ]);
  expect(creditWords({ text: "Elevation tiles: terrain.example", licence: "licence not stated" })).toEqual([
    "Höhenkacheln: terrain.example",
    "Lizenz nicht genannt",
  ]);
  expect(creditWords({ text: "© OpenStreetMap contributors, Overture Maps Foundation" })).toEqual([
    "© OpenStreetMap-Mitwirkende, Overture Maps Foundation",
  ]);
  expect(creditWords({ text: "Landesamt für Vermessung: Elevation: 1 m" })).toEqual([
    "Landesamt für Vermessung: Elevation: 1 m",
  ]);
});

it("leaves credits as they came in English", () => {
  expect(creditWords({ text: "Elevation: NASA/USGS SRTM", licence: "ODbL 1.0" })).toEqual([
    "Elevation: NASA/USGS SRTM",
    "ODbL 1.0",
  ]);
});

it("takes from a credit what is told of gaps in the data, and nothing else", () => {
  const credit = "Elevation: NASA/USGS SRTM";
  expect(withoutFindings(`${credit} (1595 missing samples filled, 0 left out)`)).toBe(credit);
  expect(withoutFindings(`${credit} (3 arc seconds)`)).toBe(`${credit} (3 arc seconds)`);
});
