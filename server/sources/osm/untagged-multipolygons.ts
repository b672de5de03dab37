/**
 * Multipolygons as they were mapped until about 2010: the relation says nothing of itself, the outer way carries the tags
 * and the relation only adds its holes. Source: OSM wiki, "Relation:multipolygon", old-style multipolygons.
 */
import { membersOf } from "./building-relations.ts";
import { type OsmStore, tagsOf } from "./osm-store.ts";

/** Tags that do not say what a thing is. */
const silent = /^(type|name|note|fixme|created_by|attribution|source(:.*)?)$/i;

/** Id of an outer way → ids of the ways round its holes. */
export function holesOfOuterWays(store: OsmStore): Map<number, number[]> {
  const holes = new Map<number, number[]>();
  for (let relation = 0; relation < store.relationIds.length; relation++) {
    const tags = tagsOf(store, store.relationTags, relation);
    if (tags.type !== "multipolygon" || Object.keys(tags).some((key) => !silent.test(key))) continue;
    const ways = membersOf(store, relation).filter(({ kind }) => kind === 1);
    const inner = ways.filter(({ role }) => role === "inner").map(({ id }) => id);
    if (inner.length === 0) continue;
    for (const { id, role } of ways)
      if (role !== "inner") holes.set(id, [...(holes.get(id) ?? []), ...inner]);
  }
  return holes;
}
