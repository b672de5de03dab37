import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { isContextileError } from "../../../shared/errors.ts";
import { districtPath } from "../../../shared/testing/districts.ts";
import { type PrivatePostgres, startPrivatePostgres } from "../../testing/private-postgres.ts";
import { mapSourceSuite } from "../map-source.suite.ts";
import type { MapFeature } from "../map-source.ts";
import { openOsmFile } from "../open-osm-file.ts";
import { villageXml } from "../testing/village.ts";
import { openPostgis } from "./postgis.ts";

/** A database with PostGIS for every map; null, with the reason printed, where something is not installed. */
const postgres = await startMaps();
afterAll(() => postgres?.stop());

async function startMaps(): Promise<PrivatePostgres | null> {
  if (!installed()) {
    console.log(
      "skipped: osm2pgsql is not installed (Debian: apt-get install osm2pgsql postgresql-15-postgis-3)",
    );
    return null;
  }
  const server = await startPrivatePostgres();
  if (server === null) return null;
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query("select 1 from pg_available_extensions where name = 'postgis'");
  await client.end();
  if (rows.length > 0) return server;
  console.log("skipped: PostGIS is not installed (Debian: apt-get install postgresql-15-postgis-3)");
  await server.stop();
  return null;
}

/** Root installs what is missing, as the tests of the hosts do. */
function installed(): boolean {
  const there = () => {
    try {
      execFileSync("osm2pgsql", ["--version"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  };
  if (there() || process.getuid?.() !== 0) return there();
  try {
    const packages = ["osm2pgsql", "postgresql-15-postgis-3"];
    execFileSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], {
      stdio: "ignore",
      timeout: 90_000,
    });
  } catch {
    return false;
  }
  return there();
}

/** A fresh database, filled; its address. */
async function filled(name: string, file: string, options: string[]): Promise<string> {
  if (postgres === null) throw new Error("there is no PostgreSQL");
  const url = await emptyMap(name);
  execFileSync("osm2pgsql", ["--create", "--cache", "64", ...options, "-d", url, file], { stdio: "pipe" });
  return url;
}

async function emptyMap(name: string): Promise<string> {
  if (postgres === null) throw new Error("there is no PostgreSQL");
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = postgres.url.replace(/\/postgres$/, `/${name}`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("create extension postgis; create extension hstore");
  await client.end();
  return url;
}

if (postgres !== null) {
  const village = join(mkdtempSync(join(tmpdir(), "contextile-postgis-")), "village.osm");
  writeFileSync(village, villageXml());
  const mercator = await filled("mercator", village, ["--hstore"]);
  const degrees = await filled("degrees", village, ["--latlong"]);
  const dropped = { brokenOutlines: "dropped" } as const;
  mapSourceSuite("PostGIS in Web Mercator with hstore", () => openPostgis(mercator), dropped);
  mapSourceSuite("PostGIS in degrees without hstore", () => openPostgis(degrees), dropped);
}

describe("openPostgis", () => {
  it("gives the things that the file itself gives, on several connections at once", async ({ skip }) => {
    const path = districtPath("darmstadt-luisenplatz.osm.pbf");
    if (path === null || postgres === null) return skip();
    const url = await filled("darmstadt", path, ["--hstore"]);
    const file = await openOsmFile(path);
    const box = file.info().coverage;
    if (box === null) throw new Error("the file is empty");
    const sources = await Promise.all([openPostgis(url), openPostgis(url), openPostgis(url)]);
    const answers = await Promise.all(sources.map((source) => source.features(box)));
    const wanted = (await file.features(box)).features;
    for (const { features } of answers) {
      for (const [key, kind] of counted)
        expect([key, count(features, key, kind)]).toEqual([key, count(wanted, key, kind)]);
    }
    expect(count(wanted, "building", "area")).toBeGreaterThan(90);
    const byId = new Map(answers[0].features.map((feature) => [feature.id, feature]));
    const houses = wanted.filter(
      ({ id, kind, tags }) => kind === "area" && tags.building && id.startsWith("way"),
    );
    const different = houses.filter((house) => !sameArea(house, byId.get(house.id)));
    expect(different.map(({ id }) => id)).toEqual([]);
    const coverage = sources[0].info().coverage ?? [0, 0, 0, 0];
    for (let i = 0; i < 4; i++) expect(Math.abs(coverage[i] - box[i])).toBeLessThan(0.005);
    await Promise.all(sources.map((source) => source.close()));
  });

  it("uses the spatial index", async ({ skip }) => {
    if (postgres === null) return skip();
    const client = new pg.Client({ connectionString: postgres.url.replace(/\/postgres$/, "/mercator") });
    await client.connect();
    await client.query("set enable_seqscan = off");
    const { rows } = await client.query(
      "explain select 1 from planet_osm_polygon where way && ST_Transform(ST_MakeEnvelope(10, 48, 10.01, 48.01, 4326), 3857)",
    );
    await client.end();
    expect(JSON.stringify(rows)).toMatch(/Index Scan/);
  });

  it("has another version after every change, and the same one as long as nothing changes", async ({
    skip,
  }) => {
    if (postgres === null) return skip();
    const url = postgres.url.replace(/\/postgres$/, "/degrees");
    const source = await openPostgis(url);
    const before = await source.version?.();
    expect(before).toMatch(/^[0-9a-f]{32}$/);
    expect(await source.version?.()).toBe(before);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query("update planet_osm_point set name = 'Renamed' where name is not null");
    // A session hands its counts over when it ends, or a second later.
    await client.end();
    let after = before;
    for (let i = 0; i < 500 && after === before; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      after = await source.version?.();
    }
    expect(after).not.toBe(before);
    await source.close();
  });

  it("says what is wrong with a database, without its password", async ({ skip }) => {
    const message = async (url: string) => {
      const thrown = await openPostgis(url).catch((error: unknown) => error);
      if (!isContextileError(thrown)) throw new Error("not of the family");
      return `${thrown.code}: ${thrown.message}`;
    };
    const closed = await message("postgres://someone:hunter2@127.0.0.1:1/map");
    expect(closed).toContain("service-down");
    expect(closed).not.toContain("hunter2");
    if (postgres === null) return skip();
    expect(await message(await emptyMap("empty"))).toContain("bad-request: The map database has no table");
  });
});

const counted: [string, MapFeature["kind"]][] = [
  ["building", "area"],
  ["building:part", "area"],
  ["highway", "line"],
  ["railway", "line"],
  ["barrier", "line"],
  ["natural", "point"],
  ["landuse", "area"],
  ["leisure", "area"],
];

function count(features: MapFeature[], key: string, kind: MapFeature["kind"]): number {
  return features.filter((feature) => feature.kind === kind && feature.tags[key] !== undefined).length;
}

function sameArea(a: MapFeature, b: MapFeature | undefined): boolean {
  if (a.kind !== "area" || b?.kind !== "area") return false;
  const corners = ({ polygons }: typeof a) => {
    const flat = polygons[0].outer;
    return Array.from({ length: flat.length / 2 }, (_, i) => `${flat[2 * i]},${flat[2 * i + 1]}`).sort();
  };
  return JSON.stringify([...new Set(corners(a))]) === JSON.stringify([...new Set(corners(b))]);
}
