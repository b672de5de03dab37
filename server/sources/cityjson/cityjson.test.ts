import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isContextileError } from "../../../shared/errors.ts";
import { houseCorners, houseSlopes } from "../../engine/testing/gabled-house.ts";
import { mapSourceSuite, villageBox } from "../map-source.suite.ts";
import { damagedReads } from "../testing/damage.ts";
import { villageFeatures } from "../testing/village-geojson.ts";
import { openCityJson } from "./cityjson.ts";

const folder = mkdtempSync(join(tmpdir(), "contextile-cityjson-"));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    content instanceof Uint8Array || typeof content === "string" ? content : JSON.stringify(content),
  );
  return path;
}

/** The village in units of 1e-7 degrees; its rings close by themselves, so the broken one cannot be said. */
function village() {
  const vertices: number[][] = [];
  const index = ([lon, lat]: number[]) =>
    vertices.push([Math.round(lon * 1e7), Math.round(lat * 1e7), 0]) - 1;
  const objects = villageFeatures().flatMap(({ id, properties, geometry }) => {
    if (id === "relation/3") return [];
    const shape =
      geometry.type === "Point"
        ? { type: "MultiPoint", boundaries: [index(geometry.coordinates)] }
        : geometry.type === "LineString"
          ? { type: "MultiLineString", boundaries: [geometry.coordinates.map(index)] }
          : {
              type: "MultiSurface",
              boundaries: [geometry.coordinates.map((ring) => ring.slice(1).map(index))],
            };
    const type = properties.building === undefined ? "GenericCityObject" : "Building";
    return [[id, { type, attributes: properties, geometry: [{ lod: "0", ...shape }] }]];
  });
  return city(Object.fromEntries(objects), vertices, 4326, [1e-7, 1e-7, 0.001]);
}

function city(CityObjects: unknown, vertices: number[][], epsg = 25832, scale = [0.001, 0.001, 0.001]) {
  return {
    type: "CityJSON",
    version: "2.0",
    metadata: { referenceSystem: `https://www.opengis.net/def/crs/EPSG/0/${epsg}` },
    transform: { scale, translate: epsg === 4326 ? [0, 0, 0] : [500_000, 5_316_300, 500] },
    CityObjects,
    vertices,
  };
}

mapSourceSuite("CityJSON", () => openCityJson(file("village.city.json", village())), {
  brokenOutlines: "dropped",
});

/** The roof as surfaces over corners 0–3 below, 4–7 eaves, 8–9 ridge; a middle and two high corners beside the house's own. */
const corners = [...houseCorners, [5, 10, 9], [10, 0, 9], [10, 20, 9]].map((at) =>
  at.map((value) => value * 1000),
);
const roofs: Record<string, number[][]> = {
  flat: [[4, 5, 6, 7]],
  gabled: houseSlopes,
  pyramidal: [
    [4, 5, 10],
    [5, 6, 10],
    [6, 7, 10],
    [7, 4, 10],
  ],
  skillion: [[4, 11, 12, 7]],
};

function house(roof: number[][]) {
  const walls = [
    [0, 1, 5, 4],
    [1, 2, 6, 5],
    [2, 3, 7, 6],
    [3, 0, 4, 7],
  ];
  const shell = [[3, 2, 1, 0], ...walls, ...roof].map((ring) => [ring]);
  const values = [[0, ...walls.map(() => 1), ...roof.map(() => 2)]];
  const semantics = {
    surfaces: [{ type: "GroundSurface" }, { type: "WallSurface" }, { type: "RoofSurface" }],
    values,
  };
  return { lod: "2.2", type: "Solid", boundaries: [shell], semantics };
}

async function read(objects: unknown, name = "house.city.json") {
  const source = await openCityJson(file(name, city(objects, corners)));
  return (await source.features([8.9, 47.9, 9.1, 48.1])).features;
}

