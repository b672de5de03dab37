/** One case and the triangles somebody made of it → what is wrong with them. */
import type { ManifoldToplevel } from "manifold-3d";
import { judgeSolid } from "../testing/judge-solids.ts";
import type { ConformanceCase } from "./cases.ts";

export interface CaseVerdict {
  id: string;
  made: boolean;
  closed: boolean;
  manifold: boolean;
  degenerate: number;
  /** Relative to what is right; NaN where nothing was made, null where not judged. */
  planError: number;
  roofVolumeError: number | null;
  heightError: number;
  /** Of the highest points, metres; null where not judged. */
  topError: number | null;
  passed: boolean;
}

/** Rounding to a millimetre moves each wall by half of one. */
const rounding = 0.0005;

/**
 * `solids`: soups in metres, z up, in the case's own plan; z of the ground = 0 on flat ground. `tolerance`: share of
 * plan area and volume.
 */
export function judgeCase(
  asked: ConformanceCase,
  solids: number[][],
  tolerance: number,
  manifold: ManifoldToplevel,
): CaseVerdict {
  const verdicts = solids.map((vertices) => judgeSolid(vertices, manifold));
  const sum = (value: (verdict: (typeof verdicts)[number]) => number) =>
    verdicts.reduce((total, verdict) => total + value(verdict), 0);
  const made = verdicts.length > 0;
  const planArea = sum((verdict) => verdict.planArea);
  const bottom = Math.min(...verdicts.map((verdict) => verdict.bottom));
  const top = Math.max(...verdicts.map((verdict) => verdict.top));
  const { footprint, height, minHeight, roofHeight, roofVolume } = asked;
  // Whatever the foundation: what is above the eaves is all but the prism below them.
  const roof = sum((verdict) => verdict.volume) - planArea * (top - roofHeight - bottom);
  const slack = rounding * walls(asked);
  const scale = Math.max(roofVolume ?? 0, footprint.planArea);
  const heightError = Math.abs(asked.ground === "flat" ? top - height : Math.max(0, height - (top - bottom)));
  const bottomError = asked.ground === "flat" ? Math.abs(bottom - minHeight) : 0;
  const result = {
    id: asked.id,
    made,
    closed: made && verdicts.every(({ closed }) => closed),
    manifold: made && verdicts.every((verdict) => verdict.manifold),
    degenerate: sum((verdict) => verdict.degenerate),
    planError: Math.abs(planArea - footprint.planArea) / footprint.planArea,
    roofVolumeError: roofVolume === null ? null : Math.abs(roof - roofVolume) / scale,
    heightError: Math.max(heightError, bottomError),
    topError: topError(asked, solids, top),
  };
  const within = (error: number | null, most: number) => error === null || error <= most;
  const passed =
    result.closed &&
    result.manifold &&
    result.degenerate === 0 &&
    within(result.planError, tolerance + slack / footprint.planArea) &&
    within(result.roofVolumeError, tolerance + (slack * height) / scale) &&
    within(result.heightError, 0.0011) &&
    within(result.topError, 0.05);
  return { ...result, passed };
}

/** Length of all walls, metres. */
function walls({ footprint }: ConformanceCase): number {
  let total = 0;
  for (const ring of [footprint.outline, footprint.hole ?? []])
    ring.forEach(([x, y], i) => {
      const [nextX, nextY] = ring[(i + 1) % ring.length];
      total += Math.hypot(nextX - x, nextY - y);
    });
  return total;
}

function topError({ top }: ConformanceCase, solids: number[][], height: number): number | null {
  if (top === undefined) return null;
  const [xs, ys]: [number[], number[]] = [[], []];
  for (const vertices of solids)
    for (let i = 0; i < vertices.length; i += 3)
      if (vertices[i + 2] > height - 0.002) {
        xs.push(vertices[i]);
        ys.push(vertices[i + 1]);
      }
  const span = (values: number[]) => [Math.min(...values), Math.max(...values)];
  const [[west, east], [south, north]] = [span(xs), span(ys)];
  return Math.max(
    Math.abs((west + east) / 2 - top.centre[0]),
    Math.abs((south + north) / 2 - top.centre[1]),
    Math.abs(east - west - top.size[0]),
    Math.abs(north - south - top.size[1]),
  );
}
