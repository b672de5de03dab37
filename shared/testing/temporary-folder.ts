/**
 * One temporary folder for what a test run builds, removed when the run ends: a test process is stopped from outside and
 * could not remove its own.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const variable = "CONTEXTILE_TEST_FOLDER";

/** Called by the test runner before the first test process starts. */
export function setup(): void {
  process.env[variable] = mkdtempSync(join(tmpdir(), "contextile-tests-"));
}

/** Called by the test runner after the last one has ended. */
export function teardown(): void {
  const folder = process.env[variable];
  if (folder) rmSync(folder, { recursive: true, force: true });
}

/** A new folder whose name begins with `name`; it goes with the test run, and stays where a script makes it. */
export function makeTemporaryFolder(name: string): string {
  return mkdtempSync(join(process.env[variable] ?? tmpdir(), name));
}
