import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { isContextileError } from "../../shared/errors.ts";
import { openSharedFeatures, type SharedFeatures } from "./feature-source.ts";
import { openGeoJson } from "./geojson.ts";
import { mapSourceSuite, villageBox } from "./map-source.suite.ts";
import type { MapSource } from "./map-source.ts";
import { damagedReads } from "./testing/damage.ts";
import { villageFeatures } from "./testing/village-geojson.ts";

const folder = mkdtempSync(join(tmpdir(), "contextile-geojson-"));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    content instanceof Uint8Array || typeof content === "string" ? content : JSON.stringify(content),
  );
  return path;
}

const collection = (features: unknown[], more = {}) => ({ type: "FeatureCollection", features, ...more });
const lines = villageFeatures().map((feature) => JSON.stringify(feature));

mapSourceSuite("GeoJSON", () => openGeoJson(file("village.geojson", collection(villageFeatures()))));
mapSourceSuite("GeoJSON, one feature a line", () => openGeoJson(file("village.geojsonl", lines.join("\n"))));
mapSourceSuite("GeoJSON, zipped", () =>
  openGeoJson(file("village.json.gz", gzipSync(JSON.stringify(collection(villageFeatures()))))),
);
mapSourceSuite("GeoJSON, one feature a line under another name", () =>
  openGeoJson(file("lines.json", lines.join("\r\n"))),
);
mapSourceSuite("GeoJSON read by another thread", async () =>
  openSharedFeatures(await sentToThread(openGeoJson(file("shared.geojson", collection(villageFeatures()))))),
);

/** What a worker gets. */
async function sentToThread(source: Promise<MapSource>): Promise<SharedFeatures> {
  const shared = (await source).share?.();
  if (shared === undefined || "store" in shared) throw new Error("the map cannot be shared");
  return structuredClone(shared);
}

it("keeps all its columns in memory that threads share", async () => {
  const { things, boxes, tree } = await sentToThread(
    openGeoJson(file("columns.geojson", collection(villageFeatures()))),
  );
  const { count, ...columns } = things;
  expect(count).toBeGreaterThan(8);
  for (const { buffer } of [...Object.values(columns), boxes])
    expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(tree).toBeInstanceOf(SharedArrayBuffer);
});

const square = (x: number, y: number, size: number) => ({
  type: "Polygon",
  coordinates: [
    [
      [x, y],
      [x, y + size],
      [x + size, y + size],
      [x + size, y],
      [x, y],
    ],
  ],
});
const footprint = (properties: unknown, geometry: unknown = square(10, 48, 0.001)) => ({
  type: "Feature",
  properties,
  geometry,
});

async function only(properties: unknown, geometry?: unknown, more = {}) {
  const source = await openGeoJson(file("one.geojson", collection([footprint(properties, geometry)], more)));
  const { features } = await source.features([9, 47, 11, 49]);
  expect(features).toHaveLength(1);
  return features[0];
}

