/** Judges a whole answer from its JSON (upAxis Z, crs local): the figures of the engine gate. */
import Flatbush from "flatbush";
import type { ManifoldToplevel } from "manifold-3d";
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";
import type { MapFeature } from "../../sources/map-source.ts";
import { intersection, normalise, union } from "../geometry/clip.ts";
import { type Box, boxOf, type Polygon, pointInRing, polygonArea } from "../geometry/rings.ts";
import { judgeSolid } from "./judge-solids.ts";

interface AnswerMesh {
  vertices: number[];
  descriptor: Record<string, string | number | boolean | null>;
}

/** As far as the judge reads it. */
export interface Answer {
  origin: [number, number];
  geometry: {
    type: string;
    geometryType: string;
    meshes?: AnswerMesh[];
    nodes?: Record<string, unknown>[];
  }[];
  report: { skipped: { layer: string; reason: string; count: number }[]; warnings: string[] };
}

export interface Verdict {
  buildings: number;
  parts: number;
  closed: number;
  acceptedByManifold: number;
  degenerateTriangles: number;
  /** Greatest share by which a whole building's plan differs from its mapped outline. */
  planAreaMaxError: number;
  planAreaWorst: string;
  /** Tops that are not ground + height to 1 mm. */
  topMismatches: number;
  barriersOpen: number;
  /** Sum over pairs of sheets that overlap by more than 0.1 m². */
  surfaceOverlapM2: number;
  /** Vertices and nodes more than 2 mm outside of the area. */
  outsideCrop: number;
  nan: number;
  skipped: { layer: string; reason: string; count: number }[];
}

/** `ring`: the area asked for, [lat, lon]. `features`: what the source holds there. */
export function judgeAnswer(
  answer: Answer,
  ring: [number, number][],
  features: MapFeature[],
  manifold: ManifoldToplevel,
): Verdict {
  const plane = createLocalProjection(answer.origin[1], answer.origin[0]);
  const area = ring.slice(0, -1).flatMap(([lat, lon]) => plane.toLocal(lon, lat));
  const verdict: Verdict = {
    buildings: 0,
    parts: 0,
    closed: 0,
    acceptedByManifold: 0,
    degenerateTriangles: 0,
    planAreaMaxError: 0,
    planAreaWorst: "",
    topMismatches: 0,
    barriersOpen: 0,
    surfaceOverlapM2: 0,
    outsideCrop: 0,
    nan: 0,
    skipped: answer.report.skipped,
  };
  const outlines = outlineAreas(features, answer.origin);
  for (const layer of answer.geometry) {
    for (const mesh of layer.meshes ?? []) countPoints(mesh.vertices, area, verdict);
    if (layer.type === "buildings") judgeBuildings(layer.meshes ?? [], area, outlines, manifold, verdict);
    if (layer.type === "surface") verdict.surfaceOverlapM2 = overlap(layer.meshes ?? []);
    if (layer.type === "barriers")
      for (const { vertices } of layer.meshes ?? [])
        if (!judgeSolid(vertices, manifold).manifold) verdict.barriersOpen++;
  }
  return verdict;
}

/** m² per feature id, straight from the coordinates in the source; an outline that crosses itself counts even-odd. */
function outlineAreas(features: MapFeature[], [lat, lon]: [number, number]): Map<string, number> {
  const plane = createLocalProjection(lon, lat);
  const areas = new Map<string, number>();
  for (const feature of features) {
    if (feature.kind !== "area" || !(feature.tags.building ?? feature.tags["building:part"])) continue;
    const rings = feature.polygons
      .flatMap(({ outer, holes }) => [outer, ...holes])
      .map((ring) => {
        const local: number[] = [];
        for (let i = 0; i + 3 < ring.length; i += 2)
          local.push(...plane.toLocal(ring[i], ring[i + 1]).map((metres) => Math.round(metres * 1000)));
        return local;
      });
    const total = normalise(rings).reduce((sum, polygon) => sum + polygonArea(polygon), 0);
    areas.set(feature.id, total / 1e6);
  }
  return areas;
}

