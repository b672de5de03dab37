import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchOpenings } from "./opening-watch.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("counts from the first task that waited for a worker, though each of its readers leaves sooner", () => {
  const never = vi.fn();
  const openings = watchOpenings(10_000);
  for (let i = 0; i < 3; i++) {
    const watch = openings(never);
    watch.begun(7);
    vi.advanceTimersByTime(3_000);
    watch.leave();
  }
  const last = openings(never);
  last.begun(7);
  vi.advanceTimersByTime(999);
  expect(never).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(never).toHaveBeenCalledTimes(1);
  // Its replacement has all of the time.
  const other = openings(never);
  other.begun(8);
  vi.advanceTimersByTime(9_999);
  expect(never).toHaveBeenCalledTimes(1);
});

test("a worker that says nothing at all has the same time", () => {
  const never = vi.fn();
  watchOpenings(10_000)(never);
  vi.advanceTimersByTime(10_000);
  expect(never).toHaveBeenCalledTimes(1);
});

test("one that opened while nobody asked gets a moment to say so, and is then left alone", () => {
  const never = vi.fn();
  const openings = watchOpenings(10_000);
  const gone = openings(never);
  gone.begun(7);
  gone.leave();
  vi.advanceTimersByTime(60_000);
  const watch = openings(never);
  watch.begun(7);
  vi.advanceTimersByTime(500);
  watch.ready();
  vi.advanceTimersByTime(60_000);
  expect(never).not.toHaveBeenCalled();
});
