/**
 * `type=building` relations: members in the roles outline and part. What they say of who belongs to whom counts more than
 * geometry. Source: OSM wiki, "Simple 3D Buildings", relations.
 */
import { type OsmStore, tagsOf } from "./osm-store.ts";

const kinds = ["node", "way", "relation"];

interface Member {
  kind: number;
  id: number;
  role: string;
}

export function membersOf(store: OsmStore, relation: number): Member[] {
  const members: Member[] = [];
  for (let i = store.memberStart[relation]; i < store.memberStart[relation + 1]; i++)
    members.push({
      kind: store.memberKinds[i],
      id: store.memberIds[i],
      role: store.strings[store.memberRoles[i]],
    });
  return members;
}

/** Part → its building, both as ids of features; a building is its outline, or the relation that carries the tags. */
export function buildingRelations(store: OsmStore): Map<string, string> {
  const owners = new Map<string, string>();
  for (let relation = 0; relation < store.relationIds.length; relation++) {
    const tags = tagsOf(store, store.relationTags, relation);
    if (tags.type !== "building") continue;
    const members = membersOf(store, relation);
    const parts = members.filter(({ role, kind }) => role === "part" && kind !== 0);
    if (parts.length === 0) continue;
    const outline = members.find(({ role, kind }) => role === "outline" && kind !== 0);
    const itself = `relation/${store.relationIds[relation]}`;
    const owner =
      tags.building !== undefined || outline === undefined ? itself : `${kinds[outline.kind]}/${outline.id}`;
    for (const { kind, id } of parts) owners.set(`${kinds[kind]}/${id}`, owner);
  }
  return owners;
}

/** Roles in a relation that bound nothing. */
const others = new Set(["part", "label", "entrance", "ridge", "edge", "address", "housenumber", "shell"]);

/** Ids of the ways round an area relation. A building's outline may itself be a multipolygon. */
export function outlineMembers(store: OsmStore, relation: number, depth = 0): number[] {
  const members = membersOf(store, relation).filter(({ role }) => !others.has(role));
  const named = members.filter(({ role }) => role === "outline");
  const found: number[] = [];
  for (const { kind, id, role } of named.length > 0 ? named : members) {
    if (kind === 1) found.push(id);
    if (kind !== 2 || role !== "outline" || depth > 0) continue;
    const inner = store.relationIds.indexOf(id);
    if (inner >= 0) found.push(...outlineMembers(store, inner, depth + 1));
  }
  return found;
}
