/**
 * What our own service, hosts and data sets say in English without an id: why something was left out, where a key is
 * kept, what a credit adds. Known texts are said in the language that is on; all others stay as they came.
 */
import { language } from "./language.ts";
import { mapWord } from "./map-words.ts";

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
  // Left out by the engine
  ["planned, or not there any more", "geplant oder nicht mehr vorhanden"],
  ["underground", "unterirdisch"],
  ["in a tunnel", "in einem Tunnel"],
  ["the outline is smaller than 0.01 m² or has no inside", "der Umriss ist kleiner als 0,01 m² oder leer"],
  ["the same outline is mapped twice", "derselbe Umriss ist zweimal erfasst"],
  ["the outline could not be made a closed solid", "aus dem Umriss wurde kein geschlossener Körper"],
  ["the line could not be made a closed solid", "aus der Linie wurde kein geschlossener Körper"],
  ["less than 0.1 m² of it lies in the area", "davon liegen weniger als 0,1 m² im Gebiet"],
  ["wires have no thickness to build", "Leitungen haben keine Dicke, die sich bauen ließe"],
  ["the outline could not be meshed", "aus dem Umriss wurde kein Netz"],
  ["a piece of the outline could not be meshed", "aus einem Stück des Umrisses wurde kein Netz"],
  ["the outline could not be used", "der Umriss war nicht zu gebrauchen"],
  ["an area mapped as an open line", "eine Fläche, die als offene Linie erfasst ist"],
  ["mapped as a node, without an outline", "als Punkt erfasst, ohne Umriss"],
  ["mapped as a way, without an outline", "als Linie erfasst, ohne Umriss"],
  ["mapped as a relation, without an outline", "als Relation erfasst, ohne Umriss"],

  // Where a key is kept
  [
    "No keyring was found, so the key is kept as plain text in a file that only you may read.",
    "Kein Schlüsselbund gefunden: Der Schlüssel liegt unverschlüsselt in einer Datei, die nur Sie lesen dürfen.",
  ],
  ["Secret Service (desktop keyring)", "Secret Service (Schlüsselbund des Desktops)"],
  ["public domain", "gemeinfrei"],
]);

const germanPatterns: readonly [RegExp, (...parts: string[]) => string][] = [
  [/^no solid for barrier=(.+)$/, (barrier) => `kein Körper für ${mapWord(barrier)}`],
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
