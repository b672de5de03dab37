import { expect, it } from "vitest";
import { csvOf, readRows } from "./results-csv.ts";

it("keeps older rows under newer columns", () => {
  const old = readRows("date,totalMs\n2026-11-22,4.19\n");
  const text = csvOf([...old, { date: "2026-11-23", totalMs: 4.2, peakMB: 7, ratio: null }]);
  expect(text).toBe("date,totalMs,peakMB,ratio\n2026-11-22,4.19,,\n2026-11-23,4.2,7,\n");
  expect(csvOf(readRows(text))).toBe(text);
});
