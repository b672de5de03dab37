import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeArrayBuffer } from "geotiff";
import proj4 from "proj4";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isContextileError } from "../../../shared/errors.ts";
import { elevationWithin } from "../map-source.ts";
import { damagedReads } from "../testing/damage.ts";
import { writePng } from "../testing/write-png.ts";
import { elevationSuite, slopeBox, slopeHeight } from "./elevation.suite.ts";
import { openSharedHgt } from "./hgt.ts";
import { openElevation } from "./open-elevation.ts";
import { readPng } from "./png.ts";
import { openTerrarium } from "./terrarium.ts";

const folder = mkdtempSync(join(tmpdir(), "contextile-elevation-"));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

/** SRTM samples are whole metres. */
function hgt(voids: boolean): string {
  const bytes = Buffer.alloc(1201 * 1201 * 2);
  for (let row = 0; row < 1201; row++)
    for (let column = 0; column < 1201; column++) {
      const [lon, lat] = [10 + column / 1200, 48 - row / 1200];
      const hole = voids && Math.abs(lon - 10.21) < 0.001 && Math.abs(lat - 47.505) < 0.001;
      bytes.writeInt16BE(hole ? -32768 : Math.round(slopeHeight(lon, lat)), 2 * (row * 1201 + column));
    }
  return file("N47E010.hgt", bytes);
}

interface TiffGrid {
  width: number;
  height: number;
  /** Corner and pixel. */
  origin: [number, number];
  step: number;
  toLonLat: (x: number, y: number) => number[];
  keys: Record<string, number>;
  noData: number;
}

const degrees: TiffGrid = {
  width: 140,
  height: 80,
  origin: [10.195, 47.515],
  step: 0.00025,
  toLonLat: (x, y) => [x, y],
  keys: { GTModelTypeGeoKey: 2, GeographicTypeGeoKey: 4326, GTRasterTypeGeoKey: 1 },
  noData: -9999,
};
const utm: TiffGrid = {
  width: 180,
  height: 140,
  origin: [590_000, 5_263_000],
  step: 12,
  toLonLat: (x, y) => proj4("+proj=utm +zone=32 +datum=WGS84", "WGS84", [x, y]),
  keys: { GTModelTypeGeoKey: 1, ProjectedCSTypeGeoKey: 32632, GTRasterTypeGeoKey: 1 },
  noData: -3.4028234663852886e38,
};

function tiff(name: string, grid: TiffGrid, voids: boolean): string {
  const values = new Float32Array(grid.width * grid.height);
  for (let row = 0; row < grid.height; row++)
    for (let column = 0; column < grid.width; column++) {
      const x = grid.origin[0] + (column + 0.5) * grid.step;
      const y = grid.origin[1] - (row + 0.5) * grid.step;
      const [lon, lat] = grid.toLonLat(x, y);
      const hole = voids && Math.abs(lon - 10.21) < 0.0006 && Math.abs(lat - 47.505) < 0.0006;
      values[row * grid.width + column] = hole ? grid.noData : slopeHeight(lon, lat);
    }
  const bytes = writeArrayBuffer(values, {
    width: grid.width,
    height: grid.height,
    BitsPerSample: [32],
    SampleFormat: [3],
    ModelPixelScale: [grid.step, grid.step, 0],
    ModelTiepoint: [0, 0, 0, ...grid.origin, 0],
    GDAL_NODATA: String(grid.noData),
    ...grid.keys,
  });
  return file(name, new Uint8Array(bytes));
}

/** Tile → PNG bytes; another filter in every row. */
function terrariumTile(zoom: number, x: number, y: number, voids: boolean): Buffer {
  const pixels = new Uint8Array(256 * 256 * 4);
  for (let i = 0; i < 256 * 256; i++) {
    const column = (x + ((i % 256) + 0.5) / 256) / 2 ** zoom;
    const row = (y + (Math.floor(i / 256) + 0.5) / 256) / 2 ** zoom;
    const lon = column * 360 - 180;
    const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * row))) * 180) / Math.PI;
    const hole = voids && Math.abs(lon - 10.21) < 0.0006 && Math.abs(lat - 47.505) < 0.0006;
    const value = Math.round((slopeHeight(lon, lat) + 32768) * 256);
    pixels.set([value >> 16, (value >> 8) & 255, value & 255, hole ? 0 : 255], 4 * i);
  }
  return writePng(256, 256, pixels, (line) => line % 5);
}

/** The tiles of zoom 14 that hold the box: computed by hand from the tile scheme. */
const tileNames: [number, number][] = [
  [8656, 5728],
  [8657, 5728],
  [8656, 5729],
  [8657, 5729],
];
const tiles = new Map(
  [false, true].map((voids) => [
    voids,
    new Map(tileNames.map(([x, y]) => [`14/${x}/${y}`, terrariumTile(14, x, y, voids)])),
  ]),
);

