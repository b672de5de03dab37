/**
 * Judges a whole answer from its JSON, as a stranger would: the figures of the engine gate. Solids and plans are judged by
 * manifold-3d, places by proj4; of the engine's own geometry nothing is used.
 */
import type { ManifoldToplevel } from "manifold-3d";
import type { MapFeature } from "../../sources/map-source.ts";
import { judgeBuildings } from "./judge-buildings.ts";
import { judgeSolid } from "./judge-solids.ts";
import { lowSheets } from "./lies-low.ts";
import { overlaps } from "./overlaps.ts";
import { areaSection } from "./plan-sections.ts";
import { type Answer, planeOf, type ReadLayer, type ReadMesh, readAnswer } from "./read-answer.ts";
import { emptyVerdict, type Verdict } from "./verdict.ts";

export type { Answer } from "./read-answer.ts";
export type { Verdict } from "./verdict.ts";

/** `ring`: the area asked for, closed, [lat, lon]. `features`: what the source holds there. `cropped`: by `cropScene`. */
export function judgeAnswer(
  answer: Answer,
  ring: [number, number][],
  features: MapFeature[],
  manifold: ManifoldToplevel,
  cropped = true,
): Verdict {
  const verdict = { ...emptyVerdict(), skipped: answer.report.skipped };
  const toLocal = planeOf(answer.origin);
  const border = ring.slice(0, -1).flatMap(([lat, lon]) => toLocal(lon, lat));
  const area = areaSection(border, manifold);
  const roundedElsewhere = (answer.spatialReference?.crs ?? "local") !== "local";
  const layers = readAnswer(answer);
  const liesLow = lowSheets(layers);
  for (const layer of layers) {
    judgeNumbers(layer, verdict);
    const slack = roundedElsewhere ? slackM + elsewhereM : slackM;
    judgePlaces(layer, border, slack, cropped ? null : { features, toLocal }, verdict);
    const { type, meshes } = layer;
    if (type === "buildings")
      judgeBuildings({ meshes, features, toLocal, area, cropped, roundedElsewhere, manifold }, verdict);
    const open = (solids: ReadMesh[]) =>
      solids.filter(({ vertices }) => !judgeSolid(vertices, manifold).manifold).length;
    if (type === "surface") judgeSurface(meshes, verdict);
    if (type === "surface")
      verdict.bridgesOpen += open(
        meshes.filter((mesh) => mesh.descriptor.bridge === true && !(isSheet(mesh) && liesLow(mesh))),
      );
    if (type === "barriers") verdict.barriersOpen += open(meshes);
    if (type === "topography" && meshes.length > 0) judgeTerrain(meshes, area.area(), cropped, verdict);
  }
  const skips = verdict.skipped.reduce((sum, skip) => sum + (counts(skip.layer) ? skip.count : 0), 0);
  verdict.unaccounted = Math.max(0, verdict.unaccounted - skips);
  verdict.notMade = givenUp(answer, "buildings");
  verdict.notMeshed = givenUp(answer, "surface");
  area.delete();
  return verdict;
}

/** A bridge that nothing known runs under lies on the ground like any other way, and so do all where sheets are flat. */
function isSheet({ local: v }: ReadMesh): boolean {
  for (let i = 0; i + 8 < v.length; i += 9)
    if ((v[i + 3] - v[i]) * (v[i + 7] - v[i + 1]) <= (v[i + 6] - v[i]) * (v[i + 4] - v[i + 1])) return false;
  return true;
}

/** What the engine says it could not do is no excuse. */
function givenUp({ report }: Answer, layer: string): number {
  const own = report.skipped.filter((skip) => skip.layer === layer && /could not be/.test(skip.reason));
  return own.reduce((sum, { count }) => sum + count, 0);
}

/** Whose tags a source could not read is of no known layer. */
const counts = (layer: string) => layer === "buildings" || layer === "unknown";

function judgeNumbers({ meshes, nodes, heights }: ReadLayer, verdict: Verdict): void {
  const bad = (values: readonly unknown[]) =>
    values.reduce<number>((n, v) => n + (Number.isFinite(v) ? 0 : 1), 0);
  for (const { vertices } of meshes) verdict.nan += bad(vertices) + (vertices.length % 9 === 0 ? 0 : 1);
  for (const node of nodes) verdict.nan += bad(node);
  // Nothing known at a place is said with null.
  verdict.nan += bad(heights.filter((height) => height !== null));
}

