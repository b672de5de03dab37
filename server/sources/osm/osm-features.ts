/** Turns one thing of the store into a feature, on demand: only what a query touches is ever built. */
import type { MapFeature, MapPolygon, SourceSkip, Tags } from "../map-source.ts";
import { assembleRings, nestRings } from "./assemble-rings.ts";
import { buildingRelations, outlineMembers } from "./building-relations.ts";
import { isArea } from "./is-area.ts";
import { hasKey, idLookup, keyNumbers, missingNode, type OsmStore, tagsOf } from "./osm-store.ts";
import { holesOfOuterWays } from "./untagged-multipolygons.ts";

export interface Made {
  feature: MapFeature | null;
  skip: SourceSkip | null;
}

export interface OsmFeatures {
  /** Things that may be features: nodes with tags, then ways, then relations of areas. */
  count: number;
  /** West, south, east, north of thing `index`, or null where it has no place. Things without tags have none. */
  box(index: number): [number, number, number, number] | null;
  tags(index: number): Tags;
  /** Whether a thing has a tag of one of these keys, told without building its tags. */
  withKeys(keys: readonly string[]): (index: number) => boolean;
  /** What there is of it, and what of it could not be used. */
  feature(index: number): Made;
  /** Points of way thing `index` as lon-lat pairs; empty for other things. */
  linePoints(index: number): [number, number][];
}

const areaRelations = new Set(["multipolygon", "building", "boundary_area"]);

export function createOsmFeatures(store: OsmStore): OsmFeatures {
  const nodes = store.taggedNodes.length;
  const ways = store.wayIds.length;
  const wayOf = idLookup(store.wayIds);
  const relations = areaRelationNumbers(store);
  const owners = buildingRelations(store);
  const holes = holesOfOuterWays(store);
  const numberOf = keyNumbers(store);
  const holeWays = (id: number) =>
    holes
      .get(id)
      ?.map(wayOf)
      .filter((way) => way !== missingNode) ?? none;
  return {
    count: nodes + ways + relations.length,
    box(index) {
      if (index < nodes) {
        const node = store.taggedNodes[index];
        return [store.lon[node], store.lat[node], store.lon[node], store.lat[node]];
      }
      if (index < nodes + ways) {
        const way = index - nodes;
        return store.wayTags.start[way] === store.wayTags.start[way + 1] ? null : wayBox(store, [way]);
      }
      return wayBox(store, memberWays(store, wayOf, relations[index - nodes - ways]).known);
    },
    tags(index) {
      if (index < nodes) return tagsOf(store, store.nodeTags, index);
      if (index < nodes + ways) return tagsOf(store, store.wayTags, index - nodes);
      return tagsOf(store, store.relationTags, relations[index - nodes - ways]);
    },
    withKeys(keys) {
      const numbers = keys.map(numberOf);
      return (index) => {
        if (index < nodes) return hasKey(store.nodeTags, index, numbers);
        if (index < nodes + ways) return hasKey(store.wayTags, index - nodes, numbers);
        return hasKey(store.relationTags, relations[index - nodes - ways], numbers);
      };
    },
    feature(index) {
      if (index < nodes) return nodeFeature(store, index);
      const found =
        index < nodes + ways
          ? wayFeature(store, index - nodes, holeWays(store.wayIds[index - nodes]))
          : relationFeature(store, wayOf, relations[index - nodes - ways]);
      return withOwner(found, owners);
    },
    linePoints(index) {
      if (index < nodes || index >= nodes + ways) return [];
      return knownNodes(store, index - nodes).map((node) => [store.lon[node], store.lat[node]]);
    },
  };
}

const none: readonly number[] = [];

function withOwner(made: Made, owners: Map<string, string>): Made {
  const { feature, skip } = made;
  if (owners.size === 0 || feature?.kind !== "area") return made;
  const partOf = owners.get(feature.id);
  return partOf === undefined ? made : { feature: { ...feature, partOf }, skip };
}

function areaRelationNumbers(store: OsmStore): number[] {
  const result: number[] = [];
  for (let i = 0; i < store.relationIds.length; i++) {
    const tags = tagsOf(store, store.relationTags, i);
    if (areaRelations.has(tags.type ?? "")) result.push(i);
  }
  return result;
}

function wayNodes({ wayStart, wayNodes }: OsmStore, way: number): number[] {
  const start = wayStart[way];
  const nodes = new Array<number>(wayStart[way + 1] - start);
  for (let i = 0; i < nodes.length; i++) nodes[i] = wayNodes[start + i];
  return nodes;
}

/** Without those that the extract does not hold. */
function knownNodes(store: OsmStore, way: number): number[] {
  return onlyKnown(wayNodes(store, way));
}

function onlyKnown(nodes: number[]): number[] {
  return nodes.includes(missingNode) ? nodes.filter((node) => node !== missingNode) : nodes;
}

function wayBox(store: OsmStore, ways: number[]): [number, number, number, number] | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const way of ways) {
    for (let i = store.wayStart[way]; i < store.wayStart[way + 1]; i++) {
      const node = store.wayNodes[i];
      if (node === missingNode) continue;
      west = Math.min(west, store.lon[node]);
      east = Math.max(east, store.lon[node]);
      south = Math.min(south, store.lat[node]);
      north = Math.max(north, store.lat[node]);
    }
  }
  return west <= east ? [west, south, east, north] : null;
}

