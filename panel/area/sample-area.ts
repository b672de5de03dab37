import type { ServiceInfo } from "../../shared/contract/service.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import { type AreaDraft, roundRing } from "../state/draft.ts";

/** The service's own first area, in our order of coordinates; null where it names none. */
export function sampleDraft(info: ServiceInfo | null): { label: string; draft: AreaDraft } | null {
  const sample = info?.sampleArea;
  if (!sample || sample.polygon.length < 4) return null;
  const ring = sample.polygon.map(([lat, lon]): LonLat => [lon, lat]);
  return { label: sample.label, draft: { shape: "polygon", ring: roundRing(ring) } };
}
