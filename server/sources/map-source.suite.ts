/** What every map source must do, whatever it reads. Each adapter's test hands in the same small village. */
import { describe, expect, it } from "vitest";
import type { BoundingBox, MapFeature, MapSource } from "./map-source.ts";

/** The village that a source under test must hold: see `testing/village.osm.ts`. */
export const villageBox: BoundingBox = [10.0, 48.0, 10.01, 48.01];

/** `brokenOutlines: "dropped"`: what fills the source drops them before it can say so. */
export function mapSourceSuite(
  name: string,
  open: () => Promise<MapSource>,
  { brokenOutlines = "reported" }: { brokenOutlines?: "reported" | "dropped" } = {},
): void {
  describe(`${name} as a map source`, () => {
    it("gives everything that touches the box, in the order of the data", async () => {
      const { features } = await (await open()).features(villageBox);
      expect(features.map(({ id }) => id)).toEqual([
        "node/1",
        "node/20",
        "node/21",
        "way/1",
        "way/2",
        "way/5",
        "relation/1",
        "relation/2",
      ]);
    });

    it("leaves out what the box does not touch", async () => {
      const { features } = await (await open()).features([10.009, 48.009, 10.01, 48.01]);
      expect(features).toEqual([]);
    });

    it("keeps all that has one of the keys asked for, in the same order, and leaves out nothing else for them", async () => {
      const source = await open();
      const all = (await source.features(villageBox)).features;
      const keys = ["building", "building:part"];
      const has = ({ tags }: MapFeature) => keys.some((key) => tags[key] !== undefined);
      const asked = (await source.features(villageBox, undefined, keys)).features;
      expect(asked.filter(has)).toEqual(all.filter(has));
      expect(asked.filter(has).length).toBeGreaterThan(1);
    });

    it("closes rings, outer counter-clockwise, holes clockwise", async () => {
      const yard = await one(open, "relation/1");
      if (yard.kind !== "area") throw new Error("relation/1 is not an area");
      expect(yard.polygons).toHaveLength(1);
      expect(yard.polygons[0].holes).toHaveLength(1);
      expect(turn(yard.polygons[0].outer)).toBeGreaterThan(0);
      expect(turn(yard.polygons[0].holes[0])).toBeLessThan(0);
      const { outer } = yard.polygons[0];
      expect([outer[0], outer[1]]).toEqual([outer[outer.length - 2], outer[outer.length - 1]]);
    });

    it("joins an outline that is mapped in pieces", async () => {
      const field = await one(open, "relation/2");
      if (field.kind !== "area") throw new Error("relation/2 is not an area");
      expect(field.polygons[0].outer).toHaveLength(10);
    });

    it("says what it could not use, and why", async () => {
      const { skipped } = await (await open()).features(villageBox);
      const broken = [{ id: "relation/3", reason: "skip-outline-open", tags: expect.any(Object) }];
      expect(skipped).toEqual(brokenOutlines === "reported" ? broken : []);
    });

    it("finds names without case and accents, best match first", async () => {
      const source = await open();
      const names = async (query: string) => (await source.places(query, 5)).map((place) => place.name);
      expect(await names("muhlbach")).toEqual(["Mühlbach"]);
      expect(await names("HAUPT")).toEqual(["Hauptstraße"]);
      expect(await names("hauptstrasse")).toEqual(["Hauptstraße"]);
      expect(await names("nowhere")).toEqual([]);
      expect(await names("")).toEqual([]);
    });

    it("stops when it is told to", async () => {
      const source = await open();
      await expect(source.features(villageBox, AbortSignal.abort())).rejects.toThrow(/abort/i);
    });

    it("names its licence", async () => {
      const { attribution, coverage } = (await open()).info();
      expect(attribution[0].text).not.toBe("");
      expect(attribution[0].licence).not.toBe("");
      expect(coverage).not.toBeNull();
    });
  });
}

async function one(open: () => Promise<MapSource>, id: string): Promise<MapFeature> {
  const { features } = await (await open()).features(villageBox);
  const found = features.find((feature) => feature.id === id);
  if (found === undefined) throw new Error(`${id} is missing`);
  return found;
}

function turn(ring: Float64Array): number {
  let twice = 0;
  for (let i = 0; i + 3 < ring.length; i += 2) twice += ring[i] * ring[i + 3] - ring[i + 2] * ring[i + 1];
  return twice;
}
