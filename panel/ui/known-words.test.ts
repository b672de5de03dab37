import { afterEach, beforeEach, expect, it } from "vitest";
import { knownWords } from "./known-words.ts";
import { language } from "./language.ts";

beforeEach(() => {
  language.value = "de";
});
afterEach(() => {
  language.value = "en";
});

it("leaves no English in the German panel for what the engine left out", () => {
  expect(knownWords("underground")).toBe("unterirdisch");
  expect(knownWords("in a tunnel")).toBe("in einem Tunnel");
  expect(knownWords("no solid for barrier=kerb")).toBe("kein Körper für Bordstein");
  expect(knownWords("no solid for barrier=moon_gate")).toBe("kein Körper für moon gate");
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
  expect(knownWords("in a tunnel")).toBe("in a tunnel");
});
