import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Program } from "../main.ts";

export interface ServiceOptions {
  dataFolder: string;
  osmFile?: string;
  demFile?: string;
  databaseUrl?: string;
  port: number;
  panelPort: number;
  outputFolder: string;
  openBrowser: boolean;
  help: boolean;
}

export const optionsHelp = `Options:
  --osm FILE         map data: .osm or .osm.pbf (without it: the sample town)
  --dem FILE         elevation: .hgt or .hgt.zip
  --data DIR         where accounts and usage are kept (default: .contextile beside the program)
  --out DIR          where models are written when no CAD program is attached (default: DIR of --data, models/)
  --port N           port of the service (default 8787; a busy one gives the next free one)
  --panel-port N     port of the panel (default 8788; likewise)
  --no-open          do not open the browser
Environment:
  DATABASE_URL       PostgreSQL instead of the embedded store`;

/** Command line → options; an unknown option is an error with its name. */
export function readOptions(args: string[], program: Program): ServiceOptions {
  const { values } = parseArgs({
    args,
    options: {
      osm: { type: "string" },
      dem: { type: "string" },
      data: { type: "string" },
      out: { type: "string" },
      port: { type: "string", default: "8787" },
      "panel-port": { type: "string", default: "8788" },
      "no-open": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const dataFolder = resolve(values.data ?? `${program.root}/.contextile`);
  return {
    dataFolder,
    osmFile: values.osm === undefined ? undefined : resolve(values.osm),
    demFile: values.dem === undefined ? undefined : resolve(values.dem),
    databaseUrl: process.env.DATABASE_URL || undefined,
    port: portNumber(values.port, "--port"),
    panelPort: portNumber(values["panel-port"], "--panel-port"),
    outputFolder: resolve(values.out ?? `${dataFolder}/models`),
    openBrowser: !values["no-open"],
    help: values.help,
  };
}

function portNumber(text: string, option: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`${option} must be a port number, not "${text}".`);
}
