/** GeoJSON (RFC 7946), one collection or one feature a line; footprints with heights under the usual names. */
import { basename } from "node:path";
import { epsgNumber, knownSystems, openProjection } from "./epsg.ts";
import { createFeatureSource, type PlacedThing } from "./feature-source.ts";
import { geometryThings, type ToLonLat } from "./geometry-thing.ts";
import type { MapSource } from "./map-source.ts";
import { isRecord, propertyTags } from "./property-tags.ts";
import { fileCredits, readingFile, readLines, readText, type StatedCredit } from "./source-file.ts";

const next =
  "Give a GeoJSON file: a FeatureCollection (.geojson, .json) or one Feature a line (.geojsonl), in WGS84.";
const perLine = /\.(geojsonl|geojsons|ndjson|jsonl|geojsonseq)(\.gz)?$/i;

/** Opens `.geojson`, `.json`, `.geojsonl`, `.ndjson`, also `.gz`. Throws `bad-request` when it is damaged or no GeoJSON. */
export async function openGeoJson(path: string, credit?: StatedCredit): Promise<MapSource> {
  return readingFile(path, next, async () => {
    const collector = new Collector();
    const said = perLine.test(path) ? await readByLine(path, collector) : await readWhole(path, collector);
    if (collector.features === 0) throw new Error("it holds no features");
    const name = basename(path)
      .replace(/(\.gz)?$/i, "")
      .replace(/\.[a-z]+$/i, "");
    return createFeatureSource(name, "geojson", await fileCredits(path, said, credit), collector.things);
  });
}

type Said = Parameters<typeof fileCredits>[1];

async function readByLine(path: string, collector: Collector): Promise<Said> {
  for await (const [number, line] of readLines(path)) {
    const value = parse(line, `line ${number} is no JSON`);
    if (!collector.add(value)) throw new Error(`line ${number} is no GeoJSON feature`);
    if (number % 5000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return {};
}

async function readWhole(path: string, collector: Collector): Promise<Said> {
  const text = await readText(path);
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (thrown) {
    // Many programs write one feature a line and call it .json all the same.
    const end = text.indexOf("\n");
    if (end < 0 || !isFeature(tryParse(text.slice(0, end)))) throw thrown;
    return readByLine(path, collector);
  }
  if (!isRecord(root)) throw new Error("it is no GeoJSON");
  collector.toLonLat = systemOf(root);
  const members = root.type === "FeatureCollection" ? root.features : [root];
  if (!Array.isArray(members)) throw new Error("its collection has no features");
  members.forEach((member, i) => {
    if (!collector.add(member)) throw new Error(`member ${i + 1} is no GeoJSON feature`);
  });
  return {
    text: root.attribution,
    licence: root.license ?? root.licence,
    date: root.timestamp ?? root.date,
  };
}

/** The older GeoJSON named its coordinate system; many city portals still do. */
function systemOf(root: Record<string, unknown>): ToLonLat | undefined {
  if (!isRecord(root.crs)) return undefined;
  const name = isRecord(root.crs.properties) ? root.crs.properties.name : undefined;
  const epsg = typeof name === "string" ? epsgNumber(name) : null;
  if (epsg === 4326) return undefined;
  const system = epsg === null ? null : openProjection(epsg);
  if (system === null) throw new Error(`its coordinate system is not known here (known: ${knownSystems})`);
  return system.toLonLat;
}

class Collector {
  readonly things: PlacedThing[] = [];
  features = 0;
  toLonLat: ToLonLat | undefined;
  private readonly ids = new Set<string>();

  /** False where the value is no feature at all. */
  add(value: unknown): boolean {
    if (!isFeature(value)) return false;
    this.features++;
    const properties = isRecord(value.properties) ? value.properties : {};
    const id = this.fresh(value.id ?? properties["@id"] ?? properties.id ?? properties.osm_id);
    this.things.push(
      ...geometryThings(id, value.geometry, (isArea) => propertyTags(properties, isArea), this.toLonLat),
    );
    return true;
  }

  private fresh(stated: unknown): string {
    const usable = typeof stated === "string" || typeof stated === "number";
    const wished = usable && stated !== "" ? String(stated) : `feature/${this.features}`;
    const id = this.ids.has(wished) ? `${wished}/${this.features}` : wished;
    this.ids.add(id);
    return id;
  }
}

function isFeature(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && value.type === "Feature";
}

function parse(text: string, problem: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(problem, { cause });
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
