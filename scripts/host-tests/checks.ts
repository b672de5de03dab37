import { deepStrictEqual } from "node:assert";
import { toContextileError } from "../../shared/errors.ts";

/** A list of titled checks that run one after the other: CAD programs are too heavy for anything else. */
export class Checks {
  passed = 0;
  failed = 0;

  async run(title: string, body: () => Promise<void> | void): Promise<void> {
    const began = Date.now();
    try {
      await body();
      this.passed += 1;
      console.log(`  ok    ${title} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (thrown) {
      this.failed += 1;
      console.log(`  FAIL  ${title}\n        ${describe(thrown)}`);
    }
  }

  /** Results of a program that counts by itself. */
  add(passed: number, failed: number): void {
    this.passed += passed;
    this.failed += failed;
  }
}

function describe(thrown: unknown): string {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return text.split("\n").slice(0, 14).join("\n        ");
}

/** The error code that `work` rejects with; fails when it does not reject. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  const outcome = await work.then(
    (value) => ({ value }),
    (thrown: unknown) => ({ thrown }),
  );
  if ("thrown" in outcome) return toContextileError(outcome.thrown).code;
  throw new Error(`expected an error, got ${JSON.stringify(outcome.value).slice(0, 300)}`);
}

export function same(actual: unknown, expected: unknown, what: string): void {
  deepStrictEqual(actual, expected, `${what}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}

export function near(actual: number, expected: number, tolerance: number, what: string): void {
  if (!(Math.abs(actual - expected) <= tolerance))
    throw new Error(`${what}: ${actual} is not ${expected} ± ${tolerance}`);
}

export function holds(right: boolean, what: string): void {
  if (!right) throw new Error(what);
}
