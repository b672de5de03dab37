import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { watchedRun } from "./testing/fuzz/watched-run.ts";

const cases = 2000;
const seed = 11;

describe("fuzz", () => {
  it(`${cases} made-up scenes and damaged files: no crash, no hang, no open solid`, async () => {
    console.log(`seed ${seed}`);
    const result = await watchedRun({ seed, cases });
    expect(result.failures).toEqual([]);
    expect(result.cases).toBe(cases);
    // Half are scenes, and every format has had its turn.
    expect(result.byKind.scene).toBeGreaterThan(cases / 2);
    expect(Object.keys(result.byKind).length).toBeGreaterThan(12);
  }, 600_000);

  it("judges a thin fence over a steep hill by its exact volume (seed 20261124, case 19316)", async () => {
    const result = await watchedRun({ seed: 20261124, first: 19316, cases: 1 });
    expect(result).toEqual({ cases: 1, byKind: { scene: 1 }, failures: [] });
  }, 120_000);

  it("moves a thin solid by less than a millimetre where UTM's rounding would open it (seed 20261126, case 14872)", async () => {
    const result = await watchedRun({ seed: 20261126, first: 14872, cases: 1 });
    expect(result).toEqual({ cases: 1, byKind: { scene: 1 }, failures: [] });
  }, 120_000);

  it("walls of one barrier that touch are solids of their own (seed 20261202, case 12957)", async () => {
    const result = await watchedRun({ seed: 20261202, first: 12957, cases: 1 });
    expect(result).toEqual({ cases: 1, byKind: { scene: 1 }, failures: [] });
  }, 120_000);

  it("a wall that a slip stretches over half a country takes no 5 s (seed 20261202, case 36999)", async () => {
    const result = await watchedRun({ seed: 20261202, first: 36999, cases: 1 });
    expect(result).toEqual({ cases: 1, byKind: { "village.osm": 1 }, failures: [] });
  }, 120_000);

  it("its watch names a wrong answer, a hang and a crash, and goes on behind them", async () => {
    const program = fileURLToPath(new URL("testing/fuzz/bad-cases.ts", import.meta.url));
    const lines: string[] = [];
    const progress = (line: string) => lines.push(line);
    const result = await watchedRun({ seed: 5, cases: 8, program, longestS: 0.5, progress });
    expect(result.failures).toEqual([
      { seed: 5, number: 1, kind: "bad", why: "open" },
      { seed: 5, number: 3, kind: "bad", why: expect.stringMatching(/^(works for|does not end)/) },
      { seed: 5, number: 5, kind: "bad", why: "the process ended with code 7" },
    ]);
    expect(result.cases).toBe(8);
    expect(lines[0]).toBe("seed 5 case 1 (bad): open");
  }, 120_000);
});
