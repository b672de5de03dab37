import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import type { GeoFrame } from "../../shared/scene/geo-frame.ts";
import type { Georeference } from "../../shared/scene/handoff.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { formatExactMetres, formatMetres } from "../ui/format.ts";
import { t } from "../ui/texts.ts";

/** Beyond this a document in single precision loses centimetres. Metres. */
const farM = 50_000;

/** Where the model will lie in the document, as sentences; the exact shift is made when it is packed. */
export function placementSentences(
  frame: GeoFrame,
  document: Georeference | null,
  canGeoreference: boolean,
): string[] {
  if (!canGeoreference) return [t.placementNone];
  if (document === null) return [t.placementFirst];
  if (document.crs !== "local" || frame.crs !== "local") return [t.placementOtherCrs];
  const { toLocal } = createLocalProjection(document.originLonDeg, document.originLatDeg);
  const [east, north] = toLocal(frame.originLonDeg, frame.originLatDeg);
  const distance = Math.hypot(east, north);
  if (distance < 0.001) return [t.placementSame];
  const known = Number.isFinite(distance) && distance <= farM;
  return known ? [t.placementAligned(formatMetres(distance))] : [t.placementFar];
}

/** Below this nobody looks for the model. Metres. */
const lowM = 1;

/**
 * Where the model's heights begin in the document, as a sentence; null where both begin together and the ground lies
 * near zero. `lowestM` is the lowest ground of the model, null without terrain.
 */
export function heightSentence(
  frame: GeoFrame,
  document: Georeference | null,
  lowestM: number | null,
): string | null {
  const aboveM = document === null ? 0 : document.originHeightM - frame.originHeightM;
  if (Math.abs(aboveM) >= 0.005) return t.placementZero(formatExactMetres(Math.abs(aboveM)), aboveM > 0);
  return lowestM !== null && Math.abs(lowestM) >= lowM ? t.placementHigh(formatExactMetres(lowestM)) : null;
}

/** Lowest point of the terrain, metres above the model's zero; null without terrain. */
export function lowestGround({ layers }: SceneModel): number | null {
  let lowest = Number.POSITIVE_INFINITY;
  for (const layer of layers) {
    if (layer.id !== "topography") continue;
    if (layer.kind === "grid") for (const height of layer.heights) lowest = Math.min(lowest, height);
    if (layer.kind !== "mesh") continue;
    for (let i = 2; i < layer.positions.length; i += 3) lowest = Math.min(lowest, layer.positions[i]);
  }
  return Number.isFinite(lowest) ? lowest : null;
}
