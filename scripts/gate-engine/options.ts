import { existsSync, readFileSync } from "node:fs";
import type { BoundingBox } from "../../server/sources/map-source.ts";
import { ContextileError } from "../../shared/errors.ts";
import { readOptions, type ServiceOptions } from "../commands/options.ts";
import type { Program } from "../main.ts";

export interface GateOptions {
  /** Map and elevation, as `contextile serve` reads them. */
  service: ServiceOptions;
  /** Settings of the request; `origin` ([lat, lon]) may be among them. */
  settings: Record<string, unknown>;
  /** West, south, east, north; null: all of the map. */
  area: BoundingBox | null;
  /** Largest piece that is asked for at once, km². */
  pieceKm2: number;
  json: boolean;
}

const next = "See npm run gate:engine -- --help.";

export const gateHelp = `npm run gate:engine -- [--osm FILE | --geojson FILE | …] [--dem PLACE]   (as in contextile serve)
  --settings JSON        settings of the request, or a file of them; "origin": [lat, lon] may be among them
  --area W,S,E,N         degrees; without it all of the map, in pieces
  --piece KM2            size of a piece, at most 10 (default 9)
  --json                 one JSON object and nothing else on standard output`;

/** Throws `bad-request` with a sentence where an option makes no sense. */
export function readGateOptions(args: string[], program: Program): GateOptions {
  try {
    return readAll(args, program);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new ContextileError("bad-request", message, { next, cause: thrown });
  }
}

function readAll(args: string[], program: Program): GateOptions {
  const own: Record<string, string> = {};
  const others: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [, name, , inline] = /^--(settings|area|piece|json)(=(.*))?$/s.exec(args[i]) ?? [];
    if (name === undefined) others.push(args[i]);
    else if (name === "json") own.json = "yes";
    else own[name] = inline ?? args[++i] ?? "";
  }
  return {
    service: readOptions(others, program),
    settings: readSettings(own.settings ?? "{}"),
    area: own.area === undefined ? null : readBox(own.area),
    pieceKm2: readPiece(own.piece ?? "9"),
    json: own.json !== undefined,
  };
}

function readSettings(text: string): Record<string, unknown> {
  const named = text.startsWith("@") ? text.slice(1) : isFile(text) ? text : null;
  const value = parseJson(named === null ? text : readSettingsFile(named));
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new Error("--settings must be a JSON object.");
}

/** A path may be given as it is: no JSON object begins like one. */
const isFile = (text: string) => !/^\s*[{["]/.test(text) && existsSync(text);

function readSettingsFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new Error(`--settings names ${path}, which cannot be read.`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new Error(`--settings is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}.`);
  }
}

export function readBox(text: string): BoundingBox {
  const [west, south, east, north, ...more] = text.split(",").map(Number);
  if (more.length === 0 && west < east && south < north) return [west, south, east, north];
  throw new Error(
    "--area must be W,S,E,N in degrees, the west less than the east, the south less than the north.",
  );
}

function readPiece(text: string): number {
  const km2 = Number(text);
  if (km2 > 0 && km2 <= 10) return km2;
  throw new Error("--piece must be more than 0 and at most 10 km².");
}
