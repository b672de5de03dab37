/** A closed ring in plan metres, stride 2 (x, y), last point = first. */
export type PlanRing = Float64Array;

/** Even-odd rule by a ray towards +x. Points exactly on the outline may fall on either side. */
export function pointInRing(x: number, y: number, ring: PlanRing): boolean {
  let inside = false;
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const y0 = ring[i + 1];
    const y1 = ring[i + 3];
    if (y0 > y === y1 > y) continue;
    if (x < ring[i] + ((y - y0) / (y1 - y0)) * (ring[i + 2] - ring[i])) inside = !inside;
  }
  return inside;
}

/** Distance from a point to a ring's outline, metres. */
export function distanceToRing(x: number, y: number, ring: PlanRing): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const dx = ring[i + 2] - ring[i];
    const dy = ring[i + 3] - ring[i + 1];
    const px = x - ring[i];
    const py = y - ring[i + 1];
    const along = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
    best = Math.min(best, (px - along * dx) ** 2 + (py - along * dy) ** 2);
  }
  return Math.sqrt(best);
}

/** Which components of a stride-3 point are its plan coordinates, and their signs. */
interface PlanComponents {
  east: number;
  north: number;
  eastSign: number;
  northSign: number;
}

/** Share (0..1) of stride-3 points whose plan lies in the ring or within `slackM` of it; 1 for no points. */
export function insideShare(
  points: Float64Array,
  ring: PlanRing,
  components: PlanComponents,
  slackM: number,
): number {
  let inside = 0;
  for (let i = 0; i + 2 < points.length; i += 3) {
    const x = points[i + components.east] * components.eastSign;
    const y = points[i + components.north] * components.northSign;
    if (pointInRing(x, y, ring) || distanceToRing(x, y, ring) <= slackM) inside++;
  }
  return points.length === 0 ? 1 : inside / (points.length / 3);
}
