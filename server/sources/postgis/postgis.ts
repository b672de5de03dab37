/**
 * OpenStreetMap in PostgreSQL with PostGIS, filled by osm2pgsql's default output (`planet_osm_*`), with or without
 * hstore, in Web Mercator or degrees. Any number of server processes may read one database; none of them writes.
 */
import pg from "pg";
import { failure, isContextileError } from "../../../shared/errors.ts";
import { says } from "../../../shared/sentences.ts";
import { geometryThings } from "../geometry-thing.ts";
import type { BoundingBox, MapFeature, MapSource, MapSourceInfo, SourceSkip, Tags } from "../map-source.ts";
import { nestRings } from "../osm/assemble-rings.ts";
import { seaRings } from "../osm/coastline.ts";
import { isArea } from "../osm/is-area.ts";
import { centreSquare } from "../osm/osm-map-source.ts";
import { createPlaceIndex, fold, type NamedThing } from "../place-index.ts";
import { isRecord } from "../property-tags.ts";
import { openTables, type Table } from "./postgis-tables.ts";

const next = "Fill the database with osm2pgsql (default output), best with --hstore, and check its address.";
/** A query that takes longer is stopped by the database. */
const statementMs = 30_000;
/** Rows of one table for one box. */
const mostRows = 400_000;
/** Names taken from the database for one search, before they are ranked. */
const mostNames = 500;
/** A basemap of a larger extent would be the whole database. Square degrees, about 600 km² at the middle latitudes. */
const largestBasemap = 0.08;

/** Throws `service-down` when the database cannot be reached, `bad-request` when it holds no map. */
export async function openPostgis(url: string): Promise<MapSource> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 8,
    connectionTimeoutMillis: 10_000,
    statement_timeout: statementMs,
  });
  // A lost connection is reported by the query that meets it; alone it must not end the process.
  pool.on("error", () => {});
  try {
    const { tables, coverage, date } = await querying(() => openTables(pool));
    const info = describe(coverage, date);
    return {
      info: () => info,
      features: (box, signal) => querying(() => readBox(pool, tables, box, signal)),
      places: (query, limit) => querying(() => findPlaces(pool, tables, query, limit)),
      version: () => querying(() => readVersion(pool)),
      close: () => pool.end(),
    };
  } catch (thrown) {
    await pool.end();
    throw thrown;
  }
}

/** Errors of the driver may hold the address and its password: only the database's own words are passed on. */
async function querying<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (isContextileError(thrown) || (thrown instanceof Error && thrown.name === "AbortError")) throw thrown;
    if (thrown instanceof pg.DatabaseError && thrown.code === "57014")
      throw failure("timeout", says("map-database-slow"), { cause: thrown });
    const why = thrown instanceof pg.DatabaseError ? thrown.message : "";
    throw failure("service-down", says("map-database-unread", { why }), { next, cause: thrown });
  }
}

function describe(coverage: BoundingBox, date: string | undefined): MapSourceInfo {
  const [west, south, east, north] = coverage;
  return {
    name: "OpenStreetMap",
    attribution: [{ text: "© OpenStreetMap contributors", licence: "ODbL 1.0", ...(date ? { date } : {}) }],
    coverage,
    sampleArea: { label: "Centre of the map", ring: centreSquare(coverage) },
    withoutBasemap: (east - west) * (north - south) > largestBasemap,
  };
}

/** Rows written so far, as the database counts them; a restart of it may lose counts and begins a new version. */
const versionQuery = `
  select md5(string_agg(concat_ws(' ', c.oid, c.relfilenode, n_tup_ins, n_tup_upd, n_tup_del), ',' order by c.oid)
    || pg_postmaster_start_time()::text
    || coalesce((select stats_reset::text from pg_stat_database where datname = current_database()), '')) as version
  from pg_class c left join pg_stat_user_tables s on s.relid = c.oid
  where c.relkind in ('r', 'p', 'm') and c.relname like 'planet\\_osm\\_%'`;

async function readVersion(pool: pg.Pool): Promise<string | null> {
  const { rows } = await pool.query<{ version: string | null }>(versionQuery);
  return rows[0]?.version ?? null;
}

async function readBox(pool: pg.Pool, tables: Table[], box: BoundingBox, signal: AbortSignal | undefined) {
  const points: MapFeature[] = [];
  const ways: MapFeature[] = [];
  const relations: MapFeature[] = [];
  const skipped: SourceSkip[] = [];
  const coast: [number, number][][] = [];
  for (const table of tables) {
    signal?.throwIfAborted();
    const { rows } = await pool.query<Record<string, unknown>>(boxQuery(table), [...box]);
    if (rows.length > mostRows) throw failure("area-too-large", says("map-too-many-things"));
    const into = table.kind === "point" ? points : ways;
    for (const made of rows.flatMap((row) => thingsOf(table, row))) {
      if ("reason" in made) skipped.push(made);
      else if (made.kind === "line" && made.tags.natural === "coastline") coast.push(pairs(made.coordinates));
      else (made.id.startsWith("relation") ? relations : into).push(made);
    }
  }
  const found = [...points, ...byId(ways), ...byId(relations)];
  if (coast.length > 0) addSea(coast, box, found, skipped);
  return { features: merged(found), skipped };
}

