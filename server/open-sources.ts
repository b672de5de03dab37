import { existsSync } from "node:fs";
import { join } from "node:path";
import { ContextileError } from "../shared/errors.ts";
import type { EngineSources } from "./engine/engine.ts";
import { openCityJson } from "./sources/cityjson/cityjson.ts";
import { openSharedHgt } from "./sources/elevation/hgt.ts";
import { openElevation } from "./sources/elevation/open-elevation.ts";
import { openGeoJson } from "./sources/geojson.ts";
import type { MapSource } from "./sources/map-source.ts";
import { openOsmFile } from "./sources/open-osm-file.ts";
import { openOverpass } from "./sources/overpass/overpass.ts";
import { openGeoParquet } from "./sources/parquet/geoparquet.ts";
import type { OpenPoliteFetch } from "./sources/polite-fetch.ts";
import { openPostgis } from "./sources/postgis/postgis.ts";
import { openSampleTown, sampleTownFiles } from "./sources/sample-town.ts";
import { openSharedMap, type SharedSources } from "./sources/shared-sources.ts";
import type { StatedCredit } from "./sources/source-file.ts";

/** At most one map; without any: the sample town. */
export interface SourceOptions {
  /** `.osm`, `.osm.gz` or `.osm.pbf`. */
  osmFile?: string;
  /** Footprints as GeoJSON, one collection or one feature a line. */
  geoJsonFile?: string;
  /** CityJSON, whole or as a sequence. */
  cityJsonFile?: string;
  /** GeoParquet, as Overture has it: a file or an http address. */
  parquet?: string;
  /** `postgres://…`: a database filled by osm2pgsql. */
  postgisUrl?: string;
  /** Interpreter of an Overpass server, asked live. */
  overpassUrl?: string;
  /** Elevation for the map: `.hgt`, `.hgt.zip`, `.tif`, a folder z/x/y.png or an address with {z}, {x} and {y}. */
  demFile?: string;
  /** What the person says of data that does not say it itself. */
  credit?: string;
  licence?: string;
  demCredit?: string;
  demLicence?: string;
  /** Answers of other servers are kept in its `cache` folder; absent: not kept. */
  dataFolder?: string;
}

/** Their names; the compiler misses one that is left out. */
export const sourceOptions: { readonly [name in keyof Required<SourceOptions>]: true } = {
  osmFile: true,
  geoJsonFile: true,
  cityJsonFile: true,
  parquet: true,
  postgisUrl: true,
  overpassUrl: true,
  demFile: true,
  credit: true,
  licence: true,
  demCredit: true,
  demLicence: true,
  dataFolder: true,
};

/** How a thread of several opens the same sources. */
export interface ThreadOptions {
  /** What another thread has read already. */
  shared?: SharedSources;
  /** Asks other people's servers. */
  openFetch?: OpenPoliteFetch;
}

/** The person's own data, or the sample town that needs no file. Throws `bad-request` with what to give instead. */
export async function openSources(
  options: SourceOptions,
  thread: ThreadOptions = {},
): Promise<EngineSources> {
  const wished = wishedMap(options, thread);
  if (wished === null) return openSampleTown(thread.shared);
  const map = await wished[1]();
  try {
    return { map, elevation: await openHeights(options, thread) };
  } catch (thrown) {
    await map.close();
    throw thrown;
  }
}

/**
 * For whoever has more to open than sources: throws `bad-request` where openSources would refuse the options themselves,
 * and where a file or folder that they name is not there. Opens nothing.
 */
export function checkSources(options: SourceOptions): void {
  wishedMap(options);
  for (const [name, option] of localOptions) {
    const place = options[name];
    if (place === undefined || isRemote(place) || existsSync(place)) continue;
    throw new ContextileError("bad-request", `There is nothing at ${place}, which ${option} names.`, {
      next: `Correct the path after ${option}.`,
    });
  }
}

const localOptions = [
  ["osmFile", "--osm"],
  ["geoJsonFile", "--geojson"],
  ["cityJsonFile", "--cityjson"],
  ["parquet", "--parquet"],
  ["demFile", "--dem"],
] as const;

/** Null: the sample town, which has its own elevation. */
function wishedMap(options: SourceOptions, thread: ThreadOptions = {}): MapOption | null {
  const wished = mapOptions(options, thread);
  if (wished.length > 1)
    throw new ContextileError(
      "bad-request",
      `Only one map can be served: ${wished.map(([name]) => name).join(" or ")}.`,
      { next: "Leave out all but one of these options." },
    );
  if (wished.length === 0 && options.demFile)
    throw new ContextileError("bad-request", "--dem is elevation for a map, and no map is named.", {
      next: "Name the map too, as with --osm FILE, or leave --dem out.",
    });
  return wished[0] ?? null;
}

type MapOption = [name: string, open: () => Promise<MapSource>];

function mapOptions(options: SourceOptions, { shared, openFetch }: ThreadOptions): MapOption[] {
  const { osmFile, geoJsonFile, cityJsonFile, parquet, postgisUrl, overpassUrl } = options;
  const credit: StatedCredit = { text: options.credit, licence: options.licence };
  // Only what is read into memory as a whole is ever shared.
  const fromFile = async (open: () => Promise<MapSource>) =>
    shared?.map === undefined ? open() : openSharedMap(shared.map);
  const all: (MapOption | null)[] = [
    osmFile ? ["--osm", () => fromFile(() => openOsmFile(osmFile))] : null,
    geoJsonFile ? ["--geojson", () => fromFile(() => openGeoJson(geoJsonFile, credit))] : null,
    cityJsonFile ? ["--cityjson", () => fromFile(() => openCityJson(cityJsonFile, credit))] : null,
    parquet
      ? [
          "--parquet",
          () => openGeoParquet(parquet, { credit, cacheFolder: cacheOf(options, "parquet"), openFetch }),
        ]
      : null,
    postgisUrl ? ["--postgis", () => openPostgis(postgisUrl)] : null,
    overpassUrl
      ? [
          "--overpass",
          async () => openOverpass(overpassUrl, { cacheFolder: cacheOf(options, "overpass"), openFetch }),
        ]
      : null,
  ];
  return all.filter((option) => option !== null);
}

function openHeights(options: SourceOptions, { shared, openFetch }: ThreadOptions) {
  const { demFile, demCredit, demLicence } = options;
  if (!demFile) return null;
  if (shared?.heights !== undefined) return openSharedHgt(shared.heights);
  const credit = { text: demCredit, licence: demLicence };
  return openElevation(demFile, { credit, cacheFolder: cacheOf(options, "elevation"), openFetch });
}

/** What the options name on this machine, and whether more comes from elsewhere, which may change without a sign. */
export function describeData(options: SourceOptions): { files: string[]; remote: boolean } {
  const { osmFile, geoJsonFile, cityJsonFile, parquet, postgisUrl, overpassUrl, demFile } = options;
  const maps = [osmFile, geoJsonFile, cityJsonFile, parquet].filter((place) => place !== undefined);
  const named = maps.length > 0 || postgisUrl !== undefined || overpassUrl !== undefined;
  const places = [...(named ? maps : sampleTownFiles()), ...(demFile === undefined ? [] : [demFile])];
  return {
    files: places.filter((place) => !isRemote(place)),
    remote: overpassUrl !== undefined || places.some(isRemote),
  };
}

const isRemote = (place: string) => /^https?:/i.test(place);

function cacheOf({ dataFolder }: SourceOptions, name: string): string | undefined {
  return dataFolder === undefined ? undefined : join(dataFolder, "cache", name);
}
