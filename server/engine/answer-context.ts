import { sayUnknownSettings, type WireRequest } from "../../shared/contract/context-request.ts";
import { elevationKeys, meshesKey, nodesKey } from "../../shared/contract/context-response.ts";
import { failure } from "../../shared/errors.ts";
import type { LayerId } from "../../shared/layers/layer-id.ts";
import { says } from "../../shared/sentences.ts";
import { type BoundingBox, type ElevationSource, elevationWithin } from "../sources/map-source.ts";
import type { AnswerWriter } from "./answer/answer-writer.ts";
import { openWriter } from "./answer/open-writer.ts";
import { makeBarriers } from "./barriers/make-barriers.ts";
import { makeBuildings } from "./buildings/make-buildings.ts";
import type { AnswerContext, EngineSources } from "./engine.ts";
import { around, groundBox, makeGround } from "./ground.ts";
import { keysOf, layersOf } from "./layers-of.ts";
import { makeNodes } from "./nodes.ts";
import { makePlan, type Plan } from "./plan.ts";
import { Report } from "./report.ts";
import { makeSurface } from "./surface/make-surface.ts";
import { terrainGrid, terrainMesh } from "./topography.ts";
import { createWireFrame, type WireFrame } from "./wire-frame.ts";
import type { WireMesh, Work } from "./work.ts";

/** Longest stretch without a turn of the event loop, ms. */
const patience = 10;

/** A request in, bytes of the wanted form out, streamed: one feature is meshed, written and forgotten. */
export const answerContext: AnswerContext = async function* (request, sources, signal, format = "json") {
  const work = await gather(request, sources, signal);
  const frame = createWireFrame(work.plan);
  const writer = await openWriter(format, work.plan, frame);
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
  yield* await writer.finish();
};

async function gather(request: WireRequest, sources: EngineSources, signal: AbortSignal): Promise<Work> {
  const plan = makePlan(request);
  stopIfAborted(signal);
  const report = new Report();
  const unknown = sayUnknownSettings(request.settings);
  if (unknown !== null) report.warn(unknown);
  const { features, skipped } = await sources.map.features(plan.query, signal, keysOf(plan));
  stopIfAborted(signal);
  for (const { reason, tags } of skipped)
    for (const layer of layersOf(tags, plan)) report.skip(layer, reason);
  const elevation = await loadElevation(plan, sources, signal);
  stopIfAborted(signal);
  const { dataset } = sources.map.info();
  return {
    plan,
    features,
    report,
    dataset,
    elevation,
    ground: makeGround(plan, elevation, report, features),
  };
}

/** Loaded beyond the ground's mesh, mm: its lattice reaches out by a sample, and of a crop whole buildings do. */
const elevationMargin = { whole: 100_000, cropped: 300_000 };

async function loadElevation(
  plan: Plan,
  sources: EngineSources,
  signal: AbortSignal,
): Promise<ElevationSource | null> {
  if (sources.elevation === null || !plan.terrain.lift) return sources.elevation;
  return elevationWithin(sources.elevation, degreesAround(plan), signal);
}

function degreesAround(plan: Plan): BoundingBox {
  const margin = plan.settings.cropScene ? elevationMargin.cropped : elevationMargin.whole;
  const [west, south, east, north] = around(groundBox(plan), margin);
  const corners = [west, east].flatMap((x) =>
    [south, north].map((y) => plan.projection.toLonLat(x / 1000, y / 1000)),
  );
  const lons = corners.map(([lon]) => lon);
  const lats = corners.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw failure("cancelled", says("cancelled"), { cause: signal.reason });
}

/** Writes the whole answer; pauses after every element, so that the caller can hand bytes on. */
function* writeAnswer(
  work: Work,
  frame: WireFrame,
  sources: EngineSources,
  writer: AnswerWriter,
): Generator<void> {
  const { plan } = work;
  writer.head({ origin: plan.origin, reference: frame.reference });
  yield;
  const layers: [boolean, LayerId, (work: Work) => Generator<WireMesh>][] = [
    [plan.layers.buildings, "buildings", makeBuildings],
    [plan.layers.surface, "surface", makeSurface],
    [plan.layers.barriers, "barriers", makeBarriers],
    [plan.terrain.meshes, "topography", terrainMesh],
  ];
  for (const [wanted, layer, make] of layers) {
    if (!wanted) continue;
    writer.openLayer(layer, meshesKey);
    for (const { soup, ...facts } of make(work)) {
      writer.mesh(facts, frame.triples(soup));
      yield;
    }
    writer.closeLayer();
  }
  if (plan.layers.infrastructure) {
    writer.openLayer("infrastructure", nodesKey);
    for (const node of makeNodes(work)) {
      const [x, y, z] = frame.triples([node.x, node.y, node.z]);
      writer.node({ ...node, x, y, z });
      yield;
    }
    writer.closeLayer();
  }
  if (plan.terrain.elevationMap) {
    writer.openLayer("topography", elevationKeys[0]);
    const { shape, heights } = terrainGrid(work, frame.place);
    writer.grid(shape, heights);
    writer.closeLayer();
  }
  const credits = [...sources.map.info().attribution];
  if (plan.terrain.lift && work.elevation !== null) credits.push(...work.elevation.info().attribution);
  writer.report(work.report.toJson(credits));
}
