import { expect, it } from "vitest";
import { fileName } from "./file-name.ts";

it.each([
  ["Luisenplatz", "Luisenplatz.3dm"],
  ["Größe 東京 😀", "Größe 東京 😀.3dm"],
  ["../../etc/passwd", "etc passwd.3dm"],
  ["C:\\Windows\\x", "C Windows x.3dm"],
  ["con", "con area.3dm"],
  ["LPT1", "LPT1 area.3dm"],
  ["...", "context.3dm"],
  ["", "context.3dm"],
  ["a\u0000b\nc\u2028d", "a b c d.3dm"],
  ["trailing. ", "trailing.3dm"],
  ["lone \ud800 half", "lone half.3dm"],
  [`${"x".repeat(79)}😀`, `${"x".repeat(79)}.3dm`],
])("makes %j the file %j", (name, expected) => {
  expect(fileName(name, "3dm")).toBe(expected);
});
