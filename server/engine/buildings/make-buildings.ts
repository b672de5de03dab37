import { cleanPolygon } from "../geometry/clean-polygon.ts";
import { boxesTouch, boxOf } from "../geometry/rings.ts";
import { isClosedSolid, solidOver } from "../geometry/solid.ts";
import { areaRings, type WireMesh, type Work } from "../work.ts";

export function* makeBuildings({ plan, features, report }: Work): Generator<WireMesh> {
  for (const feature of features) {
    if (feature.kind !== "area" || feature.tags.building === undefined) continue;
    const soup: number[] = [];
    for (const polygon of cleanPolygon(areaRings(plan, feature.polygons))) {
      if (!boxesTouch(boxOf(polygon.outer), plan.areaBox)) continue;
      const points: number[] = [];
      const loops = [polygon.outer, ...polygon.holes].map((ring) => {
        const start = points.length / 2;
        points.push(...ring);
        return Array.from({ length: ring.length / 2 }, (_, i) => start + i);
      });
      const solid = solidOver(
        { points, loops, creases: [], z: new Float64Array(points.length / 2) },
        0,
        4000,
      );
      if (solid === null || !isClosedSolid(solid))
        report.skip("buildings", "the outline could not be made solid");
      else soup.push(...solid);
    }
    if (soup.length > 0) yield { descriptor: { type: "building", id: feature.id }, soup };
  }
}
