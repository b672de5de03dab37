import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSampleTown } from "../server/sources/sample-town.ts";
import { makeSampleTown, sampleTownFolder } from "./make-sample-town.ts";

describe("the sample town", () => {
  it("is made the same, byte for byte, as the committed files", () => {
    for (const [name, bytes] of Object.entries(makeSampleTown()))
      expect(Buffer.compare(readFileSync(join(sampleTownFolder, name)), bytes), name).toBe(0);
  });

  it("has every roof shape, every layer, a hill and names to search for", async () => {
    const { map, elevation } = await openSampleTown();
    const box = map.info().coverage ?? [0, 0, 0, 0];
    const { features, skipped } = await map.features(box);
    expect(skipped).toEqual([]);
    const values = (key: string) =>
      new Set(features.map(({ tags }) => tags[key]).filter((value) => value !== undefined));
    for (const shape of "flat hipped gabled onion dome round skillion mansard quadruple_saltbox saltbox gambrel pyramidal".split(
      " ",
    ))
      expect(values("roof:shape")).toContain(shape);
    for (const barrier of ["wall", "hedge", "fence", "gate", "city_wall"])
      expect(values("barrier")).toContain(barrier);
    expect(values("building:part").size).toBe(1);
    expect(values("bridge").size).toBe(1);
    const buildings = features.filter(({ tags }) => tags.building !== undefined);
    expect(buildings.length).toBeGreaterThan(400);
    const castle = (await map.places("spindle castle", 1))[0];
    expect(castle.name).toBe("Spindle Castle");
    const top = elevation?.heightAt(castle.lon, castle.lat) ?? 0;
    expect(top - (elevation?.heightAt(10.5, 47.5) ?? 0)).toBeGreaterThan(40);
  });

  it("says that it is nobody's data but ours, and where a first visit starts", async () => {
    const { map } = await openSampleTown();
    expect(map.info().attribution[0].text).toContain("an invented place");
    expect(map.info().sampleArea?.ring).toHaveLength(5);
  });
});
