/**
 * Properties of foreign data → tags as OpenStreetMap spells them, so that the engine reads one language. Names are
 * compared without case and separators: `roofShape`, `roof_shape` and `roof:shape` are one.
 */
import type { Tags } from "./map-source.ts";

/** Tag → other names for it in open building data (Overture, city cadastres, CityJSON, exports of OpenStreetMap). */
const names: Record<string, string> = {
  height:
    "height buildingheight bldgheight measuredheight heightm hgt totalheight hoehe gebaeudehoehe hauteur",
  min_height: "minheight buildingminheight baseheight",
  "building:levels":
    "levels buildinglevels numfloors floors numberoffloors storeys stories storeysaboveground",
  "building:min_level": "buildingminlevel minlevel minfloor",
  "roof:shape": "roofshape rooftype buildingroofshape",
  "roof:height": "roofheight buildingroofheight",
  "roof:levels": "rooflevels buildingrooflevels",
  "roof:direction": "roofdirection",
  "roof:orientation": "rooforientation",
  "roof:angle": "roofangle roofpitch",
  "roof:material": "roofmaterial",
  "roof:colour": "roofcolour roofcolor",
  "building:material": "facadematerial buildingmaterial",
  "building:colour": "facadecolour facadecolor buildingcolour buildingcolor",
  start_date: "yearofconstruction constructionyear yearbuilt",
};
const tagOf = new Map(
  Object.entries(names).flatMap(([tag, list]) => list.split(" ").map((name) => [name, tag])),
);

/** Any of these says what a thing is; an area without one is taken for a building. */
const subjects = new Set(
  "building building:part landuse natural leisure amenity highway railway waterway water barrier man_made power place"
    .concat(" area:highway aeroway boundary tourism historic military shop office public_transport golf")
    .split(" "),
);

const exportedTag = /"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"/g;

/** Scalars are kept; of nested values only `tags`, `other_tags` and `names.primary`, which common exports have. */
export function propertyTags(properties: Record<string, unknown>, isArea: boolean): Tags {
  const tags: Record<string, string> = {};
  const renamed: Record<string, string> = {};
  for (const [key, value] of flatten(properties)) {
    const text = scalar(value);
    if (text === null) continue;
    const folded = key.toLowerCase().replace(/[^a-z0-9]/g, "");
    const inFeet = folded.endsWith("ft") ? tagOf.get(folded.slice(0, -2)) : undefined;
    const tag = tagOf.get(folded);
    if (inFeet !== undefined) renamed[inFeet] ??= `${text} ft`;
    else if (tag !== undefined && tag !== key) renamed[tag] ??= text;
    else tags[key] = text;
  }
  // What is spelled as OpenStreetMap does wins over another column for the same thing.
  for (const tag of Object.keys(renamed)) tags[tag] ??= renamed[tag];
  if (tags.is_underground === "yes") tags.location = "underground";
  if (isArea && !Object.keys(tags).some((key) => subjects.has(key))) addSubject(tags);
  return tags;
}

/** Overture gives parts the id of their building and classes like "residential". */
function addSubject(tags: Record<string, string>): void {
  const kind = tags.class ?? tags.subtype ?? "yes";
  tags[tags.building_id === undefined ? "building" : "building:part"] = /^[a-z_]{2,30}$/.test(kind)
    ? kind
    : "yes";
}

function* flatten(properties: Record<string, unknown>): Generator<[string, unknown]> {
  for (const [key, value] of Object.entries(properties)) {
    if (key === "tags" && isRecord(value)) yield* Object.entries(value);
    else if (key === "names" && isRecord(value)) yield ["name", value.primary];
    else if (key === "other_tags" && typeof value === "string")
      for (const [, name, text] of value.matchAll(exportedTag)) yield [name, text.replace(/\\(.)/g, "$1")];
    else yield [key, value];
  }
}

function scalar(value: unknown): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : null;
  if (typeof value === "bigint") return String(value);
  return typeof value === "boolean" ? (value ? "yes" : "no") : null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
