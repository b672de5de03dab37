import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import type { GeoFrame } from "../../shared/scene/geo-frame.ts";
import type { Georeference } from "../../shared/scene/handoff.ts";
import { formatMetres } from "../ui/format.ts";
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
