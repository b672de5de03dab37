/** GeoParquet, as Overture publishes buildings: a file or an address; only the rows near a box are read. */
import { basename } from "node:path";
import type { FileMetaData } from "hyparquet";
import { failure, isContextileError } from "../../../shared/errors.ts";
import { says } from "../../../shared/sentences.ts";
import { geometryThings } from "../geometry-thing.ts";
import type { BoundingBox, MapFeature, MapSource, MapSourceInfo, SourceSkip } from "../map-source.ts";
import { centreSquare } from "../osm/osm-map-source.ts";
import { createPlaceIndex, type PlaceIndex } from "../place-index.ts";
import { isRecord, propertyTags } from "../property-tags.ts";
import { openLocalRanges, openRemoteRanges, type RangeFile, type RangeOptions } from "../range-file.ts";
import { readingFile, type StatedCredit } from "../source-file.ts";
import { type GeoParquetLayout, groupExtent, projectBox, readLayout, touches } from "./geoparquet-layout.ts";
import { readFooter } from "./parquet-footer.ts";
import { impossibleFooter } from "./parquet-numbers.ts";
import { openParquetThread, type ParquetRow, type ParquetThread } from "./parquet-thread.ts";

const next =
  "Give a GeoParquet file or its http address, with WKB geometry, like the buildings of Overture Maps.";
/** More rows than this for one box are refused. */
const mostRows = 400_000;
/** Names are searched and a map is drawn only in files that are this small and on this machine. */
const smallFile = 200_000;
/** Rows that are not wanted but cheaper to read than to leave out. */
const gap = 64;
/** Columns that are large and say nothing to the engine. */
const unread = new Set(["sources", "bbox", "cartography"]);

interface Table {
  file: RangeFile;
  thread: ParquetThread;
  metadata: FileMetaData;
  layout: GeoParquetLayout;
  columns: string[];
  name: string;
}

/** Throws `bad-request` when it is damaged or holds no geometry, `service-down` when its server does not answer. */
export async function openGeoParquet(
  place: string,
  options: RangeOptions & { credit?: StatedCredit } = {},
): Promise<MapSource> {
  const remote = /^https?:/i.test(place);
  const table = remote
    ? await refusing(place, async () => openTable(await openRemoteRanges(place, options), place))
    : await readingFile(place, next, async () => openTable(await openLocalRanges(place), place));
  const small = !remote && Number(table.metadata.num_rows) <= smallFile;
  const info = { ...describe(table, options.credit ?? {}), withoutBasemap: !small };
  const features: MapSource["features"] = (box, signal) => refusing(place, () => readBox(table, box, signal));
  let places: Promise<PlaceIndex> | null = null;
  return {
    info: () => info,
    features,
    async places(query, limit) {
      if (!small) return [];
      places ??= features([-180, -90, 180, 90]).then(({ features }) => createPlaceIndex(named(features)));
      return (await places).search(query, limit);
    },
    close: table.thread.close,
  };
}

async function refusing<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (isContextileError(thrown) || (thrown instanceof Error && thrown.name === "AbortError")) throw thrown;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw failure("bad-request", says("map-file-unread", { name: nameOf(place), why }), {
      next,
      cause: thrown,
    });
  }
}

function nameOf(place: string): string {
  return basename(URL.canParse(place) && /^https?:/i.test(place) ? new URL(place).pathname : place);
}

async function openTable(source: RangeFile, place: string): Promise<Table> {
  const file = { ...source, slice: quietly(source.slice) };
  const metadata = await readFooter(file);
  const why = impossibleFooter(metadata, file.byteLength);
  if (why !== null) throw new Error(why);
  const layout = readLayout(metadata);
  const [root] = metadata.schema;
  const top: string[] = [];
  for (let i = 1; i < metadata.schema.length && top.length < (root.num_children ?? 0); ) {
    top.push(metadata.schema[i].name);
    i = afterSubtree(metadata, i);
  }
  const columns = top.filter((name) => !unread.has(name) && name !== layout.boxColumn?.name);
  return { file, thread: openParquetThread(file, metadata), metadata, layout, columns, name: nameOf(place) };
}

/** The reader asks for pieces ahead and may forget one; its failure must not end the process. */
function quietly(slice: RangeFile["slice"]): RangeFile["slice"] {
  return (start, end) => {
    const piece = slice(start, end);
    piece.catch(() => {});
    return piece;
  };
}

function afterSubtree({ schema }: FileMetaData, at: number): number {
  let open = 1;
  let i = at;
  for (; open > 0 && i < schema.length; i++) open += (schema[i].num_children ?? 0) - 1;
  return i;
}