describe("openCityJson", () => {
  it("measures height and the roof that fits best", async () => {
    for (const [shape, roof] of Object.entries(roofs)) {
      const [feature] = await read({
        a: {
          type: "Building",
          attributes: { roofType: "3100", storeysAboveGround: 2 },
          geometry: [house(roof)],
        },
      });
      const pitched = shape === "flat" ? {} : { "roof:height": "3" };
      const top = shape === "flat" ? "6" : "9";
      expect(feature.tags).toMatchObject({
        building: "yes",
        height: top,
        "roof:shape": shape,
        "building:levels": "2",
        ...pitched,
      });
      if (feature.kind !== "area") throw new Error("no area");
      expect(feature.polygons[0].outer).toHaveLength(10);
      if (shape === "skillion") expect(feature.tags["roof:direction"]).toBe("270");
      if (shape === "gabled") expect(["90", "270"]).toContain(feature.tags["roof:direction"]);
    }
  });

  it("takes the finest level, and blocks without names as well", async () => {
    const block = { lod: "1", type: "Solid", boundaries: [house(roofs.flat).boundaries[0]] };
    const [feature] = await read({ a: { type: "Building", geometry: [block] } });
    expect(feature.tags).toMatchObject({ height: "6", "roof:shape": "flat" });
    const [fine] = await read({ a: { type: "Building", geometry: [block, house(roofs.gabled)] } });
    expect(fine.tags).toMatchObject({ height: "9", "roof:shape": "gabled" });
  });

  it("makes buildings of the parts of a building that has no shape, and lets them inherit", async () => {
    const parent = { type: "Building", attributes: { yearOfConstruction: 1890 }, children: ["p"] };
    const part = { type: "BuildingPart", parents: ["b"], geometry: [house(roofs.flat)] };
    const [feature] = await read({ b: parent, p: part });
    expect([feature.id, feature.tags.building, feature.tags.start_date]).toEqual(["p", "yes", "1890"]);
    const both = await read({ b: { ...parent, geometry: [house(roofs.flat)] }, p: part });
    expect(both.map(({ tags }) => tags["building:part"])).toEqual([undefined, "yes"]);
  });

  it("reads a sequence and lies where it should", async () => {
    const head = JSON.stringify(city({}, []));
    const line = JSON.stringify({
      type: "CityJSONFeature",
      id: "a",
      CityObjects: { a: { type: "Building", geometry: [house(roofs.flat)] } },
      vertices: corners,
    });
    const source = await openCityJson(file("seq.city.jsonl", `${head}\n${line}\n`));
    const [feature] = (await source.features([8.9, 47.9, 9.1, 48.1])).features;
    if (feature.kind !== "area") throw new Error("no area");
    expect(Math.min(...feature.polygons[0].outer.filter((_, i) => i % 2 === 0))).toBeCloseTo(9, 9);
    // 5,316,300 m of UTM are 5,318,427 m along the meridian: 48° north.
    expect(Math.min(...feature.polygons[0].outer.filter((_, i) => i % 2 === 1))).toBeCloseTo(48, 4);
  });

  it("answers bad files with a clear error", async () => {
    const message = async (path: string) => {
      const thrown = await openCityJson(path).catch((error: unknown) => error);
      if (!isContextileError(thrown)) throw new Error(`not of the family: ${String(thrown)}`);
      return `${thrown.code}: ${thrown.message}`;
    };
    expect(await message(join(folder, "none.city.json"))).toContain("bad-request: There is no file");
    expect(await message(file("a.city.json", "{"))).toContain("cannot be read");
    expect(await message(file("b.city.json", { type: "FeatureCollection" }))).toContain("no CityJSON");
    expect(await message(file("c.city.json", { ...city({}, []), metadata: {} }))).toContain(
      "does not name its coordinate system",
    );
    expect(await message(file("d.city.json", city({}, [], 99999)))).toContain("99999 is not known here");
    expect(await message(file("e.city.json", city({}, [])))).toContain("no city objects");
  });

  it("survives damage", async () => {
    const whole = Buffer.from(
      JSON.stringify(city({ a: { type: "Building", geometry: [house(roofs.gabled)] } }, corners)),
    );
    const use = async (bytes: Uint8Array) =>
      (await openCityJson(file("damaged.city.json", bytes))).features(villageBox);
    expect(await damagedReads(whole, 250, use)).toEqual([]);
  });
});
