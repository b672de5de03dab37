/** The map to draw an area on, as GeoJSON, from the same data that is served: what is there is what you see. */
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import type { basemapKinds } from "../../shared/contract/service.ts";
import type { BoundingBox, MapFeature, MapSource, Tags } from "./map-source.ts";

type BasemapKind = (typeof basemapKinds)[number];

/** Drawn in this order; when there is too much, what comes last here goes first. */
const importance: readonly BasemapKind[] = [
  "place",
  "water",
  "road",
  "green",
  "rail",
  "waterway",
  "area",
  "building",
  "path",
];

const greens = new Set([
  ..."forest grass meadow orchard vineyard cemetery recreation_ground village_green allotments".split(" "),
  ..."wood scrub grassland heath park garden golf_course nature_reserve pitch playground".split(" "),
]);
const paths = new Set([
  "footway",
  "path",
  "cycleway",
  "steps",
  "bridleway",
  "pedestrian",
  "corridor",
  "track",
]);
const rails = new Set(["rail", "tram", "light_rail", "subway", "narrow_gauge", "funicular", "monorail"]);
const places = new Set([
  "city",
  "town",
  "village",
  "hamlet",
  "suburb",
  "quarter",
  "neighbourhood",
  "square",
  "locality",
]);

/** Properties: `kind`, `name` where known, `class` (the `highway`, `railway` or `place` value). At most `limit` features. */
export async function buildBasemap(
  source: MapSource,
  box: BoundingBox,
  limit = 20_000,
): Promise<FeatureCollection> {
  const { features } = await source.features(box);
  const byKind = new Map<BasemapKind, Feature[]>(importance.map((kind) => [kind, []]));
  for (const feature of features) {
    const kind = kindOf(feature);
    if (kind === null) continue;
    byKind.get(kind)?.push(toGeoJson(feature, kind));
  }
  const kept = importance.flatMap((kind) => byKind.get(kind) ?? []).slice(0, limit);
  return { type: "FeatureCollection", features: kept };
}

function kindOf({ kind, tags }: MapFeature): BasemapKind | null {
  if (kind === "point") return places.has(tags.place ?? "") && tags.name !== undefined ? "place" : null;
  if (tags.tunnel !== undefined && tags.tunnel !== "no" && tags.tunnel !== "building_passage") return null;
  return kind === "line" ? lineKind(tags) : areaKind(tags);
}

function lineKind(tags: Tags): BasemapKind | null {
  if (tags.highway !== undefined) return paths.has(tags.highway) ? "path" : "road";
  if (rails.has(tags.railway ?? "")) return "rail";
  return tags.waterway !== undefined ? "waterway" : null;
}

function areaKind(tags: Tags): BasemapKind | null {
  if (tags.building !== undefined && tags.building !== "no") return "building";
  if (tags["building:part"] !== undefined) return null;
  if (tags.natural === "water" || tags.waterway !== undefined || tags.landuse === "basin") return "water";
  if (tags.landuse === "reservoir" || tags.leisure === "swimming_pool") return "water";
  if ([tags.landuse, tags.natural, tags.leisure].some((value) => value !== undefined && greens.has(value)))
    return "green";
  if (tags.highway !== undefined) return "road";
  return tags.landuse !== undefined || tags.amenity === "parking" || tags.place === "square" ? "area" : null;
}

function toGeoJson(feature: MapFeature, kind: BasemapKind): Feature {
  const { tags, id } = feature;
  const detail = tags.highway ?? tags.railway ?? tags.place;
  const properties: Record<string, string> = { kind };
  if (tags.name !== undefined) properties.name = tags.name;
  if (detail !== undefined) properties.class = detail;
  return { type: "Feature", id, properties, geometry: geometryOf(feature) };
}

function geometryOf(feature: MapFeature): Geometry {
  if (feature.kind === "point") return { type: "Point", coordinates: [feature.lon, feature.lat] };
  if (feature.kind === "line") return { type: "LineString", coordinates: positions(feature.coordinates) };
  const polygons = feature.polygons.map(({ outer, holes }) => [outer, ...holes].map(positions));
  return polygons.length === 1
    ? { type: "Polygon", coordinates: polygons[0] }
    : { type: "MultiPolygon", coordinates: polygons };
}

function positions(flat: Float64Array): Position[] {
  const result: Position[] = [];
  for (let i = 0; i < flat.length; i += 2) result.push([flat[i], flat[i + 1]]);
  return result;
}
