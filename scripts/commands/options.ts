import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { configFolder } from "../../plugin/companion/config-folder.ts";
import { usualWorkers } from "../../server/answers/open-answers.ts";
import type { SourceOptions } from "../../server/open-sources.ts";
import { readValues, refuse, wholeNumber } from "../command-line.ts";
import type { Program } from "../main.ts";

export interface ServiceOptions extends SourceOptions {
  dataFolder: string;
  databaseUrl?: string;
  port: number;
  panelPort: number;
  outputFolder: string;
  openBrowser: boolean;
  /** Address to listen on; anything but 127.0.0.1 needs `publicUrl`. */
  host?: string;
  publicUrl?: string;
  /** Threads that make answers; 0: the service's own. */
  workers: number;
  answerCacheMb: number;
  /** Absent: as long as the data seem to need. */
  openWorkerMs?: number;
  /** One line for every request, without keys. */
  writeLine: (line: string) => void;
  help: boolean;
}

export const optionsHelp = `Options:
  --osm FILE         map data: .osm or .osm.pbf (without any map: the sample town)
  --geojson FILE     instead: footprints with heights, .geojson or one feature a line (.geojsonl)
  --cityjson FILE    instead: CityJSON 1.0 to 2.0, whole or a sequence (.city.jsonl)
  --parquet PLACE    instead: GeoParquet (Overture's buildings), a file or an http address
  --postgis URL      instead: PostgreSQL with PostGIS, filled by osm2pgsql (or POSTGIS_URL, which keeps its password
                     out of the list of processes)
  --overpass URL     instead: live from an Overpass server's interpreter; tiles are kept for a week
  --credit TEXT      who made that data, and
  --licence TEXT     under which licence, where the file does not say
  --dem PLACE        elevation: .hgt, .hgt.zip, GeoTIFF, a folder of Terrarium tiles z/x/y.png, or the address of a
                     tile server with {z}, {x} and {y}; --dem-credit TEXT and --dem-licence TEXT likewise
  --data DIR         where accounts and usage are kept (default: .contextile in a clone, else the user's config folder)
  --out DIR          where models are written when no CAD program is attached (default: DIR of --data, models/)
  --port N           port of the service (default 8787; a busy one gives the next free one)
  --panel-port N     port of the panel (default 8788; likewise)
  --no-open          do not open the browser
  --host ADDRESS     address the service listens on (default 127.0.0.1); needs --public-url
  --public-url URL   address people use, when a proxy with https stands in front of the service
  --workers N        threads that make answers (default: one less than the machine has cores, at least 1, at most 4;
                     0: the service's own thread)
  --answer-cache-mb N  finished answers kept on disk, in megabytes (default 1024; 0: none)
  --open-limit-s N   seconds a worker may take to open the data before it is replaced (default: 20 times what the
                     service itself took, at least 300)
  --log              print one line for every request
Environment:
  DATABASE_URL       PostgreSQL instead of the embedded store`;

/** Command line → options; an unknown option is an error with its name. */
export function readOptions(args: string[], program: Program): ServiceOptions {
  const values = readValues(args, {
    osm: { type: "string" },
    geojson: { type: "string" },
    cityjson: { type: "string" },
    parquet: { type: "string" },
    postgis: { type: "string" },
    overpass: { type: "string" },
    credit: { type: "string" },
    licence: { type: "string" },
    dem: { type: "string" },
    "dem-credit": { type: "string" },
    "dem-licence": { type: "string" },
    data: { type: "string" },
    out: { type: "string" },
    port: { type: "string", default: "8787" },
    "panel-port": { type: "string", default: "8788" },
    "no-open": { type: "boolean", default: false },
    host: { type: "string" },
    "public-url": { type: "string" },
    workers: { type: "string", default: String(usualWorkers()) },
    "answer-cache-mb": { type: "string", default: "1024" },
    "open-limit-s": { type: "string" },
    log: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  const dataFolder = resolve(values.data ?? defaultDataFolder(program));
  return {
    dataFolder,
    osmFile: localPath(values.osm),
    geoJsonFile: localPath(values.geojson),
    cityJsonFile: localPath(values.cityjson),
    parquet: localPath(values.parquet),
    postgisUrl: values.postgis ?? databaseOfMap(values),
    overpassUrl: values.overpass,
    demFile: localPath(values.dem),
    credit: values.credit,
    licence: values.licence,
    demCredit: values["dem-credit"],
    demLicence: values["dem-licence"],
    databaseUrl: process.env.DATABASE_URL || undefined,
    port: portNumber(values.port, "--port"),
    panelPort: portNumber(values["panel-port"], "--panel-port"),
    outputFolder: resolve(values.out ?? `${dataFolder}/models`),
    openBrowser: !values["no-open"],
    host: values.host,
    publicUrl: values["public-url"],
    workers: wholeNumber(values.workers, "--workers", { largest: 64 }),
    answerCacheMb: wholeNumber(values["answer-cache-mb"], "--answer-cache-mb", { largest: 1_000_000 }),
    openWorkerMs: milliseconds(values["open-limit-s"], "--open-limit-s"),
    writeLine: values.log ? console.log : () => {},
    help: values.help,
  };
}

/** The environment is only asked where the command line names no map. */
function databaseOfMap(values: Record<string, unknown>): string | undefined {
  const named = ["osm", "geojson", "cityjson", "parquet", "overpass"].some(
    (name) => values[name] !== undefined,
  );
  return named ? undefined : process.env.POSTGIS_URL || undefined;
}

/** Addresses stay as they are. */
function localPath(place: string | undefined): string | undefined {
  return place === undefined || /^https?:/i.test(place) ? place : resolve(place);
}

/** A clone keeps its data beside itself; an installed package would lose it with the next install. */
function defaultDataFolder({ root }: Program): string {
  const isClone = existsSync(join(root, "package-lock.json"));
  return isClone ? join(root, ".contextile") : join(configFolder(), "data");
}

const milliseconds = (text: string | undefined, option: string) =>
  text === undefined ? undefined : 1000 * wholeNumber(text, option, { least: 1, largest: 100_000 });

function portNumber(text: string, option: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  return refuse(`${option} must be a port number, not "${text}".`);
}
