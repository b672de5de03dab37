import { describe, expect, it } from "vitest";
import { contextRequestSchema } from "../../../shared/contract/context-request.ts";
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";
import { districtPath } from "../../../shared/testing/districts.ts";
import { openOsmFile } from "../../sources/open-osm-file.ts";
import { roofShapes } from "../conformance/volumes.ts";
import { cleanPolygon } from "../geometry/clean-polygon.ts";
import { cutSolid } from "../geometry/cut-solid.ts";
import { boxOf, type Polygon } from "../geometry/rings.ts";
import type { Soup } from "../geometry/solid.ts";
import type { Plan } from "../plan.ts";
import { judgeSolid, loadManifold } from "../testing/judge-solids.ts";
import { areaRings } from "../work.ts";
import { buildSolid } from "./build-solid.ts";
import { measure } from "./measure.ts";

const { settings } = contextRequestSchema.parse({ polygon: [] });

async function footprints(path: string): Promise<{ id: string; polygon: Polygon }[]> {
  const source = await openOsmFile(path);
  const box = source.info().coverage ?? [0, 0, 0, 0];
  const plan = { projection: createLocalProjection(box[0], box[1]) } as Plan;
  const { features } = await source.features(box);
  return features.flatMap((feature) =>
    feature.kind === "area" && (feature.tags.building ?? feature.tags["building:part"])
      ? cleanPolygon(areaRings(plan, feature.polygons)).map((polygon) => ({ id: feature.id, polygon }))
      : [],
  );
}

/** Two halves of everywhere, parted by a slanting line through the outline. */
function halves({ outer }: Polygon): [Polygon, Polygon] {
  const [x0, y0, x1, y1] = boxOf(outer);
  const far = 100_000;
  const [a, b] = [Math.round(x0 + (x1 - x0) * 0.37), Math.round(x0 + (x1 - x0) * 0.47)];
  return [
    { outer: [x0 - far, y0 - far, a, y0 - far, b, y1 + far, x0 - far, y1 + far], holes: [] },
    { outer: [a, y0 - far, x1 + far, y0 - far, x1 + far, y1 + far, b, y1 + far], holes: [] },
  ];
}

describe("real footprints", () => {
  for (const name of ["berlin-wittenau-2026-07.osm.pbf", "monaco-2025-02.osm.pbf"])
    it(`carry every roof: closed, of the stated height, cut and whole (${name})`, async ({ skip }) => {
      const path = districtPath(name);
      if (path === null) return skip();
      const manifold = await loadManifold();
      const judge = (soup: Soup) =>
        judgeSolid(
          soup.map((value) => value / 1000),
          manifold,
        );
      const every = await footprints(path);
      const wrong: string[] = [];
      let uncut = 0;
      let count = 0;
      // Each roof on other footprints, so that all of them come up.
      for (const [number, roof] of roofShapes.entries())
        for (let i = number; i < every.length; i += 140) {
          const { id, polygon } = every[i];
          const tags = { building: "yes", height: "14", "roof:shape": roof, "roof:height": "4" };
          const measures = measure(tags, settings);
          const built = buildSolid(polygon, tags, measures, { zero: 0, foundation: 0 }, null);
          const [left, right] = halves(polygon);
          const cropped = buildSolid(polygon, tags, measures, { zero: 0, foundation: 0 }, left);
          for (const soup of [...(built?.solids ?? []), ...(cropped?.solids ?? [])]) {
            const { closed, manifold: accepted, degenerate } = judge(soup);
            if (!closed || !accepted || degenerate > 0) wrong.push(`${id} ${roof}`);
          }
          const whole = (built?.solids ?? []).map(judge);
          if (whole.length === 0 || Math.max(...whole.map(({ top }) => top)) !== 14)
            wrong.push(`${id} ${roof}: height`);
          // The same solid through the door for foreign ones.
          const pieces = (built?.solids ?? []).flatMap((soup) => [
            cutSolid(soup, left),
            cutSolid(soup, right),
          ]);
          count++;
          if (pieces.some((piece) => piece === null)) uncut++;
          else {
            const sum = (volumes: { volume: number }[]) =>
              volumes.reduce((all, { volume }) => all + volume, 0);
            const parts = pieces.flatMap((piece) => piece ?? []).map(judge);
            if (Math.abs(sum(parts) - sum(whole)) > 0.02 + 0.001 * sum(whole))
              wrong.push(`${id} ${roof}: cut`);
          }
        }
      expect(wrong).toEqual([]);
      console.log(`${name}: ${count} roofs, ${uncut} solids that could not be cut and would be built anew`);
      expect(uncut).toBeLessThan(0.005 * count);
    });
});
