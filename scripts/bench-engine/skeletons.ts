import { basename } from "node:path";
import { cleanPolygon } from "../../server/engine/geometry/clean-polygon.ts";
import { type Ring, ringsOf } from "../../server/engine/geometry/rings.ts";
import { straightSkeleton } from "../../server/engine/geometry/straight-skeleton.ts";
import { openOsmFile } from "../../server/sources/open-osm-file.ts";
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import { districtPath } from "../../shared/testing/districts.ts";
import { gridCity } from "./grid-city.ts";
import { stopwatch } from "./stages.ts";

export interface SkeletonFigures {
  what: string;
  footprints: number;
  /** Without a skeleton; such a roof is built simpler. */
  failed: number;
  meanMs: number;
  p99Ms: number;
  maxMs: number;
}

/** Every footprint of the made town, of the districts that are there and of further files; the least of three each, ms of CPU. */
export async function skeletons(seed: number, files: readonly string[]): Promise<SkeletonFigures[]> {
  const made = [...gridCity(1400, seed)].map(({ outline }) => [
    outline.flat().map((metres) => Math.round(metres * 1000)),
  ]);
  const figures = [figuresOf("made town", made)];
  const districts = ["berlin-wittenau-2026-07.osm.pbf", "monaco-2025-02.osm.pbf"].map(districtPath);
  for (const path of [...districts, ...files])
    if (path !== null) figures.push(figuresOf(basename(path), await footprintsOf(path)));
  return figures;
}

/** As the engine mends them: courts too, and every piece of what is mapped as several. */
async function footprintsOf(path: string): Promise<Ring[][]> {
  const map = await openOsmFile(path);
  const { features } = await map.features([-180, -90, 180, 90]);
  await map.close();
  return features.flatMap(({ tags, ...feature }) => {
    if (feature.kind !== "area") return [];
    if (tags.building === undefined && tags["building:part"] === undefined) return [];
    const [lon, lat] = feature.polygons[0].outer;
    const plane = createLocalProjection(lon, lat);
    const toPlan = (ring: Float64Array): Ring => {
      const plan: Ring = [];
      for (let i = 0; i + 3 < ring.length; i += 2)
        plan.push(...plane.toLocal(ring[i], ring[i + 1]).map((metres) => Math.round(metres * 1000)));
      return plan;
    };
    return feature.polygons.flatMap(({ outer, holes }) =>
      cleanPolygon([outer, ...holes].map(toPlan)).map(ringsOf),
    );
  });
}

function figuresOf(what: string, footprints: Ring[][]): SkeletonFigures {
  let failed = 0;
  const times = footprints.map((loops) => {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 3; i++) {
      const lap = stopwatch();
      if (straightSkeleton(loops) === null && i === 0) failed++;
      least = Math.min(least, lap());
    }
    return least;
  });
  times.sort((a, b) => a - b);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const share = (part: number) => Number(times[Math.floor((times.length - 1) * part)].toFixed(4));
  return {
    what,
    footprints: times.length,
    failed,
    meanMs: Number(mean.toFixed(4)),
    p99Ms: share(0.99),
    maxMs: share(1),
  };
}
