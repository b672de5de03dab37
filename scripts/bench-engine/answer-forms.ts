/**
 * What the forms of an answer cost: bytes a building, and core time to write and to read, JSON against compact, on the
 * synthetic town and two real districts.
 */
import { gzipSync } from "node:zlib";
import type { AnswerWriter, MeshFacts } from "../../server/engine/answer/answer-writer.ts";
import { openWriter } from "../../server/engine/answer/open-writer.ts";
import { makeBuildings } from "../../server/engine/buildings/make-buildings.ts";
import { makeGround } from "../../server/engine/ground.ts";
import { makePlan } from "../../server/engine/plan.ts";
import { Report } from "../../server/engine/report.ts";
import { ringOf } from "../../server/engine/testing/ask.ts";
import { createWireFrame } from "../../server/engine/wire-frame.ts";
import type { BoundingBox, MapSource } from "../../server/sources/map-source.ts";
import { openOsmFile } from "../../server/sources/open-osm-file.ts";
import { compactSupported } from "../../shared/api/compact/meshopt.ts";
import { createSceneDecoder } from "../../shared/api/decode-scene.ts";
import { type AnswerFormat, answerMediaTypes } from "../../shared/contract/answer-format.ts";
import { contextRequestSchema, type WireRequestInput } from "../../shared/contract/context-request.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import { defaultSettings } from "../../shared/settings/schema.ts";
import { districtPath } from "../../shared/testing/districts.ts";
import { commandLine, wholeNumber } from "../command-line.ts";
import { cityInMemory } from "./city-sources.ts";
import { squareRequest, stopwatch } from "./stages.ts";

const usage = `npm run bench:forms -- [options]
  --rounds N   of each measurement, the least counts (default 7)
  --json       rows as JSON instead of a table`;

const { rounds, json } = commandLine(
  usage,
  { rounds: { type: "string", default: "7" }, json: { type: "boolean", default: false } },
  ({ rounds, json }) => ({ rounds: wholeNumber(rounds, "--rounds", { least: 1 }), json }),
);

interface Row {
  place: string;
  form: AnswerFormat;
  solids: number;
  bytes: number;
  gzipBytes: number;
  writeMs: number;
  gzipMs: number;
  readMs: number;
}

const rows: Row[] = [];
await compactSupported;
await bench("grid of 1 km²", cityInMemory(1000, 7).map, squareRequest(0, 0, 1000, "flat"));
await bench("grid of 1 km², hipped", cityInMemory(1000, 7).map, squareRequest(0, 0, 1000, "hipped"));
for (const [place, file, box] of [
  ["Berlin (Wittenau)", "berlin-wittenau-2026-07.osm.pbf", [13.3, 52.575, 13.33, 52.595]],
  ["Monaco", "monaco-2025-02.osm.pbf", [7.408, 43.723, 7.44, 43.752]],
] satisfies [string, string, BoundingBox][]) {
  const path = districtPath(file);
  if (path !== null)
    await bench(place, await openOsmFile(path), {
      polygon: ringOf(box),
      settings: { geometry: ["buildings"], upAxis: "Z" },
    });
}
print();

async function bench(place: string, map: MapSource, body: WireRequestInput): Promise<void> {
  const plan = makePlan(contextRequestSchema.parse(body));
  const frame = createWireFrame(plan);
  const { features } = await map.features(plan.query);
  const report = new Report();
  const ground = makeGround(plan, null, report);
  const work = { plan, features, ground, elevation: null, report };
  const meshes = Array.from(makeBuildings(work), ({ soup, ...facts }) => ({
    facts,
    soup: frame.triples(soup),
  }));
  const head = { origin: plan.origin, reference: frame.reference };
  const ring = body.polygon.map(([lat, lon]): LonLat => [lon, lat]);
  for (const form of ["json", "compact"] as const) {
    const times = { writeMs: Infinity, gzipMs: Infinity, readMs: Infinity };
    const least = (key: keyof typeof times, ms: number) => {
      times[key] = Math.min(times[key], ms);
    };
    let sizes = { bytes: 0, gzipBytes: 0 };
    for (let round = 0; round < rounds; round++) {
      const copies = meshes.map(({ facts, soup }) => ({ facts, soup: soup.slice() }));
      const lap = stopwatch();
      const bytes = await write(await openWriter(form, plan, frame), head, copies);
      least("writeMs", lap());
      sizes = { bytes: bytes.length, gzipBytes: gzipSync(bytes, { level: 1 }).length };
      least("gzipMs", lap());
      read(bytes, form, ring);
      least("readMs", lap());
    }
    rows.push({ place, form, solids: meshes.length, ...sizes, ...times });
  }
}

async function write(
  writer: AnswerWriter,
  head: Parameters<AnswerWriter["head"]>[0],
  meshes: { facts: MeshFacts; soup: Float64Array }[],
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  writer.head(head);
  writer.openLayer("buildings", "meshes");
  for (const { facts, soup } of meshes) {
    writer.mesh(facts, soup);
    chunks.push(...writer.take());
  }
  writer.closeLayer();
  writer.report({});
  chunks.push(...(await writer.finish()));
  return Buffer.concat(chunks);
}

/** In the pieces in which a connection delivers. */
function read(bytes: Buffer, form: AnswerFormat, ring: LonLat[]): void {
  const settings = { ...defaultSettings, cropScene: false };
  const decoder = createSceneDecoder({ area: { ring }, settings }, { contentType: answerMediaTypes[form] });
  for (let at = 0; at < bytes.length; at += 65_536) decoder.feed(bytes.subarray(at, at + 65_536));
  decoder.finish();
}

function print(): void {
  const per = (row: Row) => ({
    place: row.place,
    form: row.form,
    solids: row.solids,
    bytesEach: Math.round(row.bytes / row.solids),
    gzipBytesEach: Math.round(row.gzipBytes / row.solids),
    writeMs: Number(row.writeMs.toFixed(1)),
    gzipMs: Number(row.gzipMs.toFixed(1)),
    readMs: Number(row.readMs.toFixed(1)),
  });
  if (json) console.log(JSON.stringify(rows.map(per)));
  else console.table(rows.map(per));
}
