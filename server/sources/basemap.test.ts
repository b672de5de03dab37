import { describe, expect, it } from "vitest";
import { basemapKinds } from "../../shared/contract/service.ts";
import { buildBasemap } from "./basemap.ts";
import { openSampleTown } from "./sample-town.ts";

const town = [10.49, 47.495, 10.51, 47.505] as const;

describe("buildBasemap", () => {
  it("draws the sample town in every kind but none that is not agreed", async () => {
    const { map } = await openSampleTown();
    const { features } = await buildBasemap(map, town);
    const kinds = new Set(features.map(({ properties }) => properties?.kind));
    expect([...kinds].filter((kind) => !(basemapKinds as readonly string[]).includes(kind))).toEqual([]);
    for (const kind of ["water", "waterway", "green", "building", "road", "path", "rail", "place"])
      expect(kinds).toContain(kind);
  });

  it("gives roads their class and name, and valid closed polygons", async () => {
    const { map } = await openSampleTown();
    const { features } = await buildBasemap(map, town);
    const bridge = features.find(({ properties }) => properties?.name === "Bridge Street");
    expect(bridge?.properties).toMatchObject({ kind: "road", class: "secondary" });
    for (const { geometry } of features) {
      if (geometry.type !== "Polygon") continue;
      for (const ring of geometry.coordinates) expect(ring[0]).toEqual(ring[ring.length - 1]);
    }
  });

  it("keeps places, water and roads when there is too much for the limit", async () => {
    const { map } = await openSampleTown();
    const { features } = await buildBasemap(map, town, 40);
    expect(features).toHaveLength(40);
    expect(features[0].properties?.kind).toBe("place");
    expect(features.some(({ properties }) => properties?.kind === "building")).toBe(false);
  });
});
