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
const kinds = oneOf(values.kinds, Object.keys(cityKinds), "--kinds");
const cases = oneOf(values.cases, Object.keys(settingCases), "--cases");
const seeds = values.seeds.split(",").map(Number);
const scale = Number(values.scale);
if (!seeds.every(Number.isInteger) || !(scale > 0))
  throw new Error("--seeds are whole numbers, --scale is above 0.");
const folder = values.keep ?? (await mkdtemp(join(tmpdir(), "contextile-cities-")));
await mkdir(folder, { recursive: true });
const rows: CityVerdict[] = [];
for (const seed of seeds)
  for (const kind of kinds) {
    for await (const row of gateCity({ kind, seed, scale, cases }, keep)) {
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

function oneOf(text: string, known: string[], option: string): string[] {
  const names = text.split(",");
  const other = names.find((name) => !known.includes(name));
  if (other !== undefined) throw new Error(`${option} knows ${known.join(", ")}, not "${other}".`);
  return names;
}

async function keep(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}
