/**
 * Measures the built panel in a real headless browser against any service that speaks the contract, and beside it a page
 * that does on its own thread what a plain web client does, with the same answer (docs/bench.md).
 * `npm run bench:panel -- [--buildings 1000,5000,20000] [--url SERVICE | --osm FILE [--dem FILE]] [--json]`
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildPanel } from "../../panel/testing/build-panel.ts";
import { type BenchOptions, benchTarget } from "./bench-target.ts";
import { buildPeerPage } from "./peer-server.ts";
import { appendCsv, machineName, type Run, table } from "./report.ts";
import { districtTarget, foreignTarget, syntheticTarget, type Target } from "./target.ts";

const { values } = parseArgs({
  options: {
    buildings: { type: "string" },
    url: { type: "string" },
    osm: { type: "string" },
    dem: { type: "string" },
    area: { type: "string" },
    seed: { type: "string", default: "7" },
    machine: { type: "string", default: machineName() },
    panel: { type: "string" },
    traces: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
/** With --json standard output holds the JSON alone, for a program that reads it. */
const say = values.json ? console.error : console.log;

const sizes = readSizes(values.buildings ?? "1000,5000,20000");
const built = values.panel === undefined;
const panelFolder = values.panel ?? (await buildPanel());
const peerFolder = await buildPeerPage();
const runs: Run[] = [];
try {
  for (const open of targets())
    runs.push(
      await runOne(open, { panelFolder, peerFolder, area: values.area, traces: values.traces, seed }),
    );
} finally {
  await rm(peerFolder, { recursive: true, force: true });
  if (built) await rm(panelFolder, { recursive: true, force: true });
}
// The last run's figures stand on top, so that a run of one size is a plain object of them.
if (values.json)
  console.log(JSON.stringify({ seed, machine: values.machine, ...runs[runs.length - 1], runs }));

/** One after another, each opened when its turn has come. */
function targets(): (() => Promise<Target>)[] {
  const { osm, dem, url } = values;
  if (osm !== undefined) return [() => districtTarget(osm, dem)];
  if (url !== undefined)
    return [async () => foreignTarget(url, values.buildings === undefined ? null : sizes[0])];
  return sizes.map((buildings) => () => syntheticTarget(buildings, seed));
}

async function runOne(open: () => Promise<Target>, options: BenchOptions): Promise<Run> {
  const target = await open();
  try {
    const run = await benchTarget(target, options);
    say(`${table(run)}\n`);
    const file = await appendCsv(join(import.meta.dirname, "results"), values.machine, run);
    say(`Added a row to ${file}.\n`);
    return run;
  } finally {
    await target.close();
  }
}

function readSizes(text: string): number[] {
  const list = text.split(",").map(Number);
  if (list.every((size) => Number.isInteger(size) && size > 0)) return list;
  console.error("Say sizes as whole numbers: --buildings 1000,5000,20000");
  process.exit(2);
}
