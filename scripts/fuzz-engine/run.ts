/**
 * Made-up and damaged input through the readers and the engine, all night if wanted. Control-C ends it with what was found
 * so far and the options that go on from there. The cases run bundled, as the service ships.
 */
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { watchedRun } from "../../server/engine/testing/fuzz/watched-run.ts";
import { bundleForNode } from "../bundle-for-node.ts";
import { commandLine, wholeNumber } from "../command-line.ts";

const usage = `npm run fuzz:engine -- [options]
  --cases N   how many (default 100000)
  --seed N    of all of them (default: one for each day)
  --first N   the case to begin with; one alone again: --seed S --first CASE --cases 1
  --json      one JSON object instead of a table
Ends with 1 when there is a failure, which is printed with its seed and case.`;

const { cases, seed, first, json } = commandLine(
  usage,
  {
    cases: { type: "string", default: "100000" },
    seed: { type: "string", default: `${Math.floor(Date.now() / 86_400_000)}` },
    first: { type: "string", default: "0" },
    json: { type: "boolean", default: false },
  },
  (values) => ({
    cases: wholeNumber(values.cases, "--cases", { least: 1 }),
    seed: wholeNumber(values.seed, "--seed"),
    first: wholeNumber(values.first, "--first"),
    json: values.json,
  }),
);
console.error(`seed ${seed}`);
const stop = new AbortController();
process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());
const started = performance.now();
const progress = (line: string) => console.error(`${line} (${minutesSince(started)} min)`);
const program = await bundled();
const result = await watchedRun({ seed, first, cases, progress, signal: stop.signal, program });
await rm(dirname(program), { recursive: true, force: true });
if (!json) console.table(result.byKind);
const summary = { seed, first, cases: result.cases, failed: result.failures.length };
console.log(JSON.stringify(json ? { ...summary, ...result } : summary));
if (stop.signal.aborted) {
  // The case it was at has not ended.
  const done = Math.max(0, result.cases - 1);
  console.error(`To go on: --seed ${seed} --first ${first + done} --cases ${cases - done}`);
}
process.exitCode = result.failures.length === 0 ? 0 : 1;

/** In a folder of its own, so that several runs do not build over one another. */
async function bundled(): Promise<string> {
  const outDir = join(import.meta.dirname, `../../test-output/fuzz-engine/${process.pid}`);
  const source = join(import.meta.dirname, "../../server/engine/testing/fuzz/run-cases.ts");
  await bundleForNode({ "run-cases": source }, outDir);
  return join(outDir, "run-cases.js");
}

function minutesSince(start: number): string {
  return ((performance.now() - start) / 60_000).toFixed(1);
}
