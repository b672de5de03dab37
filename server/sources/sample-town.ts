import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ContextileError } from "../../shared/errors.ts";
import type { EngineSources } from "../engine/engine.ts";
import { openHgt, openSharedHgt } from "./elevation/hgt.ts";
import type { MapSource } from "./map-source.ts";
import { openOsmFile } from "./open-osm-file.ts";
import { openSharedMap, type SharedSources } from "./shared-sources.ts";

const folder = "server/sample-town";
export const sampleTownMap = "sample-town.osm";
export const sampleTownHeights = "N47E010.hgt.zip";

const credit = { text: "Sample town: an invented place, made by Contextile", licence: "MIT" };

/** About half a square kilometre with all layers and every roof shape. */
const firstVisit: [number, number][] = [
  [10.4946, 47.4973],
  [10.5056, 47.4973],
  [10.5056, 47.5035],
  [10.4946, 47.5035],
  [10.4946, 47.4973],
];

/** The town the project made itself: works offline, shows every layer and roof. Throws when the package is incomplete. */
export async function openSampleTown(shared: SharedSources = {}): Promise<EngineSources> {
  const [mapFile, heightsFile] = sampleTownFiles();
  const [map, elevation] = await Promise.all([
    shared.map === undefined ? openOsmFile(mapFile) : openSharedMap(shared.map),
    shared.heights === undefined ? openHgt(heightsFile) : openSharedHgt(shared.heights),
  ]);
  return {
    map: asSampleTown(map),
    elevation: { ...elevation, info: () => ({ name: "Sample town", attribution: [credit] }) },
  };
}

/** The map and its heights. */
export function sampleTownFiles(): [map: string, heights: string] {
  const place = findFolder();
  return [join(place, sampleTownMap), join(place, sampleTownHeights)];
}

/** Upward from this file: two levels from source, two from `dist/node` as well, but bundlers move things. */
function findFolder(): string {
  for (let place = dirname(fileURLToPath(import.meta.url)); ; place = dirname(place)) {
    const candidate = join(place, folder);
    if (existsSync(join(candidate, sampleTownMap))) return candidate;
    if (dirname(place) === place) break;
  }
  throw new ContextileError("internal", "The sample town is missing from this installation.", {
    next: "Install the package again, or start with --osm FILE.",
  });
}

/** It is nobody's data but ours, and is not to be mistaken for a real place. */
function asSampleTown(map: MapSource): MapSource {
  return {
    ...map,
    info: () => ({
      ...map.info(),
      name: "Sample town",
      dataset: { name: "Sample town", form: "osm" },
      attribution: [credit],
      sampleArea: { label: "Castle, market and river", ring: firstVisit },
    }),
  };
}