function tileFolder(voids: boolean): string {
  for (const [name, bytes] of tiles.get(voids) ?? []) file(`tiles-${voids}/${name}.png`, bytes);
  return join(folder, `tiles-${voids}`);
}

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? "");
  const [, voids, ...name] = (request.url ?? "").split("/");
  const found = tiles.get(voids === "true")?.get(name.join("/").replace(".png", ""));
  response.writeHead(found === undefined ? 404 : 200).end(found);
});
let base = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

elevationSuite("hgt", (voids) => openElevation(hgt(voids)), 1.01);
elevationSuite(
  "hgt read by another thread",
  async (voids) => {
    const shared = (await openElevation(hgt(voids))).share?.();
    if (shared === undefined) throw new Error("the heights cannot be shared");
    const sent = structuredClone(shared);
    expect(sent.heights.buffer).toBeInstanceOf(SharedArrayBuffer);
    return openSharedHgt(sent);
  },
  1.01,
);
elevationSuite("GeoTIFF in degrees", (voids) => openElevation(tiff("wgs.tif", degrees, voids)), 0.01);
elevationSuite("GeoTIFF in UTM", (voids) => openElevation(tiff("utm.tif", utm, voids)), 0.01);
elevationSuite("Terrarium tiles in a folder", (voids) => openElevation(tileFolder(voids)), 0.02);
elevationSuite(
  "Terrarium tiles of a server",
  (voids) => openElevation(`${base}/${voids}/14/{x}/{y}.png`),
  0.02,
);

const codeOf = async (promise: Promise<unknown>) => {
  const thrown = await promise.catch((error: unknown) => error);
  if (!isContextileError(thrown)) throw new Error(`not of the family: ${String(thrown)}`);
  return `${thrown.code}: ${thrown.message}`;
};

describe("openElevation", () => {
  it("reads a GeoTIFF of points and says what it was told about its licence", async () => {
    const points = { ...degrees, keys: { ...degrees.keys, GTRasterTypeGeoKey: 2 } };
    const source = await openElevation(tiff("points.tif", points, false), { credit: { licence: "CC0-1.0" } });
    const near = await elevationWithin(source, slopeBox);
    // The first sample lies on the corner itself, not half a pixel inside; it was written for half a pixel inside.
    const half = degrees.step / 2;
    expect(near.heightAt(10.21 - half, 47.505 + half)).toBeCloseTo(slopeHeight(10.21, 47.505), 2);
    expect(source.info().attribution[0].licence).toBe("CC0-1.0");
  });

  it("refuses what it cannot place or read", async () => {
    expect(await codeOf(openElevation(join(folder, "none.tif")))).toContain("bad-request: There is no file");
    expect(await codeOf(openElevation(file("a.tif", Buffer.from("no picture"))))).toContain("cannot be read");
    const nowhere = {
      ...degrees,
      keys: { GTModelTypeGeoKey: 1, ProjectedCSTypeGeoKey: 29999, GTRasterTypeGeoKey: 1 },
    };
    expect(await codeOf(openElevation(tiff("odd.tif", nowhere, false)))).toContain("not known here");
    expect(await codeOf(openElevation(folder))).toContain("no elevation tiles");
    expect(await codeOf(openElevation("https://tiles.example/{x}.png"))).toContain("no {z}, {x} and {y}");
  });

  it("keeps the tiles of a server on disk and asks once", async () => {
    const cacheFolder = join(folder, "cache");
    const place = `${base}/false/14/{x}/{y}.png`;
    await elevationWithin(await openTerrarium(place, { cacheFolder }), slopeBox);
    const before = asked.length;
    const again = await elevationWithin(await openTerrarium(place, { cacheFolder }), slopeBox);
    expect(asked.length).toBe(before);
    expect(again.heightAt(10.21, 47.505)).toBeCloseTo(slopeHeight(10.21, 47.505), 1);
  });

  it("survives damage to a GeoTIFF and to a tile", async () => {
    const small = { ...degrees, width: 12, height: 10, step: 0.0025 };
    const whole = readFileSync(tiff("small.tif", small, false));
    const read = async (bytes: Uint8Array) =>
      elevationWithin(await openElevation(file("damaged.tif", bytes)), slopeBox);
    expect(await damagedReads(whole, 200, read)).toEqual([]);
    const tile = terrariumTile(14, 8656, 5728, false);
    const readTile = async (bytes: Uint8Array) => {
      file("broken/14/8656/5728.png", bytes);
      return elevationWithin(await openElevation(join(folder, "broken")), slopeBox);
    };
    expect(await damagedReads(tile, 60, readTile)).toEqual([]);
  });
});

describe("readPng", () => {
  it("undoes all five filters, for three and four bytes a pixel", () => {
    for (const step of [3, 4]) {
      const pixels = Uint8Array.from({ length: 17 * 11 * step }, (_, i) => (i * 37 + ((i * i) >> 3)) & 255);
      for (const filter of [0, 1, 2, 3, 4])
        expect(readPng(writePng(17, 11, pixels, () => filter)).pixels).toEqual(pixels);
    }
  });
});
