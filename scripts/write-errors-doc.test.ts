import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { errorSections, errorsDoc, errorsDocPath } from "./write-errors-doc.ts";

it("docs/errors.md says what the code says; else run `npx tsx scripts/write-errors-doc.ts`", async () => {
  expect(readFileSync(errorsDocPath, "utf8")).toBe(await errorsDoc());
});

it("has at least forty rows, each with a whole sentence and without a raw value or a fault of the engine", async () => {
  const rows = (await errorSections()).flatMap((section) => section.rows);
  expect(rows.length).toBeGreaterThanOrEqual(40);
  expect(new Set(rows.map(({ input }) => input)).size).toBe(rows.length);
  const bad = /\[object|undefined|(?<!“)NaN|Unexpected token|Failed to fetch|unexpected happened/;
  expect(rows.filter(({ says }) => bad.test(says) || says.length < 12)).toEqual([]);
});

it("is uncertain about the charge only where the service does not confirm ids", async () => {
  const rows = (await errorSections()).flatMap((section) => section.rows);
  const doubtful = (kind: string) => rows.filter(({ charged }) => charged === kind).map(({ input }) => input);
  expect(doubtful("uncertain").filter((input) => !input.endsWith("ids not confirmed"))).toEqual([]);
  expect(doubtful("once at most").filter((input) => /^4\d\d|^the program/.test(input))).toEqual([]);
});

/** What a public client for the same API was seen to do wrong; each has a row here that says what ours does. */
const failuresOfAPeer: Record<string, string[]> = {
  "401 and 402 with a text": ['401 `{"error":"text"}`', '402 `{"error":"text"}`'],
  "401 with a message": ['401 `{"message":…}`'],
  "429 with an object": ['429 `{"error":{…}}`'],
  "500 with HTML": ["500 HTML"],
  "dropped or cut half way": ["connection dropped", "answer cut half way", "200, cut JSON"],
  "200 with HTML": ["200 with HTML"],
  "an answer that blanked the whole page": ["200 `{}`", "200, a null node", "200, a numeric node type"],
  "an empty picture without a word": ["200 `null`", "200, empty geometry"],
  "nonsense drawn without a word": [
    "200, null in the vertices",
    "200, NaN in the vertices",
    "200, text in the vertices",
    "200, ragged array of vertices",
  ],
  "never answers": ["never answers, until the time is over", "never answers, and the user cancels"],
  "the old model after a change": ["layers or area changed after a fetch: the old model is not shown"],
  "fetched while still drawing": ["fetch while the pen is still down"],
  "goes on after it is closed": ["the preview is closed or hidden: nothing is drawn, nothing goes on"],
};

it.each(Object.entries(failuresOfAPeer))("has a row for %s", async (_, wanted) => {
  const inputs = (await errorSections()).flatMap(({ rows }) => rows.map(({ input }) => input));
  expect(wanted.filter((input) => !inputs.includes(input))).toEqual([]);
});
