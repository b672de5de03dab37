import { type Box, boxesTouch, boxOf, type Polygon, pointInPolygon, ringsOf } from "../geometry/rings.ts";

/** Whether a polygon lies in the area, out of it, or across its border (touching counts as across). */
export function areaRelation(
  polygon: Polygon,
  area: Polygon,
  areaBox: Box = boxOf(area.outer),
): "inside" | "outside" | "crosses" {
  const box = boxOf(polygon.outer);
  if (!boxesTouch(box, areaBox)) return "outside";
  // Only the area's edges near the polygon can meet it.
  if (edgesMeet(polygon, box, area)) return "crosses";
  return pointInPolygon(area, polygon.outer[0], polygon.outer[1]) ? "inside" : enclosedOr(polygon, area);
}

/** The area may lie wholly in a huge polygon (a hall, a forest). */
function enclosedOr(polygon: Polygon, area: Polygon): "outside" | "crosses" {
  return pointInPolygon(polygon, area.outer[0], area.outer[1]) ? "crosses" : "outside";
}

function edgesMeet(polygon: Polygon, [minX, minY, maxX, maxY]: Box, area: Polygon): boolean {
  for (const ring of ringsOf(area))
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length;
      const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[j], ring[j + 1]];
      if (
        Math.max(ax, bx) < minX ||
        Math.min(ax, bx) > maxX ||
        Math.max(ay, by) < minY ||
        Math.min(ay, by) > maxY
      )
        continue;
      if (ringsOf(polygon).some((other) => segmentMeetsRing(ax, ay, bx, by, other))) return true;
    }
  return false;
}

function segmentMeetsRing(ax: number, ay: number, bx: number, by: number, ring: number[]): boolean {
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [cx, cy, dx, dy] = [ring[i], ring[i + 1], ring[j], ring[j + 1]];
    const side = (x: number, y: number) => Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax));
    const other = (x: number, y: number) => Math.sign((dx - cx) * (y - cy) - (dy - cy) * (x - cx));
    if (side(cx, cy) * side(dx, dy) <= 0 && other(ax, ay) * other(bx, by) <= 0) return true;
  }
  return false;
}
