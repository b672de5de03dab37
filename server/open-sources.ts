import { join } from "node:path";
import { ContextileError } from "../shared/errors.ts";
import type { EngineSources } from "./engine/engine.ts";
import { openCityJson } from "./sources/cityjson.ts";
import { openGeoJson } from "./sources/geojson.ts";
import { openGeoParquet } from "./sources/geoparquet.ts";
import type { MapSource } from "./sources/map-source.ts";
import { openElevation } from "./sources/open-elevation.ts";
import { openOsmFile } from "./sources/open-osm-file.ts";
import { openOverpass } from "./sources/overpass.ts";
import { openPostgis } from "./sources/postgis.ts";
import { openSampleTown } from "./sources/sample-town.ts";
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

/** The person's own data, or the sample town that needs no file. Throws `bad-request` with what to give instead. */
export async function openSources(options: SourceOptions): Promise<EngineSources> {
  const wished = mapOptions(options);
  if (wished.length === 0) return openSampleTown();
  if (wished.length > 1)
    throw new ContextileError(
      "bad-request",
      `Only one map can be served: ${wished.map(([name]) => name).join(" or ")}.`,
      {
        next: "Leave out all but one of these options.",
      },
    );
  const map = await wished[0][1]();
  try {
    return { map, elevation: await openHeights(options) };
  } catch (thrown) {
    await map.close();
    throw thrown;
  }
}

type MapOption = [name: string, open: () => Promise<MapSource>];

function mapOptions(options: SourceOptions): MapOption[] {
  const { osmFile, geoJsonFile, cityJsonFile, parquet, postgisUrl, overpassUrl } = options;
  const credit: StatedCredit = { text: options.credit, licence: options.licence };
  const all: (MapOption | null)[] = [
    osmFile ? ["--osm", () => openOsmFile(osmFile)] : null,
    geoJsonFile ? ["--geojson", () => openGeoJson(geoJsonFile, credit)] : null,
    cityJsonFile ? ["--cityjson", () => openCityJson(cityJsonFile, credit)] : null,
    parquet
      ? ["--parquet", () => openGeoParquet(parquet, { credit, cacheFolder: cacheOf(options, "parquet") })]
      : null,
    postgisUrl ? ["--postgis", () => openPostgis(postgisUrl)] : null,
    overpassUrl
      ? ["--overpass", async () => openOverpass(overpassUrl, { cacheFolder: cacheOf(options, "overpass") })]
      : null,
  ];
  return all.filter((option) => option !== null);
}

function openHeights(options: SourceOptions) {
  const { demFile, demCredit, demLicence } = options;
  if (!demFile) return null;
  const credit = { text: demCredit, licence: demLicence };
  return openElevation(demFile, { credit, cacheFolder: cacheOf(options, "elevation") });
}

function cacheOf({ dataFolder }: SourceOptions, name: string): string | undefined {
  return dataFolder === undefined ? undefined : join(dataFolder, "cache", name);
}
