/** What is measured: a km² and more, the same area out of larger and larger files, and real districts beside a peer. */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ringOf } from "../../server/engine/testing/ask.ts";
import type { BoundingBox } from "../../server/sources/map-source.ts";
import { openOsmFile } from "../../server/sources/open-osm-file.ts";
import type { WireRequestInput } from "../../shared/contract/context-request.ts";
import { districtPath } from "../../shared/testing/districts.ts";
import { cityInMemory, writeCity } from "./city-sources.ts";
import { bestOf, collect, type Stages, squareRequest, stopwatch } from "./stages.ts";

export interface Row extends Stages {
  what: string;
  roof: "flat" | "hipped" | "as mapped";
  areaKm2: number;
  /** Of the whole data behind the query. */
  extractMB: number | null;
  /** To read the file and index it, and what the process grew by then, MB. */
  openMs: number | null;
  heldMB: number | null;
  /** Meshing alone, as the peer's figure is. */
  buildingsPerS: number;
  /** Streets GL on the same file on this kind of machine, and how many times faster this is. */
  peerPerS: number | null;
  ratio: number | null;
}

export interface RowOptions {
  rounds: number;
  seed: number;
}

export async function rowsByArea(areas: number[], { rounds, seed }: RowOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const areaKm2 of areas) {
    const side = 1000 * Math.sqrt(areaKm2);
    const { map } = cityInMemory(side + 400, seed);
    for (const roof of ["flat", "hipped"] as const) {
      const most = areaKm2 > 2 ? Math.min(3, rounds) : rounds;
      const stages = await bestOf(most, map, squareRequest(200, 200, side, roof));
      rows.push(rowOf({ what: "area", roof, areaKm2 }, stages));
    }
    await map.close();
  }
  return rows;
}

/** The same quarter of a km² out of larger and larger files. */
export async function rowsByExtract(sizes: number[], { rounds, seed }: RowOptions): Promise<Row[]> {
  const rows: Row[] = [];
  const folder = await mkdtemp(join(tmpdir(), "bench-engine-"));
  try {
    for (const megabytes of sizes) {
      const path = join(folder, `${megabytes}.osm`);
      const side = await writeCity(path, megabytes, seed);
      const extractMB = (await stat(path)).size / 1e6;
      const { map, ...opened } = await openMeasured(path);
      await rm(path);
      const body = squareRequest(side / 2 - 250, side / 2 - 250, 500, "flat");
      const stages = await bestOf(rounds, map, body);
      rows.push(rowOf({ what: "extract", roof: "flat", areaKm2: 0.25, extractMB, ...opened }, stages));
      await map.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return rows;
}

/** Streets GL meshed this many buildings a second of these files; source: its code, run on this kind of machine. */
const peers: { name: string; file: string; box: BoundingBox; areaKm2: number; peerPerS: number }[] = [
  {
    name: "Monaco",
    file: "monaco-2025-02.osm.pbf",
    box: [7.405, 43.72, 7.442, 43.753],
    areaKm2: 10.9,
    peerPerS: 4500,
  },
  {
    name: "Berlin",
    file: "berlin-wittenau-2026-07.osm.pbf",
    box: [13.296, 52.577, 13.326, 52.593],
    areaKm2: 3.6,
    peerPerS: 1700,
  },
];

/** Roofs as they are mapped, flat where nothing is, as the peer has it; once more with a hipped roof wherever nothing is. */
export async function rowsOfPeers({ rounds }: RowOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, file, box, areaKm2, peerPerS } of peers) {
    const path = districtPath(file);
    if (path === null) continue;
    const { map, ...opened } = await openMeasured(path);
    const extractMB = (await stat(path)).size / 1e6;
    for (const roof of ["as mapped", "hipped"] as const) {
      const stages = await bestOf(rounds, map, boxRequest(box, roof === "hipped" ? "hipped" : "flat"));
      const facts = { what: name, roof, areaKm2, extractMB, ...opened };
      rows.push(rowOf({ ...facts, ...(roof === "hipped" ? {} : { peerPerS }) }, stages));
    }
    await map.close();
  }
  return rows;
}

async function openMeasured(path: string) {
  await collect();
  // The map lies in shared memory, which no heap counts.
  const before = process.memoryUsage.rss();
  const lap = stopwatch();
  const map = await openOsmFile(path);
  const openMs = lap();
  await collect();
  return { map, openMs, heldMB: Math.max(0, process.memoryUsage.rss() - before) / 1e6 };
}

function boxRequest(box: BoundingBox, roof: "flat" | "hipped"): WireRequestInput {
  return {
    polygon: ringOf(box),
    settings: { geometry: ["buildings"], upAxis: "Z", cropScene: true, defaultRoofType: roof },
  };
}

type Facts = Pick<Row, "what" | "roof" | "areaKm2"> &
  Partial<Pick<Row, "extractMB" | "openMs" | "heldMB" | "peerPerS">>;

function rowOf(
  { what, roof, areaKm2, extractMB = null, openMs = null, heldMB: held = null, peerPerS = null }: Facts,
  stages: Stages,
): Row {
  const buildingsPerS = Math.round((1000 * stages.solids) / stages.meshMs);
  const ratio = peerPerS === null ? null : buildingsPerS / peerPerS;
  return { what, roof, areaKm2, extractMB, openMs, heldMB: held, ...stages, buildingsPerS, peerPerS, ratio };
}
