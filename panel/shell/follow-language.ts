import { effect, untracked } from "@preact/signals";
import type { Store } from "../state/store.ts";
import { type Language, language, pickLanguage } from "../ui/language.ts";
import { dictionaries } from "../ui/texts.ts";

/** Speaks what the user chose, else what the browser or its program wants. */
export function followLanguage(store: Store, wanted: readonly string[]): void {
  effect(() => {
    const next: Language = store.languageChoice.value ?? pickLanguage(wanted);
    untracked(() => speak(store, next));
  });
}

function speak(store: Store, next: Language): void {
  const names = Object.values(dictionaries).map(({ defaultName }) => defaultName);
  language.value = next;
  document.documentElement.lang = next;
  store.names.translate(names);
}
