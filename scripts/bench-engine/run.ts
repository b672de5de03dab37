/**
 * What the engine costs, in core time: a km² by stages, time and memory against the area and against the size of the
 * extract, and the straight skeleton by itself. `npm run bench:engine -- [--rounds 7] [--extracts 1,10,100] [--json]`
 */
import { existsSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { straightSkeleton } from "../../server/engine/geometry/straight-skeleton.ts";
import { openOsmFile } from "../../server/sources/open-osm-file.ts";
import { machineName } from "../bench-panel/report.ts";
import { cityInMemory, writeCity } from "./city-sources.ts";
import { gridCity } from "./grid-city.ts";
import { bestOf, type Stages, squareRequest, stopwatch } from "./stages.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    seed: { type: "string", default: "7" },
    areas: { type: "string", default: "0.1,1,10" },
    extracts: { type: "string", default: "1,10,100" },
    machine: { type: "string", default: machineName() },
    json: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const rounds = Number(values.rounds);
const listOf = (text: string) => text.split(",").filter(Boolean).map(Number);

interface Row extends Stages {
  what: "area" | "extract";
  roof: "flat" | "hipped";
  areaKm2: number;
  /** Of the whole data behind the query. */
  extractMB: number | null;
  buildingsPerS: number;
  rssMB: number;
}

const rows: Row[] = [];
await byArea(listOf(values.areas));
await byExtract(listOf(values.extracts));
const skeleton = skeletons();
console.table(
  rows.map(({ what, roof, areaKm2, extractMB, ...row }) => ({
    what,
    roof,
    areaKm2,
    extractMB,
    ...short(row),
  })),
);
console.log(`Skeleton: ${JSON.stringify(skeleton)}`);
await record();
const km2 = (roof: string) =>
  rows.find((row) => row.what === "area" && row.areaKm2 === 1 && row.roof === roof);
const [flat, hipped] = [km2("flat"), km2("hipped")];
const summary = {
  seed,
  machine: values.machine,
  km2FlatMs: flat && round(flat.totalMs),
  km2HippedMs: hipped && round(hipped.totalMs),
  buildingsPerSFlat: flat?.buildingsPerS,
  buildingsPerSHipped: hipped?.buildingsPerS,
  skeleton,
};
console.log(JSON.stringify(values.json ? { ...summary, rows } : summary));

async function byArea(areas: number[]): Promise<void> {
  // The compiler's warming up belongs to no row.
  const { map: small } = cityInMemory(700, seed);
  for (const roof of ["flat", "hipped"] as const) await bestOf(8, small, squareRequest(100, 100, 500, roof));
  for (const areaKm2 of areas) {
    const side = 1000 * Math.sqrt(areaKm2);
    const { map } = cityInMemory(side + 400, seed);
    for (const roof of ["flat", "hipped"] as const) {
      const stages = await bestOf(
        areaKm2 > 2 ? Math.min(3, rounds) : rounds,
        map,
        squareRequest(200, 200, side, roof),
      );
      rows.push(rowOf("area", roof, areaKm2, null, stages));
    }
    await map.close();
  }
}

/** The same quarter of a km² out of larger and larger files. */
async function byExtract(sizes: number[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bench-engine-"));
  try {
    for (const megabytes of sizes) {
      const path = join(folder, `${megabytes}.osm`);
      const side = await writeCity(path, megabytes, seed);
      const extractMB = (await stat(path)).size / 1e6;
      const map = await openOsmFile(path);
      await rm(path);
      const body = squareRequest(side / 2 - 250, side / 2 - 250, 500, "flat");
      rows.push(rowOf("extract", "flat", 0.25, extractMB, await bestOf(rounds, map, body)));
      await map.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function rowOf(
  what: Row["what"],
  roof: Row["roof"],
  areaKm2: number,
  extractMB: number | null,
  stages: Stages,
): Row {
  const buildingsPerS = Math.round((1000 * stages.solids) / stages.meshMs);
  return { what, roof, areaKm2, extractMB, ...stages, buildingsPerS, rssMB: process.memoryUsage.rss() / 1e6 };
}

/** Every outline of the town, the least of three each, ms. */
function skeletons() {
  const times: number[] = [];
  for (const { outline } of gridCity(1400, seed)) {
    const ring = outline.flat().map((metres) => Math.round(metres * 1000));
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 3; i++) {
      const lap = stopwatch();
      straightSkeleton([ring]);
      least = Math.min(least, lap());
    }
    times.push(least);
  }
  times.sort((a, b) => a - b);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const share = (part: number) => round(times[Math.floor((times.length - 1) * part)], 4);
  return { footprints: times.length, meanMs: round(mean, 4), p99Ms: share(0.99), maxMs: share(1) };
}

async function record(): Promise<void> {
  const folder = join(import.meta.dirname, "results");
  const file = join(folder, `${values.machine}.csv`);
  await mkdir(folder, { recursive: true });
  const keys = Object.keys(rows[0]) as (keyof Row)[];
  const header = existsSync(file) ? "" : `date,${keys.join(",")}\n`;
  const date = new Date().toISOString().slice(0, 10);
  const lines = rows.map((row) => [date, ...Object.values(short(row)).map((value) => value ?? "")].join(","));
  await appendFile(file, `${header}${lines.join("\n")}\n`);
}

function short<T extends object>(row: T): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === "number" ? round(value) : value]),
  );
}

function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
