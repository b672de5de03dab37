import { expect, it } from "vitest";
import { createTimeLeft } from "./time-left.ts";

const at = (bytes: number, totalBytes: number | null = 10_000_000, attempt = 1) => ({
  phase: "downloading" as const,
  bytes,
  totalBytes,
  objects: 0,
  attempt,
});

it("tells the time left once the line has shown its pace for two seconds", () => {
  const timeLeft = createTimeLeft();
  expect(timeLeft(at(1_000_000), 0)).toBeNull();
  expect(timeLeft(at(1_500_000), 1_000)).toBeNull();
  // 1 MB in 2 s, 8 MB to come.
  expect(timeLeft(at(2_000_000), 2_000)).toBe(16);
  expect(timeLeft(at(10_000_000), 9_000)).toBe(0);
});

it("tells none for an answer of unknown size, and begins anew with another try", () => {
  const timeLeft = createTimeLeft();
  expect(timeLeft(at(1_000_000, null), 0)).toBeNull();
  expect(timeLeft(at(2_000_000, null), 5_000)).toBeNull();
  timeLeft(at(1_000_000), 6_000);
  expect(timeLeft(at(1_000, 10_000_000, 2), 9_000)).toBeNull();
});
