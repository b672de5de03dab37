/**
 * The engine's gate on made districts of kinds that no file at hand shows, under changing settings:
 * `npx tsx scripts/gate-engine/made-cities.ts [--kinds grid,alpine] [--seeds 1,2] [--scale 1] [--cases plain,utm] [--json]`.
 * `--keep DIR` leaves the files there, for `npm run gate:engine -- --osm DIR/grid-1.osm`. Exit code 1 when a bound does not hold.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type CityVerdict, gateCity, settingCases } from "./cities/gate-city.ts";
import { cityKinds } from "./cities/made-cities.ts";

const { values } = parseArgs({
  options: {
    kinds: { type: "string", default: Object.keys(cityKinds).join() },
    seeds: { type: "string", default: "1" },
    scale: { type: "string", default: "1" },
    cases: { type: "string", default: Object.keys(settingCases).join() },
    keep: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const folder = values.keep ?? (await mkdtemp(join(tmpdir(), "contextile-cities-")));
await mkdir(folder, { recursive: true });
const rows: CityVerdict[] = [];
for (const seed of values.seeds.split(",").map(Number))
  for (const kind of values.kinds.split(",")) {
    const order = { kind, seed, scale: Number(values.scale), cases: values.cases.split(",") };
    for await (const row of gateCity(order, (name, bytes) => keep(name, bytes))) {
      rows.push(row);
      console.error(`${row.city} ${row.settings}: ${row.failures.join(" ") || "holds"}`);
    }
  }
if (values.keep === undefined) await rm(folder, { recursive: true });
if (!values.json) console.table(rows.map(({ failures, ...row }) => ({ ...row, failures: failures.length })));
console.log(
  JSON.stringify(
    values.json
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
