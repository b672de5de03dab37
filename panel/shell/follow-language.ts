import { effect, untracked } from "@preact/signals";
import type { Store } from "../state/store.ts";
import { type Language, language, pickLanguage } from "../ui/language.ts";
import { dictionaries, t } from "../ui/texts.ts";

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
  // A name nobody chose is named anew; a place or a typed name stays.
  if (names.includes(store.proposedName)) store.proposedName = t.defaultName;
  if (names.includes(store.insertName.value)) store.insertName.value = t.defaultName;
}
