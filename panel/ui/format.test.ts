import { afterEach, expect, it } from "vitest";
import { formatDay, formatExactMetres, formatKm2, formatNumber, formatShares } from "./format.ts";
import { language } from "./language.ts";

afterEach(() => {
  language.value = "en";
});

it("writes a raw timestamp of a data set as a day", () => {
  expect(formatDay("2025-02-15T21:20:42.000Z")).toBe("15 Feb 2025");
  expect(formatDay("2025-02-15")).toBe("15 Feb 2025");
  language.value = "de";
  expect(formatDay("2025-02-15T21:20:42.000Z")).toBe("15.02.2025");
});

it("leaves what is no day as it came", () => {
  expect(formatDay("spring 2025")).toBe("spring 2025");
  expect(formatDay("2025-02-15Tnever")).toBe("2025-02-15Tnever");
});

it("writes no minus before a number that rounds to zero", () => {
  expect(formatNumber(-0.04, 1)).toBe("0");
  expect(formatNumber(-0, 1)).toBe("0");
  expect(formatNumber(-0.06, 1)).toBe("−0.1");
  expect(formatExactMetres(-0.004)).toBe("0.00 m");
  expect(formatExactMetres(-0.006)).toBe("−0.01 m");
});

it("writes less than nothing with as few decimals as the same above it", () => {
  expect([formatKm2(-0.5), formatKm2(0.5), formatKm2(-0.0021)]).toEqual([
    "−0.50 km²",
    "0.50 km²",
    "−0.0021 km²",
  ]);
});

it("writes shares that add up to 100", () => {
  expect(formatShares([374, 624, 2])).toEqual(["38 %", "62 %", "0 %"]);
  expect(formatShares([1, 1, 1])).toEqual(["34 %", "33 %", "33 %"]);
  expect(formatShares([0, 5])).toEqual(["0 %", "100 %"]);
  expect(formatShares([0, 0])).toEqual(["0 %", "0 %"]);
});
