/** The village of `village.ts` as GeoJSON, with the ids of the map; `relation/3` has an outline that does not close. */
import { villageNodes, villageRelations, villageWays } from "./village.ts";

export interface VillageFeature {
  type: "Feature";
  id: string;
  properties: Record<string, string>;
  geometry:
    | { type: "Point"; coordinates: number[] }
    | { type: "LineString"; coordinates: number[][] }
    | { type: "Polygon"; coordinates: number[][][] };
}

/** Rings of the relations as they are when joined by hand. */
const relationRings: Record<number, number[][]> = {
  1: [
    [6, 7, 8, 9, 6],
    [10, 11, 12, 13, 10],
  ],
  2: [[14, 15, 16, 17, 14]],
  3: [[14, 15, 16]],
};

export function villageFeatures(): VillageFeature[] {
  const feature = (id: string, properties: Record<string, string>, geometry: VillageFeature["geometry"]) =>
    ({ type: "Feature", id, properties, geometry }) as const;
  const points = villageNodes.flatMap(({ id, lon, lat, tags }) =>
    tags === undefined ? [] : [feature(`node/${id}`, tags, { type: "Point", coordinates: [lon, lat] })],
  );
  const ways = villageWays.flatMap(({ id, refs, tags }) => {
    if (tags === undefined) return [];
    const line = refs.map(place);
    return tags.building === undefined
      ? [feature(`way/${id}`, tags, { type: "LineString", coordinates: line })]
      : [feature(`way/${id}`, tags, { type: "Polygon", coordinates: [line] })];
  });
  const relations = villageRelations.map(({ id, tags = {} }) => {
    const coordinates = relationRings[id].map((ring) => ring.map(place));
    return feature(`relation/${id}`, tags, { type: "Polygon", coordinates });
  });
  return [...points, ...ways, ...relations];
}

function place(node: number): number[] {
  const found = villageNodes.find(({ id }) => id === node);
  if (found === undefined) throw new Error(`node ${node} is missing`);
  return [found.lon, found.lat];
}