function describe({ file, layout, metadata, columns, name }: Table, credit: StatedCredit): MapSourceInfo {
  const extents =
    layout.extent === null ? metadata.row_groups.map((group) => groupExtent(group, layout)) : [layout.extent];
  const known = extents.every((extent) => extent !== null) ? extents : [];
  const union =
    known.length === 0
      ? null
      : known.reduce((a, b) => [
          Math.min(a[0], b[0]),
          Math.min(a[1], b[1]),
          Math.max(a[2], b[2]),
          Math.max(a[3], b[3]),
        ]);
  const coverage =
    union === null || layout.system === null ? union : projectBox(union, layout.system.toLonLat);
  // The form of Overture's buildings; most of them come from OpenStreetMap, and all are under its licence.
  const overture = columns.includes("subtype") && columns.includes("num_floors");
  const text = credit.text ?? (overture ? "© OpenStreetMap contributors, Overture Maps Foundation" : name);
  const licence = credit.licence ?? (overture ? "ODbL 1.0" : "licence not stated");
  const plain = name.replace(/\.(geo)?parquet$/i, "");
  return {
    name: plain,
    dataset: { name: overture ? "Overture Maps" : plain, form: "geoparquet" },
    attribution: [{ text, licence, ...(file.date === undefined ? {} : { date: file.date }) }],
    coverage,
    sampleArea: coverage === null ? null : { label: `Centre of ${name}`, ring: centreSquare(coverage) },
  };
}

async function readBox(table: Table, box: BoundingBox, signal: AbortSignal | undefined) {
  const { metadata, layout } = table;
  const own = layout.system === null ? box : projectBox(box, layout.system.fromLonLat);
  const features: MapFeature[] = [];
  const skipped: SourceSkip[] = [];
  let start = 0;
  let rows = 0;
  for (const group of metadata.row_groups) {
    signal?.throwIfAborted();
    const end = start + Number(group.num_rows);
    const extent = groupExtent(group, layout);
    for (const [from, to] of extent === null || touches(extent, own)
      ? await runs(table, start, end, own)
      : []) {
      signal?.throwIfAborted();
      rows += to - from;
      if (rows > mostRows) throw failure("area-too-large", says("map-too-many-things"));
      const found = await read(table, table.columns, from, to);
      for (const [i, row] of found.entries()) addRow(table, row, from + i, box, features, skipped);
    }
    start = end;
  }
  return { features, skipped };
}

/** Rows whose own box touches, as ranges; without a box column the whole group. */
async function runs(table: Table, start: number, end: number, box: BoundingBox): Promise<[number, number][]> {
  const { boxColumn } = table.layout;
  if (boxColumn === null) return [[start, end]];
  const rows = await read(table, [boxColumn.name], start, end);
  const result: [number, number][] = [];
  rows.forEach((row, i) => {
    const own = row[boxColumn.name];
    if (!isRecord(own)) return;
    const [west, south, east, north] = boxColumn.fields.map((field) => Number(own[field]));
    if (!touches([west, south, east, north], box)) return;
    const last = result[result.length - 1];
    if (last !== undefined && start + i - last[1] <= gap) last[1] = start + i + 1;
    else result.push([start + i, start + i + 1]);
  });
  return result;
}

function read({ thread }: Table, columns: string[], rowStart: number, rowEnd: number): Promise<ParquetRow[]> {
  return thread.read({ columns, rowStart, rowEnd });
}

function addRow(
  { layout }: Table,
  row: ParquetRow,
  number: number,
  box: BoundingBox,
  features: MapFeature[],
  skipped: SourceSkip[],
): void {
  const { [layout.geometryColumn]: geometry, id, ...properties } = row;
  const name =
    typeof id === "string" || typeof id === "number" || typeof id === "bigint" ? String(id) : `row/${number}`;
  const tagsFor = (isArea: boolean) => propertyTags(properties, isArea);
  for (const { made, box: own } of geometryThings(name, geometry, tagsFor, layout.system?.toLonLat)) {
    if (!touches(own, box)) continue;
    if ("reason" in made) skipped.push(made);
    else features.push(made);
  }
}

function* named(features: MapFeature[]) {
  for (const feature of features) {
    if (feature.tags.name === undefined) continue;
    if (feature.kind === "point") {
      const { lon, lat } = feature;
      yield { tags: feature.tags, box: [lon, lat, lon, lat] as const };
      continue;
    }
    const flat = feature.kind === "line" ? feature.coordinates : feature.polygons[0].outer;
    const lons = flat.filter((_, i) => i % 2 === 0);
    const lats = flat.filter((_, i) => i % 2 === 1);
    yield {
      tags: feature.tags,
      box: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] as const,
    };
  }
}
