/**
 * What buildings read of their tags, in objects of one shape: to ask things of a thousand shapes for thirty names costs
 * as much as to triangulate them.
 */
import type { Tags } from "../../sources/map-source.ts";

const names = [
  "building",
  "building:part",
  "name",
  "amenity",
  "shop",
  "tourism",
  "height",
  "building:height",
  "est_height",
  "min_height",
  "building:min_height",
  "building:levels",
  "levels",
  "building:min_level",
  "wall",
  "roof:shape",
  "building:roof:shape",
  "roof:height",
  "building:roof:height",
  "roof:angle",
  "roof:levels",
  "building:roof:levels",
  "roof:direction",
  "roof:orientation",
  "building:material",
  "building:colour",
  "building:color",
  "roof:material",
  "roof:colour",
  "roof:color",
  "windows",
  "building:windows",
  "window",
  "addr:street",
  "addr:housenumber",
  "location",
  "tunnel",
  "layer",
  "level",
] as const;

export type BuildingTag = (typeof names)[number];
export type BuildingTags = { readonly [name in BuildingTag]?: string | undefined };

const known: ReadonlySet<string> = new Set(names);
const none: Record<string, string | undefined> = Object.fromEntries(names.map((name) => [name, undefined]));

export function buildingTags(tags: Tags): BuildingTags {
  const read = { ...none };
  for (const name in tags) if (known.has(name)) read[name] = tags[name];
  return read;
}

/** The first wins where both say something; of `from` only these names are taken. */
export function withTagsOf(
  first: BuildingTags,
  from: BuildingTags,
  taken: readonly BuildingTag[] = names,
): BuildingTags {
  const both: { [name in BuildingTag]?: string | undefined } = { ...first };
  for (const name of taken) both[name] ??= from[name];
  return both;
}
