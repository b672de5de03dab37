import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import type { AreaDraft } from "../state/draft.ts";
import { formatMetres } from "../ui/format.ts";
import { t } from "../ui/texts.ts";

/** A plan of the area in true proportions, north up, where no map can be drawn. */
export function AreaSketch({ draft }: { draft: AreaDraft | null }) {
  const plan = draft && planOf(draft);
  if (!plan) return null;
  const { points, width, height } = plan;
  const size = `${formatMetres(width)} × ${formatMetres(height)}`;
  const pad = Math.max(width, height) * 0.08;
  const box = [-pad, -pad, width + 2 * pad, height + 2 * pad].join(" ");
  return (
    <svg class="sketch" role="img" aria-label={t.sketchLabel(size)} viewBox={box}>
      <polygon class="sketch-area" points={points.map(([x, y]) => `${x},${y}`).join(" ")} />
    </svg>
  );
}

function planOf({ ring }: AreaDraft): { points: [number, number][]; width: number; height: number } | null {
  if (ring.length < 3 || ring.some(([lon, lat]) => !(Math.abs(lon) <= 180 && Math.abs(lat) < 89)))
    return null;
  const projection = createLocalProjection(ring[0][0], ring[0][1]);
  const local = ring.map(([lon, lat]) => projection.toLocal(lon, lat));
  const xs = local.map(([x]) => x);
  const ys = local.map(([, y]) => y);
  const [west, north] = [Math.min(...xs), Math.max(...ys)];
  const [width, height] = [Math.max(...xs) - west, north - Math.min(...ys)];
  if (!Number.isFinite(width + height)) return null;
  return { points: local.map(([x, y]) => [x - west, north - y]), width, height };
}
