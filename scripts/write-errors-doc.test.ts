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
  const bad = /\[object|undefined|NaN|Unexpected token|Failed to fetch|unexpected happened/;
  expect(rows.filter(({ says }) => bad.test(says) || says.length < 12)).toEqual([]);
});

it("is uncertain about the charge only where the service does not confirm ids or its answer never came", async () => {
  const rows = (await errorSections()).flatMap((section) => section.rows);
  const uncertain = rows.filter(({ charged }) => charged === "uncertain").map(({ input }) => input);
  expect(uncertain.filter((input) => /^4\d\d|program/.test(input))).toEqual([]);
});