describe("openGeoJson", () => {
  it("takes an area without a subject for a building and knows heights under their usual names", async () => {
    expect((await only({ measuredHeight: 12.5, storeysAboveGround: 4, RoofType: "gabled" })).tags).toEqual({
      building: "yes",
      height: "12.5",
      "building:levels": "4",
      "roof:shape": "gabled",
    });
    expect(
      (await only({ num_floors: 3, min_height: 2, roof_direction: 90, class: "residential" })).tags,
    ).toEqual({
      building: "residential",
      class: "residential",
      "building:levels": "3",
      min_height: "2",
      "roof:direction": "90",
    });
    expect((await only({ height_ft: 40, is_underground: true })).tags).toMatchObject({
      height: "40 ft",
      location: "underground",
    });
    expect((await only({ other_tags: '"building"=>"barn","roof:shape"=>"hipped"' })).tags).toEqual({
      building: "barn",
      "roof:shape": "hipped",
    });
  });

  it("prefers the tag spelled as in OpenStreetMap and leaves other subjects alone", async () => {
    expect((await only({ building_height: 9, height: "7 m", building: "house" })).tags.height).toBe("7 m");
    expect((await only({ landuse: "forest" })).tags).toEqual({ landuse: "forest" });
    expect((await only({ height: null, tags: { building: "yes" } })).tags).toEqual({ building: "yes" });
  });

  it("turns clockwise outlines and reads a stated coordinate system", async () => {
    // UTM 32N: 500000 / 5316300 lies on the 9th meridian, 5,318,427 m from the equator: that is 48° north.
    const crs = { type: "name", properties: { name: "urn:ogc:def:crs:EPSG::25832" } };
    const area = await only({}, square(500_000, 5_316_300, 100), { crs });
    if (area.kind !== "area") throw new Error("no area");
    expect(area.polygons[0].outer[0]).toBeCloseTo(9, 9);
    expect(area.polygons[0].outer[1]).toBeCloseTo(48, 4);
    expect(area.polygons[0].outer[2]).toBeGreaterThan(9.001);
  });

  it("carries the attribution the file states, or the one the person states", async () => {
    const said = { attribution: "City of Test", license: "CC BY 4.0", timestamp: "2026-01-02" };
    const path = file("credit.geojson", collection([footprint({})], said));
    expect((await openGeoJson(path)).info().attribution).toEqual([
      { text: "City of Test", licence: "CC BY 4.0", date: "2026-01-02" },
    ]);
    const stated = await openGeoJson(path, { text: "Us", licence: "CC0-1.0" });
    expect(stated.info().attribution[0]).toMatchObject({ text: "Us", licence: "CC0-1.0" });
  });

  it("makes a feature of every part and gives no id twice", async () => {
    const points = {
      type: "MultiPoint",
      coordinates: [
        [10, 48],
        [10.1, 48],
      ],
    };
    const twice = collection([
      footprint({ id: 5 }),
      footprint({ id: 5 }),
      footprint({ id: 7, natural: "tree" }, points),
    ]);
    const { features } = await (await openGeoJson(file("ids.geojson", twice))).features([9, 47, 11, 49]);
    expect(features.map(({ id }) => id)).toEqual(["5", "5/2", "7", "7#2"]);
  });

  it("answers bad files with a clear error", async () => {
    const message = async (path: string) => {
      const thrown = await openGeoJson(path).catch((error: unknown) => error);
      if (!isContextileError(thrown)) throw new Error(`not of the family: ${String(thrown)}`);
      expect(thrown.code).toBe("bad-request");
      return thrown.message;
    };
    expect(await message(join(folder, "none.geojson"))).toContain("There is no file");
    expect(await message(file("a.geojson", "nonsense"))).toContain("cannot be read");
    expect(await message(file("b.geojson", []))).toContain("no GeoJSON");
    expect(await message(file("c.geojson", collection([])))).toContain("holds no features");
    expect(await message(file("d.geojsonl", `${lines[0]}\n{"type":`))).toContain("line 2 is no JSON");
    expect(await message(file("e.geojson.gz", "not zipped"))).toContain("cannot be read");
    expect(await message(file("f.geojson", collection([1])))).toContain("member 1 is no GeoJSON feature");
    const odd = { crs: { type: "name", properties: { name: "urn:ogc:def:crs:EPSG::99999" } } };
    expect(await message(file("g.geojson", collection([footprint({})], odd)))).toContain("not known here");
  });

  it("skips single things that cannot be used and says why", async () => {
    const flat = {
      type: "Polygon",
      coordinates: [
        [
          [10, 48],
          [10.1, 48],
          [10, 48],
        ],
      ],
    };
    const bad = [
      footprint({}, flat),
      footprint(
        {},
        {
          type: "Polygon",
          coordinates: [
            [
              [10, 48],
              ["a", 1],
            ],
          ],
        },
      ),
    ];
    const source = await openGeoJson(file("bad.geojson", collection([...bad, footprint({}, null)])));
    const { skipped } = await source.features([9, 47, 11, 49]);
    expect(skipped.map(({ reason }) => reason)).toEqual(["skip-outline-flat", "skip-bad-coordinates"]);
  });

  it("survives damage", async () => {
    const whole = Buffer.from(JSON.stringify(collection(villageFeatures())));
    const read = async (name: string, bytes: Uint8Array) =>
      (await openGeoJson(file(name, bytes))).features(villageBox);
    expect(await damagedReads(whole, 150, (bytes) => read("damaged.geojson", bytes))).toEqual([]);
    const byLine = Buffer.from(lines.join("\n"));
    expect(await damagedReads(byLine, 100, (bytes) => read("damaged.geojsonl", bytes))).toEqual([]);
    expect(await damagedReads(gzipSync(whole), 60, (bytes) => read("damaged.geojson.gz", bytes))).toEqual([]);
  });
});
