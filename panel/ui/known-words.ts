/**
 * What hosts and data sets say in English without an id: where a key is kept, what a credit adds. Known texts are said in
 * the language that is on; all others stay as they came.
 */
import { language } from "./language.ts";

export function knownWords(text: string): string {
  if (language.value === "en") return text;
  const exact = german.get(text);
  if (exact !== undefined) return exact;
  for (const [pattern, words] of germanPatterns) {
    const found = pattern.exec(text);
    if (found !== null) return text.slice(0, found.index) + words(...found.slice(1));
  }
  return text;
}

const german = new Map<string, string>([
  // Where a key is kept
  [
    "No keyring was found, so the key is kept as plain text in a file that only you may read.",
    "Kein Schlüsselbund gefunden: Der Schlüssel liegt unverschlüsselt in einer Datei, die nur Sie lesen dürfen.",
  ],
  ["Secret Service (desktop keyring)", "Secret Service (Schlüsselbund des Desktops)"],
  ["public domain", "gemeinfrei"],
]);

const germanPatterns: readonly [RegExp, (...parts: string[]) => string][] = [
  [
    /^No system keyring was found: the key lies unencrypted in .+\.$/,
    () =>
      "Kein Schlüsselbund des Systems gefunden: Der Schlüssel liegt unverschlüsselt in den Einstellungen des Programms.",
  ],
  [/^file (.+)$/, (path) => `Datei ${path}`],
  [
    / \((\d+) missing samples filled, (\d+) left out\)$/,
    (filled, left) => ` (${filled} fehlende Werte ergänzt, ${left} ausgelassen)`,
  ],
];
