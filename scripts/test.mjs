// `npm test`: types, lint, boundaries, then every vitest suite; ends with the line `N passed, N failed`.
// Arguments go to vitest: `npm test -- shared/geo`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const bin = (name) => join("node_modules", ".bin", process.platform === "win32" ? `${name}.cmd` : name);
let passed = 0;
let failed = 0;

function step(title, command, args) {
  console.log(`\n> ${title}`);
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status === 0) passed += 1;
  else failed += 1;
}

function suites() {
  console.log("\n> unit, integration and browser tests");
  const folder = mkdtempSync(join(tmpdir(), "contextile-test-"));
  const report = join(folder, "report.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { status } = spawnSync(bin("vitest"), [...args, ...process.argv.slice(2)], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  try {
    const result = JSON.parse(readFileSync(report, "utf8"));
    passed += result.numPassedTests;
    failed += result.numFailedTests + brokenFiles(result);
    if (status !== 0 && failed === 0) failed += 1;
  } catch {
    console.error("the test runner ended without a report");
    failed += 1;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** A file that fails to load has no failed test to count. */
function brokenFiles(result) {
  return result.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
  ).length;
}

if (process.argv.length === 2) {
  step("types", bin("tsc"), ["--noEmit"]);
  step("types of shared (no DOM, no Node)", bin("tsc"), ["--noEmit", "-p", "shared"]);
  step("types of the panel (no Node, ES2021)", bin("tsc"), ["--noEmit", "-p", "panel"]);
  step("lint and format", bin("biome"), ["check", "."]);
  step("boundaries", bin("tsx"), ["scripts/check-boundaries.ts"]);
  step("old engines", bin("tsx"), ["scripts/check-engines/run.ts"]);
}
suites();
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
