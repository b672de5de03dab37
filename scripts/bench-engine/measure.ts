/**
 * What the engine costs, in core time: a km² by stages, time and memory against the area and against the size of the
 * extract, real districts beside a peer's figures, and the straight skeleton by itself. Started by `run.ts`, bundled.
 */
import { benchOptionsSchema } from "./options.ts";
import { addToCsv } from "./results-csv.ts";
import { type Row, rowsByArea, rowsByExtract, rowsOfPeers } from "./rows.ts";
import { skeletons } from "./skeletons.ts";

const options = benchOptionsSchema.parse(JSON.parse(process.argv[2]));
const { seed, machine, record, json } = options;
const rows = [
  ...(await rowsByArea(options.areas, options)),
  ...(await rowsByExtract(options.extracts, options)),
  ...(await rowsOfPeers(options)),
].map(short);
const skeleton = await skeletons(seed, options.osm);
if (!json) {
  console.table(rows);
  console.table(skeleton);
}
const date = new Date().toISOString().slice(0, 10);
if (record === null)
  console.error(
    "Not recorded: --record adds these rows to the machine's CSV (npm run bench:engine -- --help).",
  );
else {
  await addToCsv(
    record,
    rows.map((row) => ({ date, ...row })),
  );
  console.error(`Added to ${record}.`);
}
const km2 = (roof: string) =>
  rows.find((row) => row.what === "area" && row.areaKm2 === 1 && row.roof === roof);
const summary = {
  seed,
  machine,
  km2FlatMs: km2("flat")?.totalMs,
  km2HippedMs: km2("hipped")?.totalMs,
  ratios: Object.fromEntries(rows.flatMap(({ what, ratio }) => (ratio === null ? [] : [[what, ratio]]))),
  skeleton,
};
console.log(JSON.stringify(json ? { ...summary, rows } : summary));

function short(row: Row): Row {
  const two = (value: unknown) => (typeof value === "number" ? Number(value.toFixed(2)) : value);
  return Object.assign(
    { ...row },
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, two(value)])),
  );
}