function nodeFeature(store: OsmStore, index: number): Made {
  const node = store.taggedNodes[index];
  return made({
    id: `node/${store.nodeIds[node]}`,
    tags: tagsOf(store, store.nodeTags, index),
    kind: "point",
    lon: store.lon[node],
    lat: store.lat[node],
  });
}

function made(feature: MapFeature): Made {
  return { feature, skip: null };
}

function skipped(id: string, tags: Tags, reason: SourceSkip["reason"]): Made {
  return { feature: null, skip: { id, reason, tags } };
}

function wayFeature(store: OsmStore, way: number, holeWays: readonly number[]): Made {
  const tags = tagsOf(store, store.wayTags, way);
  const id = `way/${store.wayIds[way]}`;
  const all = wayNodes(store, way);
  const known = onlyKnown(all);
  const closed = all.length > 3 && samePlace(store, all[0], all[all.length - 1]);
  if (closed && isArea(tags)) {
    if (known.length < all.length) return skipped(id, tags, "skip-cut-off");
    const polygons = withHoles(store, known, holeWays);
    return polygons.length > 0
      ? made({ id, tags, kind: "area", polygons })
      : skipped(id, tags, "skip-outline-flat");
  }
  if (known.length < 2) return skipped(id, tags, "skip-line-cut-off");
  return made({ id, tags, kind: "line", coordinates: coordinates(store, known, false) });
}

/** The way's own area without what the other ways close around in it. */
function withHoles(store: OsmStore, outer: number[], holeWays: readonly number[]): MapPolygon[] {
  const own = polygonsOf(store, [outer]);
  if (holeWays.length === 0 || own.length !== 1) return own;
  const chains = holeWays.map((way) => knownNodes(store, way));
  const { rings } = assembleRings(joinedAtPlaces(store, chains));
  const nested = polygonsOf(store, [outer, ...rings.map((ring) => [...ring, ring[0]])]);
  const itself = nested.find(({ outer: ring }) => ring.join() === own[0].outer.join());
  return itself === undefined ? own : [itself];
}

/** Two nodes at one place are one corner: outlines whose last node is a copy of the first do close. */
function samePlace(store: OsmStore, a: number, b: number): boolean {
  if (a === b) return true;
  return (
    a !== missingNode && b !== missingNode && store.lon[a] === store.lon[b] && store.lat[a] === store.lat[b]
  );
}

function relationFeature(store: OsmStore, wayOf: (id: number) => number, relation: number): Made {
  const id = `relation/${store.relationIds[relation]}`;
  const tags = tagsOf(store, store.relationTags, relation);
  const { known, missing } = memberWays(store, wayOf, relation);
  const chains = known.map((way) => knownNodes(store, way));
  const { rings, open } = assembleRings(joinedAtPlaces(store, chains));
  const polygons = polygonsOf(
    store,
    rings.map((ring) => [...ring, ring[0]]),
  );
  if (polygons.length === 0) return skipped(id, tags, missing > 0 ? "skip-cut-off" : "skip-outline-open");
  // What closes is used: a lake with one broken island is still a lake. What does not is said.
  const skip: SourceSkip | null = open > 0 ? { id, reason: "skip-part-open", tags } : null;
  return { feature: { id, tags, kind: "area", polygons }, skip };
}

/** The same chains; ends that lie at one place are one node. */
function joinedAtPlaces(store: OsmStore, chains: number[][]): number[][] {
  const places = new Map<string, number>();
  const known = (node: number) => {
    const key = `${store.lon[node]},${store.lat[node]}`;
    const first = places.get(key) ?? node;
    places.set(key, first);
    return first;
  };
  return chains.map((chain) =>
    chain.map((node, i) => (i === 0 || i === chain.length - 1 ? known(node) : node)),
  );
}

/** Ways that bound the area. In `type=building` only the outline does; parts are features of their own. */
function memberWays(
  store: OsmStore,
  wayOf: (id: number) => number,
  relation: number,
): { known: number[]; missing: number } {
  const known: number[] = [];
  let missing = 0;
  for (const id of outlineMembers(store, relation)) {
    const way = wayOf(id);
    if (way === missingNode) missing++;
    else known.push(way);
  }
  return { known, missing };
}

function polygonsOf(store: OsmStore, rings: number[][]): MapPolygon[] {
  return nestRings(rings.map((ring) => coordinates(store, ring, true)).filter((ring) => ring.length >= 8));
}

function coordinates(store: OsmStore, nodes: number[], closed: boolean): Float64Array {
  const count = nodes.length;
  // Nearly always this long to the number.
  const result = new Float64Array(2 * count + (closed && nodes[0] !== nodes[count - 1] ? 2 : 0));
  let length = 0;
  for (let i = 0; i < count; i++) {
    const lon = store.lon[nodes[i]];
    const lat = store.lat[nodes[i]];
    // A repeated point would be an edge of length zero.
    if (length > 0 && result[length - 2] === lon && result[length - 1] === lat) continue;
    result[length++] = lon;
    result[length++] = lat;
  }
  if (closed && (result[0] !== result[length - 2] || result[1] !== result[length - 1])) {
    result[length++] = result[0];
    result[length++] = result[1];
  }
  return length === result.length ? result : result.slice(0, length);
}
