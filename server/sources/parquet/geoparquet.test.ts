import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { geojsonToWkb, parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isContextileError } from "../../../shared/errors.ts";
import { mapSourceSuite, villageBox } from "../map-source.suite.ts";
import { damagedReads } from "../testing/damage.ts";
import { type VillageFeature, villageFeatures } from "../testing/village-geojson.ts";
import { openGeoParquet } from "./geoparquet.ts";

const folder = mkdtempSync(join(tmpdir(), "contextile-parquet-"));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

interface Columns {
  rowGroupSize?: number;
  codec?: "UNCOMPRESSED" | "SNAPPY" | "GZIP";
  withBox?: boolean;
  crs?: unknown;
}

/** Text columns for all properties, WKB, and a box a row as Overture has it. */
function parquet(
  features: VillageFeature[],
  { rowGroupSize = 3, codec = "SNAPPY", withBox = true, crs }: Columns = {},
) {
  const keys = [...new Set(features.flatMap(({ properties }) => Object.keys(properties)))];
  const text = (name: string, data: (string | undefined)[]) => ({
    name,
    data: data.map((value) => value ?? null),
  });
  const boxes = features.map(({ geometry }) => {
    const flat = geometry.coordinates.flat(2);
    const [xs, ys] = [flat.filter((_, i) => i % 2 === 0), flat.filter((_, i) => i % 2 === 1)];
    return { xmin: Math.min(...xs), ymin: Math.min(...ys), xmax: Math.max(...xs), ymax: Math.max(...ys) };
  });
  const covering = Object.fromEntries(["xmin", "ymin", "xmax", "ymax"].map((key) => [key, ["bbox", key]]));
  const column = {
    encoding: "WKB",
    geometry_types: [],
    ...(withBox ? { covering: { bbox: covering } } : {}),
    ...(crs === undefined ? {} : { crs }),
  };
  const geo = { version: "1.1.0", primary_column: "geometry", columns: { geometry: column } };
  const extent = (side: "xmin" | "ymin" | "xmax" | "ymax") => boxes.map((box) => box[side]);
  const optional = (name: string, type: "BYTE_ARRAY" | "DOUBLE") =>
    ({ name, type, repetition_type: "OPTIONAL" }) as const;
  const texts = ["id", ...keys].map((name) => ({
    ...optional(name, "BYTE_ARRAY"),
    converted_type: "UTF8" as const,
  }));
  const boxSchema = [
    { name: "bbox", num_children: 4, repetition_type: "OPTIONAL" as const },
    ...["xmin", "ymin", "xmax", "ymax"].map((name) => optional(name, "DOUBLE")),
  ];
  const bbox = [
    Math.min(...extent("xmin")),
    Math.min(...extent("ymin")),
    Math.max(...extent("xmax")),
    Math.max(...extent("ymax")),
  ];
  const bytes = parquetWriteBuffer({
    columnData: [
      text(
        "id",
        features.map(({ id }) => id),
      ),
      ...keys.map((key) =>
        text(
          key,
          features.map(({ properties }) => properties[key]),
        ),
      ),
      { name: "geometry", data: features.map(({ geometry }) => geojsonToWkb(geometry)) },
      ...(withBox ? [{ name: "bbox", data: boxes }] : []),
    ],
    schema: [
      { name: "root", num_children: texts.length + (withBox ? 2 : 1) },
      ...texts,
      optional("geometry", "BYTE_ARRAY"),
      ...(withBox ? boxSchema : []),
    ],
    rowGroupSize,
    codec,
    compressors: { GZIP: (input) => gzipSync(input) },
    kvMetadata: [
      { key: "geo", value: JSON.stringify({ ...geo, columns: { geometry: { ...column, bbox } } }) },
    ],
  });
  return new Uint8Array(bytes);
}

