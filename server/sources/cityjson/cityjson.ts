/**
 * CityJSON 1.0 to 2.0, whole or as a sequence of features. Buildings keep their solids where these are closed or can be
 * mended, and always have footprint, height and the roof type that fits best, from which the engine builds what cannot.
 * Source: cityjson.org/specs/2.0.1.
 */
import { basename } from "node:path";
import { epsgNumber, knownSystems, openProjection } from "../epsg.ts";
import { createFeatureSource, type PlacedThing } from "../feature-source.ts";
import { geometryThings, type ToLonLat } from "../geometry-thing.ts";
import type { MapSource, Tags } from "../map-source.ts";
import { isRecord, propertyTags } from "../property-tags.ts";
import { fileCredits, readingFile, readLines, readText, type StatedCredit } from "../source-file.ts";
import { buildingMeasures, groundLevel } from "./cityjson-building.ts";
import { bestGeometry, type Corner, shellsOf, surfacesOf } from "./cityjson-geometry.ts";
import { cityModel } from "./cityjson-model.ts";
import { anchorsOf, readTemplates, resolveInstances, type Templates } from "./cityjson-templates.ts";

const next =
  "Give a CityJSON file (.city.json, .json) or a sequence (.city.jsonl) that names its coordinate system.";

/** What is not a building comes as it is, when its attributes or its type say what it is. */
const subjects: Record<string, Tags> = {
  WaterBody: { natural: "water" },
  PlantCover: { natural: "scrub" },
  SolitaryVegetationObject: { natural: "tree" },
  GenericCityObject: {},
  "+GenericCityObject": {},
  LandUse: {},
  CityFurniture: {},
};

type CityObject = Record<string, unknown>;

/** Throws `bad-request` when it is damaged, no CityJSON, or of a coordinate system that is not known. */
export async function openCityJson(path: string, credit?: StatedCredit): Promise<MapSource> {
  return readingFile(path, next, async () => {
    const things: PlacedThing[] = [];
    const name = basename(path).replace(/(\.city)?\.jsonl?(\.gz)?$/i, "");
    let header: Header | null = null;
    if (/\.jsonl(\.gz)?$/i.test(path))
      for await (const [number, line] of readLines(path)) {
        const part: unknown = parse(line, number);
        header ??= readHeader(part, name);
        addObjects(part, header, things);
      }
    else {
      const root: unknown = JSON.parse(await readText(path));
      header = readHeader(root, name);
      addObjects(root, header, things);
    }
    if (header === null || things.length === 0) throw new Error("it holds no city objects that can be used");
    return createFeatureSource(name, "cityjson", await fileCredits(path, header.said, credit), things);
  });
}

function parse(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Error(`line ${number} is no JSON`, { cause });
  }
}

interface Header {
  /** Name of the data set. */
  name: string;
  templates: Templates;
  scale: Corner;
  translate: Corner;
  toLonLat: ToLonLat;
  inDegrees: boolean;
  said: Parameters<typeof fileCredits>[1];
}

function readHeader(root: unknown, name: string): Header {
  if (!isRecord(root) || root.type !== "CityJSON" || !/^(1\.[01]|2\.0)/.test(String(root.version)))
    throw new Error("it is no CityJSON of version 1.0, 1.1 or 2.0");
  const metadata = isRecord(root.metadata) ? root.metadata : {};
  const transform = isRecord(root.transform) ? root.transform : {};
  const stated = typeof metadata.referenceSystem === "string" ? metadata.referenceSystem : "";
  const epsg = epsgNumber(stated);
  if (epsg === null) throw new Error("it does not name its coordinate system");
  const system = openProjection(epsg);
  if (system === null)
    throw new Error(`its coordinate system ${epsg} is not known here (known: ${knownSystems})`);
  const contact = isRecord(metadata.pointOfContact) ? metadata.pointOfContact : {};
  return {
    name,
    templates: readTemplates(root["geometry-templates"]),
    scale: corner(transform.scale) ?? [1, 1, 1],
    translate: corner(transform.translate) ?? [0, 0, 0],
    toLonLat: system.toLonLat,
    inDegrees: system.inDegrees,
    said: {
      text: contact.organization ?? contact.contactName,
      licence: metadata.license ?? metadata.licence,
      date: metadata.referenceDate,
    },
  };
}

function corner(value: unknown): Corner | null {
  if (!Array.isArray(value) || value.length < 3) return null;
  const [x, y, z] = value;
  const fine = [x, y, z].every((entry) => typeof entry === "number" && Number.isFinite(entry));
  return fine ? [x, y, z] : null;
}

function addObjects(root: unknown, header: Header, things: PlacedThing[]): void {
  if (!isRecord(root) || !isRecord(root.CityObjects)) throw new Error("it has no city objects");
  const vertices = readVertices(root.vertices, header);
  const plane = header.inDegrees ? toPlane(vertices) : header.toLonLat;
  const objects = new Map(
    Object.entries(root.CityObjects).filter((entry): entry is [string, CityObject] => isRecord(entry[1])),
  );
  for (const object of objects.values())
    if (isTree(object)) object.geometry = anchorsOf(object.geometry);
    else if (isBuilding(object) || Object.hasOwn(subjects, String(object.type)))
      object.geometry = resolveInstances(object.geometry, header.templates, vertices);
  const levels = groundLevels(objects, vertices);
  for (const [id, object] of objects) {
    const geometry = bestGeometry(object.geometry);
    if (geometry === null) continue;
    const type = String(object.type);
    if (isBuilding(object))
      things.push(...building(id, object, geometry, { objects, vertices, levels, plane, name: header.name }));
    else if (Object.hasOwn(subjects, type)) things.push(...other(id, object, geometry, vertices, plane));
  }
}

