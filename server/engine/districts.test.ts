import { describe, expect, it } from "vitest";
import { districtPath } from "../../shared/testing/districts.ts";
import { openHgt } from "../sources/elevation/hgt.ts";
import type { BoundingBox } from "../sources/map-source.ts";
import { openOsmFile } from "../sources/open-osm-file.ts";
import { ask, ringOf } from "./testing/ask.ts";
import { judgeAnswer } from "./testing/judge-answer.ts";
import { loadManifold } from "./testing/judge-solids.ts";

/** File, area, elevation file, default roof, least number of solids. */
const districts: [string, BoundingBox, string | null, "flat" | "hipped" | "gabled" | "mansard", number][] = [
  ["berlin-wittenau-2026-07.osm.pbf", [13.305, 52.581, 13.318, 52.589], null, "hipped", 290],
  ["monaco-2025-02.osm.pbf", [7.414, 43.729, 7.428, 43.739], "N43E007-srtm3.hgt.zip", "gabled", 400],
  ["darmstadt-luisenplatz.osm.pbf", [8.647801, 49.872578, 8.653729, 49.87477], null, "mansard", 90],
  ["singapore-bayfront-2019.osm.pbf", [103.8568, 1.2782, 103.8612, 1.2909], null, "flat", 25],
  ["hamlet-kirchberg-iller-2023.osm", [10.068, 48.135, 10.071, 48.137], null, "gabled", 25],
];

describe("real districts", () => {
  for (const [file, box, dem, defaultRoofType, least] of districts)
    it(`makes only closed solids of ${file} with ${defaultRoofType} roofs, cut at the area`, async ({
      skip,
    }) => {
      const path = districtPath(file);
      if (path === null) return skip();
      const demPath = dem === null ? null : districtPath(dem);
      const map = await openOsmFile(path);
      const elevation = demPath === null ? null : await openHgt(demPath);
      const [west, south, east, north] = box;
      // Not a box, not convex: the middle of the north side is drawn in.
      const ring = ringOf(box);
      ring.splice(3, 0, [south + (north - south) * 0.7, (west + east) / 2]);
      const settings = {
        geometry: [
          "buildings" as const,
          "surface" as const,
          "barriers" as const,
          "infrastructure" as const,
          "topography" as const,
        ],
        topographyReturnType: "both" as const,
        upAxis: "Z" as const,
        cropScene: true,
        defaultRoofType,
      };
      const { answer } = await ask({ map, elevation }, { polygon: ring, settings });
      const { features } = await map.features(box);
      const verdict = judgeAnswer(answer, ring, features, await loadManifold());
      const solids = verdict.buildings + verdict.parts;
      expect(solids).toBeGreaterThan(least);
      expect(verdict).toMatchObject({
        closed: solids,
        acceptedByManifold: solids,
        degenerateTriangles: 0,
        topMismatches: 0,
        barriersOpen: 0,
        bridgesOpen: 0,
        surfaceOverlapM2: 0,
        outsideCrop: 0,
        nan: 0,
      });
      expect(verdict.planAreaMaxError, verdict.planAreaWorst).toBeLessThan(0.001);
      // Ten seconds of work; other programs may hold the machine.
    }, 600_000);
});
