/** Scanned envelope + collected arrays → SceneModel: the place where the wire's looseness ends. */

import {
  contextResponseSchema,
  elevationKeys,
  layerAliases,
  layerContent,
  layerEntrySchema,
  meshesKey,
  nodesKey,
  referenceOf,
  type WireResponse,
} from "../contract/context-response.ts";
import { type ContextileError, failure } from "../errors.ts";
import { orientSheet, orientSolid } from "../geo/orient.ts";
import { type LayerId, layerIds } from "../layers/layer-id.ts";
import type { AreaSelection, LonLat } from "../scene/area-selection.ts";
import { isMirrored, wireToModel } from "../scene/frame.ts";
import type { GridLayer, MeshLayer, SceneLayer, SceneModel } from "../scene/scene-model.ts";
import { selfCheckAxes } from "../scene/self-check-axes.ts";
import { inWords, readSaid, type Said, says } from "../sentences.ts";
import type { ContextSettings } from "../settings/schema.ts";
import type { ArrayCollector } from "./collect-arrays.ts";
import { projectGrid, readGrids } from "./read-grids.ts";
import { joinMeshLayers, readMeshes } from "./read-meshes.ts";
import { readNodes } from "./read-nodes.ts";
import { createSkipLog, type SkipLog } from "./skip-log.ts";
import { resolveFrame, type StatedReference, type ToPlan, type WireFrame } from "./wire-frame.ts";

/** What was asked for; decides how the answer is read. */
export interface Asked {
  area: AreaSelection;
  settings: ContextSettings;
}

/**
 * Every element of the answer ends up in a layer or in `skipped` with its reason. Throws `malformed-body` when the
 * envelope is not an answer at all, `empty-answer` when nothing is in it.
 */
export function toScene(
  envelope: unknown,
  collector: ArrayCollector,
  wire: WireFrame,
  asked: Asked,
): SceneModel {
  const parsed = contextResponseSchema.safeParse(envelope);
  if (!parsed.success) throw failure("malformed-body", says("answer-no-geometry"));
  const response = parsed.data;
  const stated = readReference(response, wire);
  const skips = createSkipLog();
  const firstCorner = asked.area.ring[0];
  const { frame, toPlan, notes } = resolveFrame(wire, stated, firstCorner);
  const layers = readLayers(response, collector, wire, skips).map((layer) =>
    layer.kind === "grid" && wire.projection !== null
      ? projectGrid(layer, stated.origin ?? firstCorner, toPlan)
      : layer,
  );
  if (layers.length === 0) throw nothingUsable(skips);
  if (asked.settings.cropScene) notes.push(...checkAxes(layers, collector, asked.area.ring, toPlan));
  for (const layer of layers) if (layer.kind === "mesh") orient(layer);
  const report = response.report ?? {};
  for (const { layer, reason, count, id, data = {} } of report.skipped ?? [])
    skips.add(layerAliases.get(layer) ?? "unknown", -1, readSaid(id, data, reason) ?? reason, count);
  return {
    frame,
    layers,
    attributions: report.attribution ?? [],
    skipped: skips.list(),
    warnings: [...notes.map((note) => inWords(note)), ...(report.warnings ?? [])],
    saidWarnings: [...notes, ...saidOf(report)],
  };
}

/** More warnings than anybody reads; each is held against each. */
const mostSaid = 200;

/** A service may tell us its warnings by id and figures too; those that do not make one of its texts are not used. */
function saidOf({ warnings = [], saidWarnings = [] }: NonNullable<WireResponse["report"]>): Said[] {
  const texts = warnings.slice(0, mostSaid);
  return saidWarnings
    .slice(0, mostSaid)
    .flatMap(({ id, data = {} }) =>
      texts.map((text) => readSaid(id, data, text)).filter((said) => said !== null),
    );
}

interface Entry {
  id: LayerId;
  form: "meshes" | "nodes" | "grids";
  elements: unknown[];
}

function readLayers(
  response: WireResponse,
  collector: ArrayCollector,
  wire: WireFrame,
  skips: SkipLog,
): SceneLayer[] {
  const entries = response.geometry.flatMap((entry, index) => readEntry(entry, index, skips));
  const grids: GridLayer[] = [];
  for (const { form, elements } of entries)
    if (form === "grids") grids.push(...readGrids(elements, collector, skips));
  return layerIds.flatMap((id) => {
    const own = entries.filter((entry) => entry.id === id);
    const meshes = own
      .filter(({ form }) => form === "meshes")
      .map(({ elements }) => readMeshes(id, elements, collector, skips))
      .filter((layer) => layer !== null);
    const nodes = own.filter(({ form }) => form === "nodes").flatMap(({ elements }) => elements);
    const instances = nodes.length > 0 ? readNodes(id, nodes, wire, grids, skips) : null;
    return [
      ...(id === "topography" ? grids : []),
      ...(meshes.length > 0 ? [joinMeshLayers(meshes)] : []),
      ...(instances === null ? [] : [instances]),
    ];
  });
}

