import type { WireRequest } from "../../shared/contract/context-request.ts";
import { ContextileError } from "../../shared/errors.ts";
import { type ElevationSource, elevationWithin } from "../sources/map-source.ts";
import { makeBarriers } from "./barriers.ts";
import { makeBuildings } from "./buildings/make-buildings.ts";
import type { AnswerContext, EngineSources } from "./engine.ts";
import { makeGround } from "./ground.ts";
import { makeNodes, type WireNode } from "./nodes.ts";
import { makePlan, type Plan } from "./plan.ts";
import { Report } from "./report.ts";
import { makeSurface } from "./surface/make-surface.ts";
import { terrainGrid, terrainMesh } from "./topography.ts";
import { createWireFrame, type WireFrame } from "./wire-frame.ts";
import { WireWriter } from "./wire-writer.ts";
import type { WireMesh, Work } from "./work.ts";

/** Longest stretch without a turn of the event loop, ms. */
const patience = 10;

/** A request in, the contract's JSON out, streamed: one feature is meshed, written and forgotten. */
export const answerContext: AnswerContext = async function* (request, sources, signal, format = "json") {
  if (format !== "json") throw new ContextileError("bad-request", `This engine does not write “${format}”.`);
  const work = await gather(request, sources, signal);
  const frame = createWireFrame(work.plan);
  const writer = new WireWriter();
  let since = performance.now();
  for (const _ of writeAnswer(work, frame, sources, writer)) {
    stopIfAborted(signal);
    const full = writer.take();
    if (full.length === 0 && performance.now() - since < patience) continue;
    yield* full;
    await new Promise((resolve) => setImmediate(resolve));
    stopIfAborted(signal);
    since = performance.now();
  }
  yield* writer.flush();
};

async function gather(request: WireRequest, sources: EngineSources, signal: AbortSignal): Promise<Work> {
  const plan = makePlan(request);
  stopIfAborted(signal);
  const report = new Report();
  const { features, skipped } = await sources.map.features(plan.query, signal);
  stopIfAborted(signal);
  for (const { reason } of skipped) report.skip("unknown", reason);
  const elevation = await loadElevation(plan, sources, signal);
  stopIfAborted(signal);
  return { plan, features, report, elevation, ground: makeGround(plan, elevation, report) };
}

/** What stands on the edge of the area reaches past it: this much more ground is loaded. Degrees, about 300 m. */
const elevationMargin = 0.003;

async function loadElevation(
  plan: Plan,
  sources: EngineSources,
  signal: AbortSignal,
): Promise<ElevationSource | null> {
  if (sources.elevation === null || !plan.terrain.lift) return sources.elevation;
  const [west, south, east, north] = plan.query;
  const [dx, dy] = [2 * elevationMargin, elevationMargin];
  return elevationWithin(sources.elevation, [west - dx, south - dy, east + dx, north + dy], signal);
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new ContextileError("cancelled", "Cancelled.", { cause: signal.reason });
}

/** Writes the whole answer; pauses after every element, so that the caller can hand bytes on. */
function* writeAnswer(
  work: Work,
  frame: WireFrame,
  sources: EngineSources,
  writer: WireWriter,
): Generator<void> {
  const { plan } = work;
  const reference = JSON.stringify(frame.reference);
  writer.raw(`{"origin":${JSON.stringify(plan.origin)},"spatialReference":${reference},`);
  writer.raw(`"spacialReference":${reference},"geometry":[`);
  let entries = 0;
  const open = (type: string, key: string) =>
    writer.raw(`${entries++ === 0 ? "" : ","}{"type":"${type}","geometryType":"${key}","${key}":[`);
  const layers: [boolean, string, (work: Work) => Generator<WireMesh>][] = [
    [plan.layers.buildings, "buildings", makeBuildings],
    [plan.layers.surface, "surface", makeSurface],
    [plan.layers.barriers, "barriers", makeBarriers],
    [plan.terrain.meshes, "topography", terrainMesh],
  ];
  for (const [wanted, type, make] of layers) {
    if (!wanted) continue;
    open(type, "meshes");
    yield* writeMeshes(make(work), frame, writer);
    writer.raw("]}");
  }
  if (plan.layers.infrastructure) {
    open("infrastructure", "nodes");
    yield* writeNodes(makeNodes(work), frame, writer);
    writer.raw("]}");
  }
  if (plan.terrain.elevationMap) {
    open("topography", "elevationMap");
    writeGrid(work, frame, writer);
    writer.raw("]}");
  }
  const credits = [...sources.map.info().attribution];
  if (plan.terrain.lift && work.elevation !== null) credits.push(...work.elevation.info().attribution);
  writer.raw(`],"report":${JSON.stringify(work.report.toJson(credits))}}`);
}

function* writeMeshes(meshes: Generator<WireMesh>, frame: WireFrame, writer: WireWriter): Generator<void> {
  let first = true;
  for (const { type, descriptor, soup } of meshes) {
    writer.raw(
      `${first ? "" : ","}{${type === undefined ? "" : `"type":${JSON.stringify(type)},`}"descriptor":`,
    );
    first = false;
    writer.value(descriptor);
    writer.raw(',"vertices":[');
    writer.millimetres(frame.triples(soup));
    writer.raw("]}");
    yield;
  }
}

function* writeNodes(nodes: Generator<WireNode>, frame: WireFrame, writer: WireWriter): Generator<void> {
  let first = true;
  for (const { kind, x, y, z, scale, rotation, descriptor } of nodes) {
    const [a, b, c] = frame.triples([x, y, z]);
    const place = `"x":${a / 1000},"y":${b / 1000},"z":${c / 1000}`;
    writer.raw(
      `${first ? "" : ","}{"type":${JSON.stringify(kind)},${place},"scale":${scale},"rotation":${rotation},`,
    );
    writer.raw(`"descriptor":${JSON.stringify(descriptor)}}`);
    first = false;
    yield;
  }
}

function writeGrid(work: Work, frame: WireFrame, writer: WireWriter): void {
  const { info, heights } = terrainGrid(work, frame.place);
  writer.raw('{"elevationMap":[');
  writer.millimetres(heights);
  writer.raw(`],"info":${JSON.stringify(info)}}`);
}
