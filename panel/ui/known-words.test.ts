import { afterEach, beforeEach, expect, it } from "vitest";
import { inWords, type Said, says } from "../../shared/sentences.ts";
import { knownWords } from "./known-words.ts";
import { language } from "./language.ts";
import { toldWords } from "./said.ts";

beforeEach(() => {
  language.value = "de";
});
afterEach(() => {
  language.value = "en";
});

it("leaves no English in the German panel for what the engine left out, and a foreign service's words as they came", () => {
  const words = (said: Said) => toldWords(said, inWords(said));
  expect(words(says("skip-in-tunnel"))).toBe("in einem Tunnel");
  expect(words(says("skip-no-outline", { kind: "point" }))).toBe("als Punkt erfasst, ohne Umriss");
  expect(words(says("skip-no-barrier", { barrier: "kerb" }))).toBe("kein Körper für Bordstein");
  expect(words(says("skip-no-barrier", { barrier: "moon_gate" }))).toBe("kein Körper für moon gate");
  expect(words(says("note-terrain-coarse", { metres: 1.5, most: 100_000 }))).toContain(
    "auf 1,5 m genau: Genauer bräuchte es mehr als 100.000 Dreiecke",
  );
  expect(words(says("note-unknown-settings", { names: "“a”, “b”", more: 2, one: false }))).toBe(
    "Die Einstellungen „a“, „b“ und 2 weitere sind nicht bekannt und wurden übergangen.",
  );
  expect(knownWords(toldWords(undefined, "in a tunnel"))).toBe("in a tunnel");
});

it("leaves no English in the German Key view and credits", () => {
  expect(
    knownWords("No keyring was found, so the key is kept as plain text in a file that only you may read."),
  ).toMatch(/^Kein Schlüsselbund gefunden: /);
  const inProgram = "No system keyring was found: the key lies unencrypted in Sketcher's settings.";
  expect(knownWords(inProgram)).toMatch(/unverschlüsselt in den Einstellungen des Programms\.$/);
  expect(knownWords("file /home/a/.config/contextile/keys.json")).toBe(
    "Datei /home/a/.config/contextile/keys.json",
  );
  expect(knownWords("Elevation: NASA/USGS SRTM (1595 missing samples filled, 0 left out)")).toBe(
    "Elevation: NASA/USGS SRTM (1595 fehlende Werte ergänzt, 0 ausgelassen)",
  );
});

it("shows what is not known, and everything in English, as it came", () => {
  expect(knownWords("struck by a comet")).toBe("struck by a comet");
  language.value = "en";
  expect(knownWords("public domain")).toBe("public domain");
});
