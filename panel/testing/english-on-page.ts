/** Finds English texts of the panel on a page that speaks another language. */
import type { Page } from "playwright-core";
import { adviceByCode } from "../../shared/errors.ts";
import { layerStyles } from "../../shared/layers/layer-style.ts";
import { sentences } from "../../shared/sentences.ts";
import { settingFields } from "../../shared/settings/schema.ts";
import { dictionaries } from "../ui/texts.ts";
import { germanSettings } from "../ui/texts-de.ts";

/** Texts without figures, with all that stands inside groups of them. */
function plainTexts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(plainTexts);
}

const settingTexts = settingFields.flatMap(({ label, help, options = [] }) => [
  label,
  help,
  ...options.map((option) => option.label),
]);

const layerNames = Object.values(layerStyles).map(({ name }) => name);

/** All English texts that say nothing in German: "Plan", "Rhino (.3dm)" and the like are words of both. */
export function englishOnly(): string[] {
  const german = new Set([dictionaries.de, germanSettings].flatMap(plainTexts));
  const english = [dictionaries.en, sentences, adviceByCode].flatMap(plainTexts);
  const all = new Set([...english, ...settingTexts, ...layerNames]);
  return [...all].filter((text) => text.trim().length > 2 && !german.has(text));
}

/** A long text is English wherever it stands; a short one only where it stands alone ("Name" in "Filename" is none). */
const longText = 14;

/** The English texts that the page shows, says in an attribute or offers as a choice. */
export async function englishOnPage(page: Page): Promise<string[]> {
  const shown = await page.evaluate(() => {
    const attributes = [...document.querySelectorAll("[aria-label], [title], [placeholder]")].flatMap(
      (element) => ["aria-label", "title", "placeholder"].map((name) => element.getAttribute(name) ?? ""),
    );
    const choices = [...document.querySelectorAll("option")].map((option) => option.text);
    const hidden = [...document.querySelectorAll(".visually-hidden")].map(
      ({ textContent }) => textContent ?? "",
    );
    return [...document.body.innerText.split("\n"), ...attributes, ...choices, ...hidden]
      .map((text) => text.trim())
      .filter((text) => text !== "");
  });
  return englishOnly().filter((text) =>
    shown.some((line) => line === text || (text.length >= longText && line.includes(text))),
  );
}
