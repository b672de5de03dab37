import { straightSkeleton } from "../../server/engine/geometry/straight-skeleton.ts";
import { openOsmFile } from "../../server/sources/open-osm-file.ts";
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import { districtPath } from "../../shared/testing/districts.ts";
import { gridCity } from "./grid-city.ts";
import { stopwatch } from "./stages.ts";

export interface SkeletonFigures {
  what: string;
  footprints: number;
  meanMs: number;
  p99Ms: number;
  maxMs: number;
}

/** Every outline of the made town and of the districts that are there; the least of three each, ms of CPU. */
export async function skeletons(seed: number): Promise<SkeletonFigures[]> {
  const made = [...gridCity(1400, seed)].map(({ outline }) =>
    outline.flat().map((metres) => Math.round(metres * 1000)),
  );
  const figures = [figuresOf("made town", made)];
  for (const file of ["berlin-wittenau-2026-07.osm.pbf", "monaco-2025-02.osm.pbf"]) {
    const path = districtPath(file);
    if (path !== null) figures.push(figuresOf(file, await outlinesOf(path)));
  }
  return figures;
}

/** Simple outlines, without holes: rings that cross themselves are mended before they get here. */
async function outlinesOf(path: string): Promise<number[][]> {
  const map = await openOsmFile(path);
  const { features } = await map.features([-180, -90, 180, 90]);
  await map.close();
  return features.flatMap((feature) => {
    if (feature.kind !== "area" || feature.tags.building === undefined) return [];
    if (feature.polygons.length > 1 || feature.polygons[0].holes.length > 0) return [];
    const { outer } = feature.polygons[0];
    const plane = createLocalProjection(outer[0], outer[1]);
    const ring: number[] = [];
    for (let i = 0; i + 3 < outer.length; i += 2)
      ring.push(...plane.toLocal(outer[i], outer[i + 1]).map((metres) => Math.round(metres * 1000)));
    return [ring];
  });
}

function figuresOf(what: string, rings: number[][]): SkeletonFigures {
  const times = rings.map((ring) => {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 3; i++) {
      const lap = stopwatch();
      straightSkeleton([ring]);
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
    meanMs: Number(mean.toFixed(4)),
    p99Ms: share(0.99),
    maxMs: share(1),
  };
}
