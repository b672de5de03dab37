import { mkdtempSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { isContextileError } from "../../shared/errors.ts";
import { districtPath } from "../../shared/testing/districts.ts";
import { mapSourceSuite, villageBox } from "./map-source.suite.ts";
import { openOsmFile } from "./open-osm-file.ts";
import { openSharedOsm, type SharedOsm } from "./osm/osm-map-source.ts";
import { villagePbf, villageXml } from "./testing/village.ts";

const folder = mkdtempSync(join(tmpdir(), "contextile-osm-"));

function file(name: string, bytes: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

mapSourceSuite("OSM XML", () => openOsmFile(file("village.osm", villageXml())));
mapSourceSuite("OSM XML, zipped", () => openOsmFile(file("village.osm.gz", gzipSync(villageXml()))));
mapSourceSuite("OSM PBF with dense nodes", () => openOsmFile(file("dense.osm.pbf", villagePbf(true))));
mapSourceSuite("OSM PBF with plain nodes", () => openOsmFile(file("plain.osm.pbf", villagePbf(false))));
mapSourceSuite("OSM read by another thread", async () => openSharedOsm(await sentToThread()));

/** What a worker gets: columns in shared memory, everything else copied. */
async function sentToThread(): Promise<SharedOsm> {
  const shared = (await openOsmFile(file("shared.osm", villageXml()))).share?.();
  if (shared === undefined || !("store" in shared)) throw new Error("the map cannot be shared");
  return structuredClone(shared);
}

describe("openOsmFile", () => {
  it("keeps all its columns in memory that threads share", async () => {
    const { store, index } = await sentToThread();
    const buffers = [
      store.lon,
      store.lat,
      store.nodeIds,
      store.wayIds,
      store.wayStart,
      store.wayNodes,
      store.wayTags.pairs,
      store.nodeTags.pairs,
      store.memberIds,
      index.things,
    ].map(({ buffer }) => buffer);
    for (const buffer of [...buffers, index.boxes]) expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it("gives the very same features from XML and from PBF", async () => {
    const xml = await openOsmFile(file("a.osm", villageXml()));
    const pbf = await openOsmFile(file("a.osm.pbf", villagePbf(true)));
    expect((await pbf.features(villageBox)).features).toEqual((await xml.features(villageBox)).features);
  });

  it("answers a file that is not there, of another kind, or no map with a clear error", async () => {
    const message = async (path: string) => {
      const thrown = await openOsmFile(path).catch((error: unknown) => error);
      if (!isContextileError(thrown)) throw new Error("not of the family");
      expect(thrown.code).toBe("bad-request");
      return thrown.message;
    };
    expect(await message(join(folder, "none.osm"))).toContain("There is no map file");
    expect(await message(folder)).toBe(`${folder} is a folder, not a map file.`);
    const empty = await message(file("empty.osm", ""));
    expect(empty).toBe("The map file empty.osm cannot be read: document must contain a root element.");
    expect(await message(file("map.shp", "x"))).toContain("a kind that is not supported");
    expect(await message(file("page.osm", "<html></html>"))).toContain("no <osm> element");
    expect(await message(file("empty.osm.pbf", ""))).toContain("no OSM header");
    expect(await message(file("text.osm.pbf", "this is not a map"))).toContain("cannot be read");
    expect(await message(file("text.osm.gz", "this is not zipped"))).toContain("cannot be read");
  });

  it("refuses a PBF cut anywhere and an XML cut anywhere, without a crash", async () => {
    const whole = { pbf: villagePbf(true), xml: Buffer.from(villageXml()) };
    const failures: string[] = [];
    for (let cut = 1; cut < whole.pbf.length; cut += 7) {
      const thrown = await openOsmFile(file("cut.osm.pbf", whole.pbf.subarray(0, cut))).catch(
        (error: unknown) => error,
      );
      // Cut exactly between two blocks a PBF is a smaller PBF.
      if (!isContextileError(thrown) && cut > 60) failures.push(`pbf ${cut}`);
    }
    for (let cut = 1; cut < whole.xml.length; cut += 97) {
      const thrown = await openOsmFile(file("cut.osm", whole.xml.subarray(0, cut))).catch(
        (error: unknown) => error,
      );
      if (!isContextileError(thrown)) failures.push(`xml ${cut}`);
    }
    expect(failures).toEqual([]);
  });

  it("survives damaged bytes: an error of the family or a map, never anything else", async () => {
    const seed = 7;
    console.log(`seed ${seed}`);
    let state = seed;
    const random = (below: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state % below;
    };
    for (let round = 0; round < 150; round++) {
      const bytes = Buffer.from(villagePbf(round % 2 === 0));
      for (let i = 0; i < 3; i++) bytes[random(bytes.length)] = random(256);
      const result = await openOsmFile(file("damaged.osm.pbf", bytes)).then(
        (source) => source.features(villageBox),
        (error: unknown) => error,
      );
      expect(
        isContextileError(result) || (typeof result === "object" && result !== null && "features" in result),
      ).toBe(true);
    }
  });

  it("takes the sea from a coastline: water on its right, islands left out", async () => {
    const nodes = [
      [1, 9.9, 48.005],
      [2, 10.1, 48.005],
      [3, 10.004, 48.002],
      [4, 10.006, 48.002],
      [5, 10.006, 48.003],
      [6, 10.004, 48.003],
    ].map(([id, lon, lat]) => `<node id="${id}" lon="${lon}" lat="${lat}"/>`);
    const way = (id: number, refs: number[]) =>
      `<way id="${id}">${refs.map((ref) => `<nd ref="${ref}"/>`).join("")}<tag k="natural" v="coastline"/></way>`;
    // West to east: land to the north. The island runs counter-clockwise.
    const xml = `<osm>${nodes.join("")}${way(1, [1, 2])}${way(2, [3, 4, 5, 6, 3])}</osm>`;
    const { features, skipped } = await (await openOsmFile(file("coast.osm", xml))).features(villageBox);
    expect(skipped).toEqual([]);
    const sea = features.find(({ id }) => id === "sea");
    if (sea?.kind !== "area") throw new Error("there is no sea");
    expect(sea.polygons).toHaveLength(1);
    expect(sea.polygons[0].holes).toHaveLength(1);
    const lats = Array.from(sea.polygons[0].outer).filter((_, i) => i % 2 === 1);
    expect([Math.min(...lats), Math.max(...lats)]).toEqual([48, 48.005]);
  });

  describe("says how old its data is:", () => {
    const way = (timestamp: string) =>
      `<node id="1" lon="10" lat="48"/><way id="1" timestamp="${timestamp}"><nd ref="1"/><nd ref="1"/></way>`;
    const dateOf = async (path: string) => (await openOsmFile(path)).info().attribution[0].date;
    it.each([
      [
        "as stated",
        `<osm timestamp="2025-03-01T00:00:00Z">${way("2024-01-01T00:00:00Z")}</osm>`,
        "2025-03-01",
      ],
      [
        "of the newest edit, when that is later",
        `<osm timestamp="2020-03-01">${way("2024-01-01T00:00:00Z")}</osm>`,
        "2024-01-01",
      ],
      [
        "of the newest edit, when nothing is stated",
        `<osm>${way("2024-01-01T00:00:00Z")}</osm>`,
        "2024-01-01",
      ],
      [
        "not of an edit in the future",
        `<osm timestamp="2025-03-01">${way("2924-01-01T00:00:00Z")}</osm>`,
        "2025-03-01",
      ],
      [
        "as stated, when the edits have no readable time",
        `<osm timestamp="2025-03-01">${way("yesterday")}</osm>`,
        "2025-03-01",
      ],
    ])("%s", async (_, xml, expected) => {
      expect((await dateOf(file("dated.osm", xml)))?.slice(0, 10)).toBe(expected);
    });

    it("of the file, when nothing else is known", async () => {
      const path = file("undated.osm.pbf", villagePbf(true));
      utimesSync(path, new Date(), new Date("2023-05-06T07:08:09Z"));
      expect(await dateOf(path)).toBe("2023-05-06T07:08:09.000Z");
    });

    it("of the newest way in real districts", async ({ skip }) => {
      const districts = [
        ["berlin-wittenau-2026-07.osm.pbf", "2026-07-27"],
        ["darmstadt-luisenplatz.osm.pbf", "2025-07-27"],
        ["singapore-bayfront-2019.osm.pbf", "2019-12-05"],
        ["hamlet-kirchberg-iller-2023.osm", "2023-05-30"],
      ];
      for (const [name, expected] of districts) {
        const path = districtPath(name);
        if (path === null) return skip();
        expect((await dateOf(path))?.slice(0, 10)).toBe(expected);
      }
    });
  });

  it("reads a real town and closes its outlines", async ({ skip }) => {
    const path = districtPath("berlin-wittenau-2026-07.osm.pbf");
    if (path === null) return skip();
    const source = await openOsmFile(path);
    const { features } = await source.features([13.296, 52.577, 13.326, 52.593]);
    // 3,189 is what OSM2World made of the same file and crop.
    const buildings = features.filter(({ kind, tags }) => kind === "area" && tags.building !== undefined);
    expect(buildings).toHaveLength(3189);
    expect((await source.places("wittenau", 3))[0].name).toContain("Wittenau");
  });
});
