import { expect, it } from "vitest";
import { type Figures, readSaid, says, sentences } from "./sentences.ts";

const foreign: readonly Figures[] = [
  {},
  { km: "wide", most: true, lon: "x", lat: "y", byte: "z", reason: "" },
];

it.each(foreign)(
  "a sentence with the figures of a stranger, %j, is none and never an exception",
  (figures) => {
    const ids = Object.keys(sentences);
    expect(ids.length).toBeGreaterThan(100);
    for (const id of ids) expect(readSaid(id, figures, "Words of a stranger.")).toBeNull();
  },
);

it("is read back from its id and figures where they make the text, and from nothing else", () => {
  const said = says("ring-too-large", { km: 21.26, most: 20 });
  const text = "The area is 21.3 km across; the most is 20 km.";
  expect(readSaid(said.id, said.data, text)).toEqual(said);
  expect(readSaid(said.id, { ...said.data, km: 22 }, text)).toBeNull();
  expect(readSaid("constructor", said.data, text)).toBeNull();
});
