import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FenceContext, FramePace } from "./frame-pace.ts";

/** A graphics card that needs as long for a frame as a test says. */
function card(costMs: number) {
  const finishedAt = new Map<WebGLSync, number>();
  const gl: FenceContext = {
    SYNC_GPU_COMMANDS_COMPLETE: 0x9117,
    SYNC_STATUS: 0x9114,
    SIGNALED: 0x9119,
    fenceSync: () => {
      const fence: WebGLSync = {};
      finishedAt.set(fence, performance.now() + costMs);
      return fence;
    },
    getSyncParameter: (fence) => (performance.now() >= (finishedAt.get(fence) ?? 0) ? 0x9119 : 0),
    deleteSync: (fence) => void (fence !== null && finishedAt.delete(fence)),
    flush: () => {},
    isContextLost: () => false,
  };
  return { gl, finishedAt };
}

/** Frames within ten seconds in which there is always something new, and the fences that are left. */
function framesInTenSeconds(costMs: number): { at: number[]; fences: number } {
  const { gl, finishedAt } = card(costMs);
  const at: number[] = [];
  const pace = new FramePace(gl, () => {
    at.push(performance.now());
    pace.drawn();
  });
  for (let passed = 0; passed < 10_000; passed += 20) {
    pace.want();
    vi.advanceTimersByTime(20);
  }
  pace.stop();
  vi.advanceTimersByTime(10_000);
  return { at: at.map((ms) => ms - at[0]), fences: finishedAt.size };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([20, 50, 200, 1000])("frames of %d ms take at most an eighth of the time", (costMs) => {
  const { at, fences } = framesInTenSeconds(costMs);
  expect(at[0]).toBe(0);
  // The last one may run on beyond the ten seconds: it is not paid for yet.
  expect((at.length - 1) * costMs).toBeLessThanOrEqual(10_000 / 8);
  expect(at.length).toBeGreaterThan(10_000 / (costMs * 9 + 200) - 1);
  expect(fences).toBe(0);
});

test("a quick card draws at most ten unfinished pictures a second", () => {
  const { at } = framesInTenSeconds(0);
  expect(at.length).toBeLessThanOrEqual(101);
  expect(at.length).toBeGreaterThan(60);
});

test("the last change is drawn although nothing asks again, and then nothing more", () => {
  const { gl } = card(50);
  let frames = 0;
  const pace = new FramePace(gl, () => {
    frames += 1;
    pace.drawn();
  });
  pace.want();
  pace.want();
  vi.advanceTimersByTime(10_000);
  expect(frames).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
});
