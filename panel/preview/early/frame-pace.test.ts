import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FenceContext, FramePace } from "./frame-pace.ts";

/** A graphics card that needs as long for a frame as `costMs` says when it is asked for. */
function card(costMs: () => number) {
  const finishedAt = new Map<WebGLSync, number>();
  const gl: FenceContext = {
    SYNC_GPU_COMMANDS_COMPLETE: 0x9117,
    SYNC_STATUS: 0x9114,
    SIGNALED: 0x9119,
    fenceSync: () => {
      const fence: WebGLSync = {};
      finishedAt.set(fence, performance.now() + costMs());
      return fence;
    },
    getSyncParameter: (fence) => (performance.now() >= (finishedAt.get(fence) ?? 0) ? 0x9119 : 0),
    deleteSync: (fence) => void (fence !== null && finishedAt.delete(fence)),
    flush: () => {},
    isContextLost: () => false,
  };
  return { gl, finishedAt };
}

interface Stream {
  /** Of the first frame beside what its size costs. */
  firstMs: number;
  /** Of a frame of size 1. */
  msEach: number;
  /** By how much the picture grows a second; it begins with 1. */
  growth: number;
}

/** Frames within ten seconds in which there is always something new, what they cost, and the fences that are left. */
function framesInTenSeconds({ firstMs, msEach, growth }: Stream) {
  const begun = performance.now();
  const size = () => 1 + ((performance.now() - begun) / 1000) * growth;
  const costs: number[] = [];
  const { gl, finishedAt } = card(() => {
    const cost = size() * msEach + (costs.length === 0 ? firstMs : 0);
    costs.push(cost);
    return cost;
  });
  const pace = new FramePace(gl, () => pace.drawn(), size);
  for (let passed = 0; passed < 10_000; passed += 20) {
    pace.want();
    vi.advanceTimersByTime(20);
  }
  pace.stop();
  vi.advanceTimersByTime(10_000);
  return { costs, fences: finishedAt.size };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([
  ["slow card, quick answer", { firstMs: 150, msEach: 10, growth: 40 }],
  ["slow card, slow answer", { firstMs: 150, msEach: 10, growth: 2 }],
  ["very slow card", { firstMs: 900, msEach: 300, growth: 10 }],
  ["nothing grows", { firstMs: 0, msEach: 50, growth: 0 }],
])("%s: unfinished pictures after the first take a ninth of the time, and one to learn from", (_, stream) => {
  const { costs, fences } = framesInTenSeconds(stream);
  const [, second, ...later] = costs;
  expect(costs[0]).toBe(stream.firstMs + stream.msEach);
  expect(second ?? 0).toBeLessThan(500);
  expect(later.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(10_000 / 8);
  expect(fences).toBe(0);
});

test("a quick card draws at most ten unfinished pictures a second, however the picture grows", () => {
  const { costs } = framesInTenSeconds({ firstMs: 80, msEach: 0.05, growth: 40 });
  expect(costs.length).toBeLessThanOrEqual(101);
  expect(costs.length).toBeGreaterThan(50);
});

test("the last change is drawn although nothing asks again, and then nothing more", () => {
  const { gl } = card(() => 50);
  let frames = 0;
  const pace = new FramePace(
    gl,
    () => {
      frames += 1;
      pace.drawn();
      if (frames === 1) pace.want();
    },
    () => 1,
  );
  pace.want();
  vi.advanceTimersByTime(10_000);
  expect(frames).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
});