/** What is drawing noise, and rounding, move a corner by less. */
const slackM = 0.002;
/** In another system places are rounded, and solids that this would open moved, once more: by less than a millimetre. */
const elsewhereM = 0.001;

function judgePlaces(
  { type, meshes, nodes }: ReadLayer,
  border: number[],
  slack: number,
  whole: Known | null,
  verdict: Verdict,
): void {
  for (const [x, y] of nodes) if (isOutside(border, x, y, slack)) verdict.outsideCrop++;
  for (const { local, descriptor } of meshes) {
    if (whole === null) {
      for (let i = 0; i < local.length; i += 3)
        if (isOutside(border, local[i], local[i + 1], slack)) verdict.outsideCrop++;
    } else if (!boxesTouch(local, border)) {
      // Of a sheet that touches the area, what other sheets leave to be seen may lie outside; of a building some polygons.
      const margin = { surface: widest, buildings: 0 }[type];
      const id = String(descriptor.partOf ?? descriptor.id);
      if (margin === undefined || !featureTouches(id, border, margin, whole)) verdict.outsideCrop++;
    }
  }
}

/** What the map holds, to look a sheet's feature up. */
interface Known {
  features: MapFeature[];
  toLocal: (lon: number, lat: number) => [number, number];
}

/** Ways are mapped as lines and drawn at most this much to either side, metres. */
const widest = 30;

function featureTouches(
  id: string,
  border: readonly number[],
  margin: number,
  { features, toLocal }: Known,
): boolean {
  const feature = features.find((other) => other.id === id.replace(/#\d+$/, ""));
  if (feature === undefined || feature.kind === "point") return false;
  const flat = feature.kind === "line" ? [feature.coordinates] : feature.polygons.map(({ outer }) => outer);
  const wide: number[] = [];
  for (const ring of flat)
    for (let i = 0; i < ring.length; i += 2) {
      const [x, y] = toLocal(ring[i], ring[i + 1]);
      wide.push(x - margin, y - margin, 0, x + margin, y + margin, 0);
    }
  return boxesTouch(wide, border);
}

function boxesTouch(soup: readonly number[], border: readonly number[]): boolean {
  const [a, b] = [rangesOf(soup, 3), rangesOf(border, 2)];
  const slack = 0.002;
  return [0, 1].every((k) => a[k][0] <= b[k][1] + slack && a[k][1] >= b[k][0] - slack);
}

function rangesOf(flat: readonly number[], stride: number): [least: number, most: number][] {
  return [0, 1].map((axis) => {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = axis; i < flat.length; i += stride) {
      least = Math.min(least, flat[i]);
      most = Math.max(most, flat[i]);
    }
    return [least, most];
  });
}

/** By more than `slack`, metres. */
function isOutside(ring: readonly number[], x: number, y: number, slack: number): boolean {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
  let inside = false;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[j], ring[j + 1]];
    if (ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay)) inside = !inside;
    const [dx, dy] = [bx - ax, by - ay];
    const share = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
    least = Math.min(least, Math.hypot(x - ax - share * dx, y - ay - share * dy));
  }
  return !inside && least > slack;
}

function judgeSurface(meshes: ReadMesh[], verdict: Verdict): void {
  const found = overlaps(meshes.map(({ local }) => local));
  const name = (index: number) => `${meshes[index].type} ${meshes[index].descriptor.id ?? index}`;
  for (const { areaM2 } of found) verdict.surfaceOverlapM2 += areaM2;
  const worst = found.sort((a, b) => b.areaM2 - a.areaM2)[0];
  if (worst === undefined) return;
  const [a, b] = worst.sheets.map(name);
  verdict.surfaceWorst = `${a} and ${b} by ${worst.areaM2.toFixed(2)} m²`;
}

function judgeTerrain(meshes: ReadMesh[], wanted: number, cropped: boolean, verdict: Verdict): void {
  const covered = meshes.reduce((sum, { local }) => sum + planOf(local), 0);
  const off = cropped ? Math.abs(covered - wanted) : Math.max(0, wanted - covered);
  verdict.terrainAreaError = Math.max(verdict.terrainAreaError, off / wanted);
}

function planOf(v: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i + 8 < v.length; i += 9)
    sum +=
      Math.abs((v[i + 3] - v[i]) * (v[i + 7] - v[i + 1]) - (v[i + 6] - v[i]) * (v[i + 4] - v[i + 1])) / 2;
  return sum;
}