/** The operator && is the one that uses the spatial index; the box is turned into the table's system, not the table. */
function boxQuery({ name, columns, hstore, srid }: Table): string {
  const envelope = "ST_MakeEnvelope($1, $2, $3, $4, 4326)";
  const box = srid === 4326 ? envelope : `ST_Transform(${envelope}, ${srid})`;
  const way = srid === 4326 ? "way" : "ST_Transform(way, 4326)";
  const tags = hstore === null ? "null::text as tags" : `${hstore} as tags`;
  // Nine digits, so that a round trip through Mercator comes back to the seven that OpenStreetMap has.
  const fields = [`osm_id::text`, `ST_AsGeoJSON(${way}, 9) as shape`, tags, ...columns.map(quoted)].join(
    ", ",
  );
  return `select ${fields} from ${name} where way && ${box} order by abs(osm_id) limit ${mostRows + 1}`;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function thingsOf({ kind, columns }: Table, row: Record<string, unknown>): (MapFeature | SourceSkip)[] {
  const { osm_id: number } = row;
  const relation = String(number).startsWith("-");
  // Routes and borders are lines of relations; what they run along is there as ways.
  if (kind === "line" && relation) return [];
  const tags = tagsOf(row, columns);
  if (kind === "polygon" && relation && tags.boundary !== undefined && !isArea(tags)) return [];
  const id = `${kind === "point" ? "node" : relation ? "relation" : "way"}/${String(number).replace("-", "")}`;
  const shape: unknown = typeof row.shape === "string" ? JSON.parse(row.shape) : null;
  const things = geometryThings(id, shape, () => tags, rounded);
  return things.map(({ made }) => ("reason" in made || relation ? made : asMapped(made, tags)));
}

/** OpenStreetMap stores seven digits; so do the other readers. */
function rounded(lon: number, lat: number): [number, number] {
  return [Math.round(lon * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7];
}

function tagsOf(row: Record<string, unknown>, columns: string[]): Tags {
  const tags: Record<string, string> = {};
  for (const key of columns) {
    const value = row[key];
    if (typeof value === "string") tags[key] = value;
  }
  if (isRecord(row.tags))
    for (const [key, value] of Object.entries(row.tags)) if (typeof value === "string") tags[key] = value;
  return tags;
}

/** osm2pgsql has its own list of what encloses something: ours decides, so that every source gives the same. */
function asMapped(feature: MapFeature, tags: Tags): MapFeature {
  if (feature.kind === "area" && !isArea(tags))
    return { id: feature.id, tags, kind: "line", coordinates: feature.polygons[0].outer };
  if (feature.kind !== "line" || !isArea(tags)) return feature;
  const { coordinates } = feature;
  const end = coordinates.length - 2;
  if (end < 6 || coordinates[0] !== coordinates[end] || coordinates[1] !== coordinates[end + 1])
    return feature;
  const polygons = nestRings([coordinates]);
  return polygons.length === 0 ? feature : { id: feature.id, tags, kind: "area", polygons };
}

function byId(features: MapFeature[]): MapFeature[] {
  const number = ({ id }: MapFeature) => Number(/\d+/.exec(id)?.[0]);
  return features.sort((a, b) => number(a) - number(b));
}

/** Without --multi-geometry one relation is several rows, and a long line is cut: rows with one id are one thing. */
function merged(features: MapFeature[]): MapFeature[] {
  const result: MapFeature[] = [];
  let piece = 1;
  for (const feature of features) {
    const last = result[result.length - 1];
    const same = last !== undefined && last.id.split("#")[0] === feature.id;
    if (same && last.kind === "area" && feature.kind === "area") last.polygons.push(...feature.polygons);
    else {
      piece = same ? piece + 1 : 1;
      result.push(same ? { ...feature, id: `${feature.id}#${piece}` } : feature);
    }
  }
  return result;
}

function pairs(flat: Float64Array): [number, number][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}

/** Only there when osm2pgsql ran with --keep-coastlines. */
function addSea(
  coast: [number, number][][],
  box: BoundingBox,
  found: MapFeature[],
  skipped: SourceSkip[],
): void {
  const { rings, broken } = seaRings(coast, box);
  const polygons = nestRings(rings);
  if (polygons.length > 0)
    found.push({ id: "sea", tags: { natural: "water", water: "sea" }, kind: "area", polygons });
  for (let i = 0; i < broken; i++)
    skipped.push({ id: "sea", reason: "skip-coast-ends", tags: { natural: "coastline" } });
}

/** The database finds candidates by the folded first word, our own ranking orders them. */
async function findPlaces(pool: pg.Pool, tables: Table[], query: string, limit: number) {
  const [word] = fold(query).split(" ");
  if (word === "" || limit < 1) return [];
  const things: NamedThing[] = [];
  for (const { name, columns, srid } of tables) {
    if (!columns.includes("name")) continue;
    const way = srid === 4326 ? "way" : "ST_Transform(way, 4326)";
    const { rows } = await pool.query<Record<string, unknown>>(
      `select ${columns.map(quoted).join(", ")}, ST_XMin(e) as west, ST_YMin(e) as south, ST_XMax(e) as east,
        ST_YMax(e) as north from (select *, Box3D(${way}) as e from ${name} where name is not null
        and replace(regexp_replace(lower(normalize(name, NFD)), '[\u0300-\u036f''’]', '', 'g'), 'ß', 'ss') like $1
        limit ${mostNames}) as found`,
      [`%${word.replace(/[\\%_]/g, "")}%`],
    );
    for (const row of rows) {
      const [west, south, east, north] = [row.west, row.south, row.east, row.north].map(Number);
      things.push({ tags: tagsOf({ ...row, tags: null }, columns), box: [west, south, east, north] });
    }
  }
  return createPlaceIndex(things).search(query, limit);
}