const isBuilding = ({ type }: CityObject) => type === "Building" || type === "BuildingPart";

/** Its shape is the engine's own. */
const isTree = ({ type }: CityObject) => type === "SolitaryVegetationObject";

function readVertices(list: unknown, { scale, translate }: Header): (Corner | null)[] {
  return (Array.isArray(list) ? list : []).map((value): Corner | null => {
    const at = corner(value);
    if (at === null) return null;
    return [
      at[0] * scale[0] + translate[0],
      at[1] * scale[1] + translate[1],
      at[2] * scale[2] + translate[2],
    ];
  });
}

/** Shapes are measured in metres: degrees are turned into the UTM zone of the first corner, in place. */
function toPlane(vertices: (Corner | null)[]): ToLonLat {
  const first = vertices.find((at) => at !== null) ?? [0, 0, 0];
  const zone = Math.min(60, Math.max(1, Math.floor((first[0] + 180) / 6) + 1));
  const plane = openProjection((first[1] < 0 ? 32700 : 32600) + zone);
  if (plane === null) throw new Error("its coordinates are not on Earth");
  for (const at of vertices) if (at !== null) [at[0], at[1]] = plane.fromLonLat(at[0], at[1]);
  return plane.toLonLat;
}

/** What the objects of one file share. */
interface Shared {
  objects: Map<string, CityObject>;
  vertices: (Corner | null)[];
  /** Lowest ground of each building, all of its parts included. */
  levels: Map<string, number>;
  plane: ToLonLat;
  name: string;
}

function building(
  id: string,
  object: CityObject,
  geometry: Record<string, unknown>,
  { objects, vertices, levels, plane, name }: Shared,
): PlacedThing[] {
  const parent = objects.get(parentOf(object) ?? "");
  // A building that has a shape of its own is the outline, its parts are parts; else every part is a building.
  const isPart = parent !== undefined && bestGeometry(parent.geometry) !== null;
  const zero = levels.get(parentOf(object) ?? id) ?? Number.POSITIVE_INFINITY;
  const shells = shellsOf(geometry, vertices);
  const measures = buildingMeasures(shells.flat(), zero);
  const measured = measures.tags.height !== undefined;
  const tagsFor = (): Tags => {
    const said = propertyTags({ ...attributes(parent ?? {}), ...attributes(object) }, false);
    const { "roof:shape": code, ...rest } = said;
    // National lists of roof codes differ; a word is a roof type, a number is not.
    const named: Tags = code !== undefined && /^[a-z_]+$/i.test(code) ? { "roof:shape": code } : {};
    const subject = { [isPart ? "building:part" : "building"]: said.building ?? "yes" };
    return { ...rest, ...subject, ...named, ...measures.tags };
  };
  if (measures.footprint.length > 0) {
    const outline = { type: "MultiPolygon", coordinates: measures.footprint };
    const model = cityModel(name, geometry.lod, shells, zero, measured, plane);
    return geometryThings(id, outline, tagsFor, plane).map(({ made, box }) => ({
      made: "kind" in made && made.kind === "area" ? { ...made, model } : made,
      box,
    }));
  }
  const [place] = shells[0]?.[0]?.rings[0] ?? [];
  if (place === undefined) return [];
  const [lon, lat] = plane(place[0], place[1]);
  return [
    { made: { id, reason: "skip-no-ground-surface", tags: { building: "yes" } }, box: [lon, lat, lon, lat] },
  ];
}

function parentOf(object: CityObject): string | undefined {
  const [parent] = object.type === "BuildingPart" && Array.isArray(object.parents) ? object.parents : [];
  return typeof parent === "string" ? parent : undefined;
}

function groundLevels(objects: Map<string, CityObject>, vertices: (Corner | null)[]): Map<string, number> {
  const levels = new Map<string, number>();
  for (const [id, object] of objects) {
    const geometry = bestGeometry(object.geometry);
    if (geometry === null || !isBuilding(object)) continue;
    const key = parentOf(object) ?? id;
    const level = groundLevel(surfacesOf(geometry, vertices));
    levels.set(key, Math.min(level, levels.get(key) ?? Number.POSITIVE_INFINITY));
  }
  return levels;
}

function attributes(object: CityObject): Record<string, unknown> {
  return isRecord(object.attributes) ? object.attributes : {};
}

function other(
  id: string,
  object: CityObject,
  geometry: Record<string, unknown>,
  vertices: (Corner | null)[],
  toLonLat: ToLonLat,
): PlacedThing[] {
  const tags = { ...subjects[String(object.type)], ...propertyTags(attributes(object), false) };
  const at = (index: unknown) => (typeof index === "number" ? vertices[index] : null);
  const list = Array.isArray(geometry.boundaries) ? geometry.boundaries : [];
  if (geometry.type === "MultiPoint")
    return geometryThings(id, { type: "MultiPoint", coordinates: list.map(at) }, () => tags, toLonLat);
  if (geometry.type === "MultiLineString") {
    const coordinates = list.map((line) => (Array.isArray(line) ? line.map(at) : line));
    return geometryThings(id, { type: "MultiLineString", coordinates }, () => tags, toLonLat);
  }
  const surfaces = surfacesOf(geometry, vertices);
  const coordinates =
    tags.natural === "tree" ? surfaces[0]?.rings[0]?.[0] : surfaces.map(({ rings }) => rings.map(closed));
  const type = tags.natural === "tree" ? "Point" : "MultiPolygon";
  return geometryThings(id, { type, coordinates }, () => tags, toLonLat);
}

function closed(ring: Corner[]): Corner[] {
  return [...ring, ring[0]];
}