const asked: string[] = [];
let served: Uint8Array = new Uint8Array();
const server = createServer((request, response) => {
  const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "");
  asked.push(request.headers.range ?? "all");
  if (range === null || request.url === "/whole.parquet") return response.end(served);
  const [start, end] = [Number(range[1]), Number(range[2])];
  response.writeHead(206, {
    "content-range": `bytes ${start}-${end}/${served.length}`,
    "last-modified": "Fri, 02 Jan 2026 00:00:00 GMT",
  });
  return response.end(served.subarray(start, end + 1));
});
let base = "";
beforeAll(async () => {
  served = parquet(villageFeatures());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

mapSourceSuite("GeoParquet", () => openGeoParquet(file("village.parquet", parquet(villageFeatures()))));
mapSourceSuite("GeoParquet without boxes, gzip", () =>
  openGeoParquet(file("plain.parquet", parquet(villageFeatures(), { codec: "GZIP", withBox: false }))),
);

/** A grid of 30 × 30 small houses, 100 to a row group, in rows from the south. */
function houses(): VillageFeature[] {
  return Array.from({ length: 900 }, (_, i) => {
    const [x, y] = [11 + (i % 30) * 0.01, 49 + Math.floor(i / 30) * 0.01];
    const ring = [
      [x, y],
      [x + 0.001, y],
      [x + 0.001, y + 0.001],
      [x, y + 0.001],
      [x, y],
    ];
    const properties = { height: "9.5", num_floors: "3", subtype: "residential" };
    return { type: "Feature", id: `h${i}`, properties, geometry: { type: "Polygon", coordinates: [ring] } };
  });
}

describe("openGeoParquet", () => {
  it("asks a server only for the rows near the box, and not twice", async () => {
    served = parquet(houses(), { rowGroupSize: 90, codec: "UNCOMPRESSED" });
    const cacheFolder = join(folder, "cache");
    const source = await openGeoParquet(`${base}/houses.parquet`, { cacheFolder });
    const before = asked.length;
    const { features } = await source.features([11.095, 49.195, 11.105, 49.205]);
    expect(features.map(({ id, tags }) => [id, tags.building, tags.height, tags["building:levels"]])).toEqual(
      [["h610", "residential", "9.5", "3"]],
    );
    const bytes = asked.slice(before).reduce((sum, range) => {
      const [start, end] = range.replace("bytes=", "").split("-").map(Number);
      return sum + end - start + 1;
    }, 0);
    expect(bytes).toBeLessThan(served.length / 8);
    const after = asked.length;
    await source.features([11.095, 49.195, 11.105, 49.205]);
    expect(asked.length).toBe(after);
    expect(source.info()).toMatchObject({
      withoutBasemap: true,
      attribution: [
        {
          text: "© OpenStreetMap contributors, Overture Maps Foundation",
          licence: "ODbL 1.0",
          date: "2026-01-02T00:00:00.000Z",
        },
      ],
    });
    expect(source.info().coverage?.[3]).toBeCloseTo(49.291, 6);
  });

  it("reads a projected file", async () => {
    const ring = [
      [500_000, 5_318_427],
      [500_100, 5_318_427],
      [500_100, 5_318_527],
      [500_000, 5_318_527],
      [500_000, 5_318_427],
    ];
    const scaled = ring.map(([x, y]) => [x, y * 0.9996]);
    const feature: VillageFeature = {
      type: "Feature",
      id: "u",
      properties: {},
      geometry: { type: "Polygon", coordinates: [scaled] },
    };
    const crs = { id: { authority: "EPSG", code: 25832 } };
    const source = await openGeoParquet(file("utm.parquet", parquet([feature], { crs })));
    const { features } = await source.features([8.99, 47.99, 9.01, 48.01]);
    if (features[0]?.kind !== "area") throw new Error("no area");
    expect(features[0].polygons[0].outer[0]).toBeCloseTo(9, 9);
    expect(features[0].polygons[0].outer[1]).toBeCloseTo(48, 4);
  });

  it("answers bad files and servers with a clear error", async () => {
    const message = async (place: string) => {
      const thrown = await openGeoParquet(place).catch((error: unknown) => error);
      if (!isContextileError(thrown)) throw new Error(`not of the family: ${String(thrown)}`);
      return `${thrown.code}: ${thrown.message}`;
    };
    expect(await message(join(folder, "none.parquet"))).toContain("There is no file");
    expect(await message(file("text.parquet", Buffer.from("this is not a table")))).toContain("bad-request");
    const plain = parquetWriteBuffer({ columnData: [{ name: "a", data: [1, 2] }] });
    expect(await message(file("plain.parquet", new Uint8Array(plain)))).toContain("has no geometry");
    expect(await message(`${base}/whole.parquet`)).toContain("does not give the file in pieces");
  });

  it("survives a file cut anywhere and a damaged footer", async () => {
    const whole = parquet(villageFeatures(), { codec: "UNCOMPRESSED" });
    const read = async (bytes: Uint8Array) =>
      (await openGeoParquet(file("damaged.parquet", bytes))).features(villageBox);
    const cuts: string[] = [];
    for (let cut = 0; cut < whole.length; cut += 53)
      await read(whole.slice(0, cut)).catch((error: unknown) => {
        if (!isContextileError(error)) cuts.push(`cut ${cut}: ${String(error)}`);
      });
    expect(cuts).toEqual([]);
    const footer = whole.length - 8 - new DataView(whole.buffer).getUint32(whole.length - 8, true);
    const withFooter = (tail: Uint8Array) => read(Buffer.concat([whole.subarray(0, footer), tail]));
    expect(await damagedReads(whole.slice(footer), 200, withFooter)).toEqual([]);
  });
});
