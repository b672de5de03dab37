import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { settingFields } from "../../shared/settings/schema.ts";
import { formatDay, formatKm2, formatMoney } from "./format.ts";
import { language, pickLanguage, plural } from "./language.ts";
import { dictionaries, type english, inLanguage, t } from "./texts.ts";
import { germanSettings } from "./texts-de.ts";

afterEach(() => {
  language.value = "en";
});

/** Every text by its path; a function is filled with numbers, which also stand for texts. */
function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value(3, 4, 5))]];
  if (typeof value !== "object" || value === null) throw new Error(`${path} is no text`);
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

it("has every text in both languages, none of them empty where the other is not", () => {
  const [en, de] = [leaves(dictionaries.en, "t"), leaves(dictionaries.de, "t")];
  expect(de.map(([path]) => path).sort()).toEqual(en.map(([path]) => path).sort());
  const english = new Map(en);
  const empty = de.filter(([path, text]) => (text.trim() === "") !== (english.get(path)?.trim() === ""));
  expect(empty).toEqual([]);
  expect(en.filter(([, text]) => text === "").map(([path]) => path)).toEqual(["t.heightOrigins.unknown"]);
});

it("keeps no text that the panel says nowhere", () => {
  const panel = join(import.meta.dirname, "..");
  const files = readdirSync(panel, { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.|ui.texts/.test(file));
  expect(sources.length).toBeGreaterThan(100);
  const said = sources.map((file) => readFileSync(join(panel, file), "utf8")).join("\n");
  const words = new Set(said.match(/\w+/g));
  expect(Object.keys(dictionaries.en).filter((key) => !words.has(key))).toEqual([]);
});

it("uses every figure that a text is given, in both languages", () => {
  const given = (texts: typeof english) =>
    leaves(texts, "t").map(([path, text]) => [
      path,
      [3, 4, 5].filter((figure) => text.includes(String(figure))).join(),
    ]);
  expect(Object.fromEntries(given(dictionaries.de))).toEqual(Object.fromEntries(given(dictionaries.en)));
});

it("has German words for every setting and every option of the schema", () => {
  language.value = "de";
  for (const field of settingFields) {
    const shown = inLanguage(field);
    expect(shown.label.length * shown.help.length).toBeGreaterThan(0);
    const values = (field.options ?? []).map(({ value }) => value);
    expect(Object.keys(germanSettings[field.key].options ?? {}).sort()).toEqual([...values].sort());
    expect(shown.options?.map(({ value }) => value)).toEqual(field.options?.map(({ value }) => value));
  }
});

it("counts by the rules of the language, and writes figures and days its way", () => {
  expect([
    plural("de", 1, { one: "ein", other: "viele" }),
    plural("en", 0, { one: "a", other: "b" }),
  ]).toEqual(["ein", "b"]);
  expect([t.back, formatKm2(0.12), formatMoney(3.6, "EUR"), formatDay("2026-01-02")]).toEqual([
    "Back",
    "0.12 km²",
    "€3.60",
    "2 Jan 2026",
  ]);
  language.value = "de";
  expect([t.back, formatKm2(0.12), formatMoney(3.6, "EUR"), formatDay("2026-01-02")]).toEqual([
    "Zurück",
    "0,12 km²",
    "3,60\u00a0€",
    "02.01.2026",
  ]);
});

it("takes the first language it has from what the browser wants", () => {
  expect(pickLanguage(["fr-CH", "de-AT", "en"])).toBe("de");
  expect(pickLanguage(["ja"])).toBe("en");
  expect(pickLanguage([])).toBe("en");
});
