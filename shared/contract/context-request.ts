/**
 * The body of `POST /v1/context` as on the wire. Source: Cityweft documentation (quickstart, customizations); every
 * reading that is not documented is marked [reading] and lives only here. Latitude comes first.
 */
import { z } from "zod";
import { type Said, says } from "../sentences.ts";
import { roofTypes } from "../settings/schema.ts";

export const contextPath = "/v1/context";

/** Names a client may ask for; `instances` is the documented alias of `infrastructure`. */
export const requestLayers = [
  "buildings",
  "surface",
  "barriers",
  "topography",
  "infrastructure",
  "instances",
] as const;

/** [latitude, longitude] in degrees: the wire's order. */
export const latLonSchema = z.array(z.number()).length(2);

/** Any letter case is accepted for the reference system [reading: prose writes LOCAL, tables write local]. */
const crsSchema = z
  .string()
  .transform((text) => text.toLowerCase())
  .pipe(
    z.enum(["local", "epsg:3857", "utm"], {
      error: 'Invalid option: expected one of "local"|"EPSG:3857"|"UTM"',
    }),
  )
  .transform((text) => (text === "local" ? "local" : text === "utm" ? "UTM" : "EPSG:3857"));

export const wireSettingsSchema = z.looseObject({
  geometry: z.array(z.enum(requestLayers)).default(["buildings", "surface", "barriers", "instances"]),
  topographyModel: z.boolean().default(false),
  topographyReturnType: z.enum(["meshes", "elevationMap", "both"]).nullish(),
  disableSurfaceProjection: z.boolean().default(false),
  /** Our own server's name for "lift onto terrain, return none" (the service's own name is unknown). */
  liftOnly: z.boolean().default(false),
  defaultRoofType: z.enum(roofTypes).default("flat"),
  defaultLevels: z.number().min(0).max(1000).default(1),
  defaultLevelHeight: z.number().min(0.1).max(100).default(4),
  crs: crsSchema.default("local"),
  upAxis: z.enum(["Y", "Z"]).default("Y"),
  cropScene: z.boolean().default(false),
});

/** Unknown fields are tolerated: real clients send `requestId`, `timestamp` and more. */
export const contextRequestSchema = z.looseObject({
  /** Closed ring (first pair repeated last), one ring, no holes. */
  polygon: z.array(latLonSchema),
  settings: wireSettingsSchema.prefault({}),
  origin: latLonSchema.optional(),
});

/** Whether an answer to these settings could hold nothing at all: no layer, and no ground that is returned. */
export function asksForNothing({ geometry, topographyModel, liftOnly }: WireSettings): boolean {
  const layers = geometry.filter((layer) => layer !== "topography");
  const ground = (topographyModel || geometry.includes("topography")) && !liftOnly;
  return layers.length === 0 && !ground;
}

const knownSettings: ReadonlySet<string> = new Set(wireSettingsSchema.keyof().options);
const longestName = 40;
const mostNames = 8;

/**
 * Sentence about settings that this contract does not have, null where there are none: `cropSceen` costs as much as
 * `cropScene`. Sorted, so that it is the same for the same names; names are the client's own and may hold anything, so
 * control characters become spaces and no more than 40 characters of 8 names are said.
 */
export function sayUnknownSettings(settings: WireSettings): Said | null {
  const unknown = Object.keys(settings)
    .filter((name) => !knownSettings.has(name))
    .sort();
  if (unknown.length === 0) return null;
  const said = unknown.slice(0, mostNames).map((name) => `“${shortName(name)}”`);
  const rest = unknown.length - said.length;
  return says("note-unknown-settings", { names: said.join(", "), more: rest, one: unknown.length === 1 });
}

function shortName(name: string): string {
  const characters = Array.from(name.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, " "));
  return characters.slice(0, longestName).join("") + (characters.length > longestName ? "…" : "");
}

/** As a client writes it. */
export type WireRequestInput = z.input<typeof contextRequestSchema>;
/** As a server reads it: defaults filled in. */
export type WireRequest = z.output<typeof contextRequestSchema>;
export type WireSettings = WireRequest["settings"];
