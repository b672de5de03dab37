/** The engine's gate on made districts of kinds that no file at hand shows, under changing settings. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandLine, knownNames, listOf, positiveNumber, wholeNumber } from "../command-line.ts";
import { type CityVerdict, gateCity, settingCases } from "./cities/gate-city.ts";
import { cityKinds } from "./cities/made-cities.ts";

const usage = `npm run gate:cities -- [options]
  --kinds KIND,…   of ${Object.keys(cityKinds).join()}
  --seeds N,…      of each kind (default 1)
  --scale N        of their size (default 1)
  --cases CASE,…   settings, of ${Object.keys(settingCases).join()}
  --keep DIR       leaves the files there, for npm run gate:engine -- --osm DIR/grid-1.osm
  --json           all rows as JSON
Ends with 1 when a bound does not hold.`;

const options = commandLine(
  usage,
  {
    kinds: { type: "string", default: Object.keys(cityKinds).join() },
    seeds: { type: "string", default: "1" },
    scale: { type: "string", default: "1" },
    cases: { type: "string", default: Object.keys(settingCases).join() },
    keep: { type: "string" },
    json: { type: "boolean", default: false },
  },
  ({ kinds, seeds, scale, cases, ...others }) => ({
    kinds: knownNames(kinds, Object.keys(cityKinds), "--kinds"),
    seeds: listOf(seeds, (seed) => wholeNumber(seed, "--seeds")),
    scale: positiveNumber(scale, "--scale"),
    cases: knownNames(cases, Object.keys(settingCases), "--cases"),
    ...others,
  }),
);
const { kinds, seeds, scale, cases } = options;
const folder = options.keep ?? (await mkdtemp(join(tmpdir(), "contextile-cities-")));
await mkdir(folder, { recursive: true });
const rows: CityVerdict[] = [];
for (const seed of seeds)
  for (const kind of kinds) {
    for await (const row of gateCity({ kind, seed, scale, cases }, keep)) {
      rows.push(row);
      console.error(`${row.city} ${row.settings}: ${row.failures.join(" ") || "holds"}`);
    }
  }
if (options.keep === undefined) await rm(folder, { recursive: true });
if (!options.json) console.table(rows.map(({ failures, ...row }) => ({ ...row, failures: failures.length })));
console.log(
  JSON.stringify(
    options.json
      ? rows
      : { cities: rows.length, failed: rows.filter((row) => row.failures.length > 0).length },
  ),
);
process.exitCode = rows.some(({ failures }) => failures.length > 0) ? 1 : 0;

async function keep(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}
