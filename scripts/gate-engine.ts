/**
 * The engine's gate: `npm run gate:engine -- --osm FILE [--dem FILE] [--settings JSON] [--area W,S,E,N] --json`.
 * Fetches an answer over HTTP and judges what came back, not what was meant. Exit code 1 when a building is not solid.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { answerContext } from "../server/engine/answer-context.ts";
import type { EngineSources } from "../server/engine/engine.ts";
import { type Answer, judgeAnswer } from "../server/engine/testing/judge-answer.ts";
import { loadManifold } from "../server/engine/testing/judge-solids.ts";
import { openHgt } from "../server/sources/hgt.ts";
import type { BoundingBox } from "../server/sources/map-source.ts";
import { openOsmFile } from "../server/sources/open-osm-file.ts";
import { openSampleTown } from "../server/sources/sample-town.ts";
import { contextPath, contextRequestSchema } from "../shared/contract/context-request.ts";
import { toContextileError } from "../shared/errors.ts";

/** Larger extracts are judged in their middle: this many degrees of latitude, about 2 km. */
const largest = 0.018;

const { values } = parseArgs({
  options: {
    osm: { type: "string" },
    dem: { type: "string" },
    settings: { type: "string" },
    area: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const everything = {
  geometry: ["buildings", "surface", "barriers", "infrastructure", "topography"],
  topographyReturnType: "both",
  cropScene: true,
};

async function main(): Promise<void> {
  const sources = await openSources();
  const box = areaOf(sources);
  const [west, south, east, north] = box;
  const ring: [number, number][] = [
    [south, west],
    [south, east],
    [north, east],
    [north, west],
    [south, west],
  ];
  // The judge reads metres east, north, up.
  const settings = { ...everything, ...JSON.parse(values.settings ?? "{}"), upAxis: "Z", crs: "local" };
  const { answer, bytes, firstByteMs, totalMs } = await fetchAnswer(sources, { polygon: ring, settings });
  const { features } = await sources.map.features(box);
  const verdict = judgeAnswer(answer, ring, features, await loadManifold());
  const result = { ...verdict, bytes, firstByteMs, totalMs, warnings: answer.report.warnings };
  if (!values.json) console.table(Object.entries(result).filter(([, value]) => typeof value !== "object"));
  console.log(JSON.stringify(result));
  const count = verdict.buildings + verdict.parts;
  const solid = verdict.closed === count && verdict.acceptedByManifold === count;
  process.exitCode = solid && verdict.degenerateTriangles === 0 && verdict.nan === 0 ? 0 : 1;
}

async function openSources(): Promise<EngineSources> {
  if (values.osm === undefined) return openSampleTown();
  const elevation = values.dem === undefined ? null : await openHgt(values.dem);
  return { map: await openOsmFile(values.osm), elevation };
}

function areaOf({ map }: EngineSources): BoundingBox {
  if (values.area !== undefined) {
    const [west, south, east, north] = values.area.split(",").map(Number);
    return [west, south, east, north];
  }
  const coverage = map.info().coverage;
  if (coverage === null) throw new Error("The map is empty.");
  const [west, south, east, north] = coverage;
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  const halfLat = Math.min(largest, north - south) / 2;
  const halfLon = Math.min(largest / Math.cos((lat * Math.PI) / 180), east - west) / 2;
  return [lon - halfLon, lat - halfLat, lon + halfLon, lat + halfLat];
}

/** A server of one route and one client, so that the bytes have really travelled. */
async function fetchAnswer(sources: EngineSources, body: unknown) {
  const server = createServer(async (_, response) => {
    try {
      const request = contextRequestSchema.parse(body);
      response.writeHead(200, { "content-type": "application/json" });
      for await (const chunk of answerContext(request, sources, new AbortController().signal))
        if (!response.write(chunk)) await new Promise((resolve) => response.once("drain", resolve));
      response.end();
    } catch (thrown) {
      response.destroy(toContextileError(thrown));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const start = performance.now();
    const response = await fetch(`http://127.0.0.1:${port}${contextPath}`, { method: "POST" });
    const chunks: Uint8Array[] = [];
    let firstByteMs = 0;
    for await (const chunk of response.body ?? []) {
      if (chunks.length === 0) firstByteMs = Math.round(performance.now() - start);
      chunks.push(chunk);
    }
    const totalMs = Math.round(performance.now() - start);
    const text = Buffer.concat(chunks);
    const answer: Answer = JSON.parse(text.toString("utf8"));
    return { answer, bytes: text.length, firstByteMs, totalMs };
  } finally {
    server.close();
  }
}

await main();
