/**
 * Made-up and damaged input through the readers and the engine, all night if wanted:
 * `npm run fuzz:engine -- [--cases 100000] [--seed N] [--first N] [--json]`. A failure is repeated with the seed and the
 * case that are printed: `--seed S --first CASE --cases 1`. Exit code 1 when there is one.
 */
import { parseArgs } from "node:util";
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
const result = await watchedRun({ seed, first, cases, progress: (line) => console.error(line) });
if (!values.json) console.table(result.byKind);
const summary = { seed, first, cases: result.cases, failed: result.failures.length };
console.log(JSON.stringify(values.json ? { ...summary, ...result } : summary));
process.exitCode = result.failures.length === 0 ? 0 : 1;
