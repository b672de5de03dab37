import { afterEach, expect, it } from "vitest";
import { language } from "./language.ts";
import { placeWord } from "./place-words.ts";

afterEach(() => {
  language.value = "en";
});

it("says what a place is in German, and other kinds and languages as they came", () => {
  expect([placeWord("street"), placeWord("fire hydrant")]).toEqual(["street", "fire hydrant"]);
  language.value = "de";
  expect([placeWord("street"), placeWord("place of worship"), placeWord("fire hydrant")]).toEqual([
    "Straße",
    "Andachtsort",
    "fire hydrant",
  ]);
});
