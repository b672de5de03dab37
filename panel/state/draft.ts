import { ringAreaKm2, ringPerimeterM } from "../../shared/geo/area.ts";
import { ringIssues } from "../../shared/geo/ring-issues.ts";
import type { Issue } from "../../shared/issues.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import type { ContextSettings } from "../../shared/settings/schema.ts";
import { formatKm2 } from "../ui/format.ts";
import { t } from "../ui/texts.ts";
import { inCoverage } from "./extent.ts";

/** How the area was made; the typed form opens on the same shape. */
export type AreaShape = "rectangle" | "circle" | "polygon";

/** The area on screen, right or wrong. `ring` is closed, lon-lat degrees, rounded to `ringDecimals`. */
export interface AreaDraft {
  shape: AreaShape;
  ring: LonLat[];
}

export interface AreaFacts {
  /** null where the ring encloses nothing that could be measured, or crosses itself. */
  km2: number | null;
  perimeterM: number;
  issues: Issue[];
}

/** A tenth of a millimetre on the ground, and what the map keeps; more would make two equal areas differ. */
const ringDecimals = 9;

export function roundRing(ring: readonly LonLat[]): LonLat[] {
  const round = (degrees: number) => Number(degrees.toFixed(ringDecimals));
  return ring.map(([lon, lat]) => [round(lon), round(lat)] as const);
}

/** Area, outline and what is wrong, in words. */
export function areaFacts(
  draft: AreaDraft,
  maxAreaKm2: number | null,
  coverage: readonly number[] | null = null,
): AreaFacts {
  const issues = ringIssues(draft.ring);
  const measurable = !issues.some(({ code }) => unmeasurable.has(code));
  const km2 = measurable ? ringAreaKm2(draft.ring) : null;
  const perimeterM = measurable ? ringPerimeterM(draft.ring) : 0;
  if (maxAreaKm2 !== null && km2 !== null && km2 > maxAreaKm2)
    issues.unshift({
      path: "area",
      code: "area-too-large",
      message: t.areaTooLarge(formatKm2(km2), formatKm2(maxAreaKm2)),
    });
  // Nothing would come of it: said before anything is bought.
  if (issues.length === 0 && inCoverage(draft.ring, coverage) === "none")
    issues.push({ path: "area", code: "area-outside-data", message: t.allOutsideCoverage });
  return { km2, perimeterM, issues };
}

const unmeasurable = new Set([
  "ring-not-finite",
  "ring-out-of-range",
  "ring-antimeridian",
  "ring-pole",
  // Loops of opposite winding would cancel out.
  "ring-self-crossing",
]);

/** What is wrong with the settings as a whole; single fields are kept right by their own inputs. */
export function settingsIssues(settings: ContextSettings): Issue[] {
  const layers = [
    settings.buildings,
    settings.surface,
    settings.barriers,
    settings.infrastructure,
    settings.topography,
  ];
  return layers.some(Boolean) ? [] : [{ path: "settings", code: "no-layer", message: t.noLayer }];
}

/** Stands for exactly this area with exactly these settings; equal keys may share one answer. */
export function draftKeyOf(draft: AreaDraft, settings: ContextSettings): string {
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([draft.ring, sorted]);
}
