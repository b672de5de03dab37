/**
 * What the engine costs, in core time: a km² by stages, time and memory against the area and against the size of the
 * extract, real districts beside a peer's figures, and the straight skeleton by itself. Started by `run.ts`, bundled.
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { machineName } from "../bench-panel/report.ts";
import { addToCsv } from "./results-csv.ts";
import { type Row, rowsByArea, rowsByExtract, rowsOfPeers } from "./rows.ts";
import { skeletons } from "./skeletons.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    seed: { type: "string", default: "7" },
    areas: { type: "string", default: "0.1,1,10" },
    extracts: { type: "string", default: "1,10,100" },
    osm: { type: "string", multiple: true, default: [] },
    results: { type: "string" },
    machine: { type: "string", default: machineName() },
    json: { type: "boolean", default: false },
  },
});
const [seed, rounds] = [Number(values.seed), Number(values.rounds)];
const listOf = (text: string) => text.split(",").filter(Boolean).map(Number);

const options = { seed, rounds };
const rows = [
  ...(await rowsByArea(listOf(values.areas), options)),
  ...(await rowsByExtract(listOf(values.extracts), options)),
  ...(await rowsOfPeers(options)),
].map(short);
const here = process.env.INIT_CWD ?? process.cwd();
const skeleton = await skeletons(
  seed,
  values.osm.map((file) => resolve(here, file)),
);
if (!values.json) {
  console.table(rows);
  console.table(skeleton);
}
const date = new Date().toISOString().slice(0, 10);
const file = join(values.results ?? import.meta.dirname, `${values.machine}.csv`);
await addToCsv(
  file,
  rows.map((row) => ({ date, ...row })),
);
const km2 = (roof: string) =>
  rows.find((row) => row.what === "area" && row.areaKm2 === 1 && row.roof === roof);
const summary = {
  seed,
  machine: values.machine,
  km2FlatMs: km2("flat")?.totalMs,
  km2HippedMs: km2("hipped")?.totalMs,
  ratios: Object.fromEntries(rows.flatMap(({ what, ratio }) => (ratio === null ? [] : [[what, ratio]]))),
  skeleton,
};
console.log(JSON.stringify(values.json ? { ...summary, rows } : summary));

function short(row: Row): Row {
  const two = (value: unknown) => (typeof value === "number" ? Number(value.toFixed(2)) : value);
  return Object.assign(
    { ...row },
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, two(value)])),
  );
}
