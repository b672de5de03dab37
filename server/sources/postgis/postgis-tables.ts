/** What osm2pgsql has left in a database: which tables, which tag columns, which coordinate system, how far, how old. */
import type pg from "pg";
import { ContextileError } from "../../../shared/errors.ts";
import type { BoundingBox } from "../map-source.ts";

export interface Table {
  /** Schema and name, quoted. */
  name: string;
  kind: "point" | "line" | "polygon";
  /** Columns that are tags. */
  columns: string[];
  /** SQL that gives all other tags as JSON; null without them. */
  hstore: string | null;
  srid: number;
}

/** Text columns that are no tags. */
const noTags = new Set(["osm_id", "way", "tags", "way_area", "z_order"]);
/** About so many things say where the middle 98 % of the map lie. */
const sampled = 20_000;

/** Throws `bad-request` where the tables are not those of osm2pgsql. */
export async function openTables(
  pool: pg.Pool,
): Promise<{ tables: Table[]; coverage: BoundingBox; date: string | undefined }> {
  const tables: Table[] = [];
  for (const kind of ["point", "line", "polygon"] as const) tables.push(await openTable(pool, kind));
  return { tables, coverage: await coverageOf(pool, tables), date: await dateOf(pool) };
}

async function openTable(pool: pg.Pool, kind: Table["kind"]): Promise<Table> {
  const plain = `planet_osm_${kind}`;
  const { rows } = await pool.query<{ name: string; type: string; place: string }>(
    `select attname as name, format_type(atttypid, null) as type, attrelid::regclass::text as place
      from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
    [plain],
  );
  const has = (name: string) => rows.some((row) => row.name === name);
  if (!has("osm_id") || !has("way"))
    throw new ContextileError("bad-request", `The map database has no table ${plain}.`, {
      next: "Fill it with osm2pgsql's default output, for example: osm2pgsql --create --hstore -d DATABASE FILE.osm.pbf",
    });
  const name = rows[0].place;
  const tagsType = rows.find((row) => row.name === "tags")?.type.replace(/^.*\./, "");
  const srid = await pool.query<{ srid: number }>(`select ST_SRID(way) as srid from ${name} limit 1`);
  return {
    name,
    kind,
    columns: rows.filter((row) => row.type === "text" && !noTags.has(row.name)).map((row) => row.name),
    hstore: tagsType === "hstore" ? "hstore_to_jsonb(tags)" : tagsType === "jsonb" ? "tags" : null,
    srid: srid.rows[0]?.srid ?? 3857,
  };
}

/** Complete ways and border relations reach far out; the middle 98 % of points and small areas say what is covered. */
async function coverageOf(pool: pg.Pool, tables: Table[]): Promise<BoundingBox> {
  const all: BoundingBox[] = [];
  for (const { name, srid, kind } of tables) {
    if (kind === "line") continue;
    const size = await pool.query<{ rows: number }>(
      `select reltuples as rows from pg_class where oid = $1::regclass`,
      [name],
    );
    const percent = Math.min(100, (100 * sampled) / Math.max(1, size.rows[0].rows));
    const { rows } = await pool.query<Record<string, number | null>>(
      `with middle as (select ST_Transform(ST_SetSRID(ST_Centroid(Box2D(way)), ${srid}), 4326) as p
        from ${name} tablesample system (${percent}))
      select percentile_disc(0.01) within group (order by ST_X(p)) as west,
        percentile_disc(0.01) within group (order by ST_Y(p)) as south,
        percentile_disc(0.99) within group (order by ST_X(p)) as east,
        percentile_disc(0.99) within group (order by ST_Y(p)) as north from middle`,
    );
    const { west, south, east, north } = rows[0];
    if (west !== null && south !== null && east !== null && north !== null)
      all.push([west, south, east, north]);
  }
  if (all.length === 0)
    throw new ContextileError("bad-request", "The map database is empty.", {
      next: "Fill it with osm2pgsql.",
    });
  return all.reduce((a, b) => [
    Math.min(a[0], b[0]),
    Math.min(a[1], b[1]),
    Math.max(a[2], b[2]),
    Math.max(a[3], b[3]),
  ]);
}

/** Newer versions of osm2pgsql note how old the data is. */
async function dateOf(pool: pg.Pool): Promise<string | undefined> {
  const there = await pool.query<{ there: boolean }>(
    `select to_regclass('osm2pgsql_properties') is not null as there`,
  );
  if (!there.rows[0].there) return undefined;
  const { rows } = await pool.query<{ value: string }>(
    `select value from osm2pgsql_properties where property in ('current_timestamp', 'import_timestamp') order by property limit 1`,
  );
  return rows[0]?.value;
}
