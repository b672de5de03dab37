import { signal } from "@preact/signals";

export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

/** Each in its own words, so that it is found by whoever needs it. */
export const languageNames: Record<Language, string> = { en: "English", de: "Deutsch" };

/** What the panel speaks now; every text and figure read while painting follows it. */
export const language = signal<Language>("en");

/** The first wanted language that the panel has; English where it has none of them. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = languages.find((one) => one === tag.toLowerCase().split("-")[0]);
    if (found !== undefined) return found;
  }
  return "en";
}

/** The form for a count by the rules of a language. */
export function plural(of: Language, count: number, forms: { one: string; other: string }): string {
  return new Intl.PluralRules(of).select(count) === "one" ? forms.one : forms.other;
}
