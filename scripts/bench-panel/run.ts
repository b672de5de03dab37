/**
 * Measures the built panel in a real headless browser against any service that speaks the contract, and beside it a page
 * that does on its own thread what a plain web client does, with the same answer (docs/bench.md).
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { buildPanel } from "../../panel/testing/build-panel.ts";
import { endWith } from "../command-line.ts";
import { type BenchOptions, benchTarget } from "./bench-target.ts";
import { readPanelBenchOptions } from "./options.ts";
import { buildPeerPage } from "./peer-server.ts";
import { reachService } from "./reach-service.ts";
import { appendCsv, type Run, table } from "./report.ts";
import { districtTarget, foreignTarget, syntheticTarget, type Target } from "./target.ts";

const { osm, dem, url, sizes, area, seed, panel, traces, record, machine, json } = readPanelBenchOptions();
/** With --json standard output holds the JSON alone, for a program that reads it. */
const say = json ? console.error : console.log;
if (url !== undefined) await reachService(url).catch(endWith);

const built = panel === undefined;
const panelFolder = panel ?? (await buildPanel());
const peerFolder = await buildPeerPage();
const runs: Run[] = [];
try {
  for (const open of targets())
    runs.push(await runOne(open, { panelFolder, peerFolder, area, traces, seed }));
} finally {
  await rm(peerFolder, { recursive: true, force: true });
  if (built) await rm(panelFolder, { recursive: true, force: true });
}
// The last run's figures stand on top, so that a run of one size is a plain object of them.
if (json) console.log(JSON.stringify({ seed, machine, ...runs[runs.length - 1], runs }));
if (!record)
  console.error(
    "Not recorded: --record adds a row a run to the machine's CSV (npm run bench:panel -- --help).",
  );

/** One after another, each opened when its turn has come. */
function targets(): (() => Promise<Target>)[] {
  if (osm !== undefined) return [() => districtTarget(osm, dem)];
  if (url !== undefined) return [async () => foreignTarget(url, sizes === null ? null : sizes[0])];
  return (sizes ?? [1000, 5000, 20_000]).map((buildings) => () => syntheticTarget(buildings, seed));
}

async function runOne(open: () => Promise<Target>, options: BenchOptions): Promise<Run> {
  const target = await open();
  try {
    const run = await benchTarget(target, options);
    say(`${table(run)}\n`);
    if (record) {
      const file = await appendCsv(join(import.meta.dirname, "results"), machine, run);
      say(`Added a row to ${file}.\n`);
    }
    return run;
  } finally {
    await target.close();
  }
}