/** One layer entry: the key that holds the elements is named by the entry, in singular or plural, or found. */
function readEntry(entry: unknown, index: number, skips: SkipLog): Entry[] {
  const parsed = layerEntrySchema.safeParse(entry);
  if (!parsed.success) {
    skips.add("unknown", index, says("skip-entry-not-object"));
    return [];
  }
  const { name: type, key, elements } = layerContent(parsed.data);
  if (elements === null) {
    skips.add(layerAliases.get(type) ?? "unknown", index, says("skip-entry-no-list"));
    return [];
  }
  // Samples label height maps as buildings, by an evident slip: a height map is always terrain.
  if (elevationKeys.some((name) => name === key)) return [{ id: "topography", form: "grids", elements }];
  const id = layerAliases.get(type);
  const form = key === meshesKey ? "meshes" : key === nodesKey ? "nodes" : null;
  if (id !== undefined && form !== null) return [{ id, form, elements }];
  if (elements.length > 0)
    skips.add(
      "unknown",
      index,
      says("skip-unknown-layer", { type: type.slice(0, 40), key: key.slice(0, 40) }),
      elements.length,
    );
  return [];
}

function readReference(response: WireResponse, wire: WireFrame): StatedReference {
  const reference = referenceOf(response);
  const crs = reference?.crs?.toLowerCase();
  const code = /^epsg:(\d+)$/.exec(crs ?? "")?.[1] ?? reference?.epsg;
  const epsg = code === undefined ? null : Number(String(code).replace(/\D/g, ""));
  // "UTM" answers may name themselves by a zone's code; everything else must be what was asked for.
  const same =
    crs === undefined || crs === wire.crs.toLowerCase() || (wire.crs === "UTM" && /^(utm|epsg)/.test(crs));
  if (!same)
    throw failure("malformed-body", says("answer-other-crs", { got: crs.slice(0, 40), asked: wire.crs }));
  const zone = Number.parseInt(String(reference?.zone ?? ""), 10);
  return {
    origin: readOrigin(response.origin ?? reference?.origin),
    epsg: epsg !== null && Number.isFinite(epsg) ? epsg : null,
    utmZone: zone >= 1 && zone <= 60 ? zone : null,
    originHeightM: reference?.originHeight ?? null,
  };
}

/** Latitude first on the wire. */
function readOrigin(latLon: readonly number[] | undefined): LonLat | null {
  if (latLon === undefined) return null;
  const [lat, lon] = latLon;
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lon, lat] : null;
}

/** Design decision 3: where the answer was cropped, its plan must lie in the area; if not, find the order that does. */
function checkAxes(
  layers: readonly SceneLayer[],
  collector: ArrayCollector,
  ring: readonly LonLat[],
  toPlan: ToPlan,
): Said[] {
  const meshes = layers.filter((layer): layer is MeshLayer => layer.kind === "mesh");
  // Terrain may reach past the cut; it is only asked when there is nothing else.
  const cut = meshes.filter(({ id }) => id !== "topography");
  const columns = (cut.length > 0 ? cut : meshes).map(({ positions }) => positions);
  if (columns.length === 0) return [];
  const plan = new Float64Array(ring.flatMap(([lon, lat]) => toPlan(lon, lat)));
  const { order, warning } = selfCheckAxes(columns, plan);
  if (warning === null) return [];
  collector.disown();
  for (const layer of layers) {
    if (layer.kind === "grid") continue;
    wireToModel(layer.positions, order);
    if (layer.kind === "instances" && isMirrored(order))
      layer.rotations.forEach((rotation, i) => {
        layer.rotations[i] = -rotation;
      });
  }
  return [warning];
}

/** Gives every feature the winding the model promises; the wire promises none. */
function orient({ id, positions, indices, firstIndex }: MeshLayer): void {
  const turn = id === "surface" || id === "topography" ? orientSheet : orientSolid;
  for (let i = 0; i + 1 < firstIndex.length; i++) turn(positions, indices, firstIndex[i], firstIndex[i + 1]);
}

function nothingUsable(skips: SkipLog): ContextileError {
  const [first] = skips.list();
  if (first === undefined || first.said?.id === "skip-empty")
    return failure("empty-answer", says("answer-nothing-here"));
  const where = first.index < 0 ? first.layer : `${first.layer} ${first.index + 1}`;
  const { reason, said } = first;
  const what = says("answer-nothing-usable", { where, reason, because: said?.id ?? "" });
  return failure("malformed-body", { ...what, data: { ...said?.data, ...what.data } });
}