function countPoints(vertices: number[], area: number[], verdict: Verdict): void {
  for (let i = 0; i < vertices.length; i += 3) {
    if (!vertices.slice(i, i + 3).every(Number.isFinite)) verdict.nan++;
    else if (
      !pointInRing(area, vertices[i], vertices[i + 1]) &&
      toBorder(area, vertices[i], vertices[i + 1]) > 0.002
    )
      verdict.outsideCrop++;
  }
}

/** Distance to the nearest side, metres. */
function toBorder(ring: number[], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [dx, dy] = [ring[j] - ring[i], ring[j + 1] - ring[i + 1]];
    const share = ((x - ring[i]) * dx + (y - ring[i + 1]) * dy) / (dx * dx + dy * dy);
    const at = Math.min(1, Math.max(0, share));
    least = Math.min(least, Math.hypot(x - ring[i] - at * dx, y - ring[i + 1] - at * dy));
  }
  return least;
}

function judgeBuildings(
  meshes: AnswerMesh[],
  area: number[],
  outlines: Map<string, number>,
  manifold: ManifoldToplevel,
  verdict: Verdict,
): void {
  const withParts = new Set(meshes.map(({ descriptor }) => descriptor.partOf));
  for (const { vertices, descriptor } of meshes) {
    const solid = judgeSolid(vertices, manifold);
    if (descriptor.type === "buildingPart") verdict.parts++;
    else verdict.buildings++;
    if (solid.closed) verdict.closed++;
    if (solid.manifold) verdict.acceptedByManifold++;
    verdict.degenerateTriangles += solid.degenerate;
    if (!isWhole(vertices, area)) continue;
    const ground = typeof descriptor.groundHeight === "number" ? descriptor.groundHeight : 0;
    if (Math.abs(solid.top - ground - Number(descriptor.buildingHeight)) > 0.0011) verdict.topMismatches++;
    const expected = outlines.get(String(descriptor.id));
    if (expected === undefined || withParts.has(descriptor.id)) continue;
    const error = Math.abs(solid.planArea - expected) / expected;
    if (error <= verdict.planAreaMaxError) continue;
    verdict.planAreaMaxError = error;
    verdict.planAreaWorst = `${descriptor.id} (${descriptor.buildingRoofType}): ${solid.planArea.toFixed(2)} m² of ${expected.toFixed(2)} m²`;
  }
}

/** Not cut by the border: every vertex well inside. */
function isWhole(vertices: number[], area: number[]): boolean {
  for (let i = 0; i < vertices.length; i += 3) {
    const [x, y] = [vertices[i], vertices[i + 1]];
    if (!pointInRing(area, x, y) || toBorder(area, x, y) < 0.01) return false;
  }
  return true;
}

function overlap(meshes: AnswerMesh[]): number {
  const sheets = meshes.map(({ vertices }) => planOf(vertices));
  if (sheets.length === 0) return 0;
  const boxes = sheets.map((polygons): Box => boxOf(polygons.flatMap(({ outer }) => outer)));
  const tree = new Flatbush(sheets.length);
  for (const box of boxes) tree.add(...box);
  tree.finish();
  let total = 0;
  for (let i = 0; i < sheets.length; i++)
    for (const j of tree.search(...boxes[i], (other) => other > i)) {
      const shared =
        intersection(sheets[i], sheets[j]).reduce((sum, polygon) => sum + polygonArea(polygon), 0) / 1e6;
      if (shared > 0.1) total += shared;
    }
  return total;
}

function planOf(vertices: number[]): Polygon[] {
  const triangles: Polygon[] = [];
  for (let i = 0; i + 8 < vertices.length; i += 9)
    triangles.push({ outer: [0, 1, 3, 4, 6, 7].map((k) => Math.round(vertices[i + k] * 1000)), holes: [] });
  return union(triangles);
}
