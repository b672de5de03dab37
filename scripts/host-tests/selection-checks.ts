/** Does an outline come back from a program where it lies on Earth? Shared by the programs; places are of their test area. */
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { selectionRing } from "../../shared/scene/selection-ring.ts";
import { holds, same } from "./checks.ts";
import type { PanelClient } from "./panel-client.ts";

/** A boundary with a concave corner, some hundred metres from the origin of the test documents. */
export const plot: readonly LonLat[] = [
  [8.6541, 49.8712],
  [8.6562, 49.8713],
  [8.65634, 49.87251],
  [8.6551, 49.87199],
  [8.65412, 49.87244],
];

/** Closer than this is the same place: a centimetre, as an architect measures. */
const mostM = 0.01;

export async function faultOf(panel: PanelClient): Promise<string> {
  const boundary = await panel.session.request("selection.boundary", {});
  return boundary.found ? "none" : boundary.fault;
}

export async function ringOf(panel: PanelClient): Promise<{ ring: LonLat[]; others: number; name: string }> {
  const boundary = await panel.session.request("selection.boundary", {});
  if (!boundary.found) throw new Error(`no outline: ${boundary.fault}`);
  return { ring: selectionRing(boundary), others: boundary.others, name: boundary.name };
}

/** Corners in metres of the document, as the driver of a program takes them. */
export async function inDocument(panel: PanelClient, corners: readonly LonLat[]): Promise<string> {
  const { georeference } = await panel.session.request("document.georeference.get", {});
  if (georeference === null) throw new Error("the document has no georeference");
  const { toLocal } = createLocalProjection(georeference.originLonDeg, georeference.originLatDeg);
  return corners.flatMap(([lon, lat]) => toLocal(lon, lat).map((metres) => metres.toFixed(6))).join(" ");
}

/** Every corner is there, within a centimetre, and there are no others. */
export function sameRing(ring: readonly LonLat[], wanted: readonly LonLat[]): void {
  same(ring.length - 1, wanted.length, "corners");
  allThere(ring, wanted);
}

/** Every wanted corner is in the ring, within a centimetre. */
export function allThere(ring: readonly LonLat[], wanted: readonly LonLat[]): void {
  for (const corner of wanted) {
    const { toLocal } = createLocalProjection(corner[0], corner[1]);
    const nearest = Math.min(...ring.map(([lon, lat]) => Math.hypot(...toLocal(lon, lat))));
    holds(nearest < mostM, `a corner is ${(nearest * 1000).toFixed(2)} mm off`);
  }
}

/** The four corners of a model's ground, by the model alone. */
export function groundCorners({ frame, layers }: SceneModel): LonLat[] {
  const ground = layers.find((layer) => layer.id === "topography" && layer.kind === "mesh");
  if (ground?.kind !== "mesh") throw new Error("the model has no ground of triangles");
  const axis = (at: 0 | 1) => ground.positions.filter((_, i) => i % 3 === at);
  const span = (values: Float32Array) => [Math.min(...values), Math.max(...values)];
  const [[west, east], [south, north]] = [span(axis(0)), span(axis(1))];
  const { toLonLat } = createLocalProjection(frame.originLonDeg, frame.originLatDeg);
  return [toLonLat(west, south), toLonLat(east, south), toLonLat(east, north), toLonLat(west, north)];
}
