/**
 * Made-up and damaged input through the readers and the engine, all night if wanted:
 * `npm run fuzz:engine -- [--cases 100000] [--seed N] [--first N] [--json]`. A failure is repeated with the seed and the
 * case that are printed: `--seed S --first CASE --cases 1`. Control-C ends it with what was found so far and the options
 * that go on from there. Exit code 1 when there is a failure. The cases run bundled, as the service ships.
 */
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "vite";
import { watchedRun } from "../../server/engine/testing/fuzz/watched-run.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "100000" },
    seed: { type: "string", default: `${Math.floor(Date.now() / 86_400_000)}` },
    first: { type: "string", default: "0" },
    json: { type: "boolean", default: false },
  },
});
const [cases, seed, first] = [values.cases, values.seed, values.first].map(Number);
if (![cases, seed, first].every(Number.isInteger))
  throw new Error("--cases, --seed and --first are whole numbers.");
console.error(`seed ${seed}`);
const stop = new AbortController();
process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());
const started = performance.now();
const progress = (line: string) => console.error(`${line} (${minutesSince(started)} min)`);
const program = await bundled();
const result = await watchedRun({ seed, first, cases, progress, signal: stop.signal, program });
await rm(dirname(program), { recursive: true, force: true });
if (!values.json) console.table(result.byKind);
const summary = { seed, first, cases: result.cases, failed: result.failures.length };
console.log(JSON.stringify(values.json ? { ...summary, ...result } : summary));
if (stop.signal.aborted) {
  // The case it was at has not ended.
  const done = Math.max(0, result.cases - 1);
  console.error(`To go on: --seed ${seed} --first ${first + done} --cases ${cases - done}`);
}
process.exitCode = result.failures.length === 0 ? 0 : 1;

/** In a folder of its own, so that several runs do not build over one another. */
async function bundled(): Promise<string> {
  const root = join(import.meta.dirname, "../..");
  const outDir = join(root, `test-output/fuzz-engine/${process.pid}`);
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    define: { __CONTEXTILE_VERSION__: JSON.stringify("fuzz") },
    build: {
      ssr: true,
      outDir,
      target: "node20",
      rolldownOptions: {
        input: { "run-cases": join(root, "server/engine/testing/fuzz/run-cases.ts") },
        output: { entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" },
      },
    },
  });
  return join(outDir, "run-cases.mjs");
}

function minutesSince(start: number): string {
  return ((performance.now() - start) / 60_000).toFixed(1);
}
