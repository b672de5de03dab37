import { describe, expect, it } from "vitest";
import { wireSettingsSchema } from "../../shared/contract/context-request.ts";
import type { MapSource, SourceSkip, Tags } from "../sources/map-source.ts";
import { keysOf } from "./layers-of.ts";
import { ask, ringOf, sourceOf } from "./testing/ask.ts";

const polygon = ringOf([10, 48, 10.002, 48.002]);
const all = ["buildings", "surface", "barriers", "infrastructure"] as const;

async function reported(skipped: SourceSkip[], geometry: readonly (typeof all)[number][] = all) {
  const map = { ...sourceOf([]), features: async () => ({ features: [], skipped }) };
  const { answer } = await ask({ map, elevation: null }, { polygon, settings: { geometry: [...geometry] } });
  return answer.report.skipped;
}

const broken = (tags?: Tags): SourceSkip => ({ id: "relation/1", reason: "skip-outline-open", tags });

describe("what the map is asked for", () => {
  const asked = (geometry: string[], lift: boolean) =>
    keysOf({
      settings: wireSettingsSchema.parse({ geometry }),
      terrain: { lift, meshes: false, elevationMap: false },
    });

  it("is buildings and their parts where nothing else is wanted", () => {
    expect(asked(["buildings"], false)).toEqual(["building", "building:part"]);
  });

  it("is everything for other layers, and for a ground, which is made of waters too", () => {
    expect(asked(["buildings", "barriers"], false)).toBeUndefined();
    expect(asked(["instances"], false)).toBeUndefined();
    expect(asked(["buildings", "topography"], true)).toBeUndefined();
    expect(asked(["buildings"], true)).toBeUndefined();
  });

  it("reaches the source with the box of the area", async () => {
    const keys: (readonly string[] | undefined)[] = [];
    const features: MapSource["features"] = async (_, __, wanted) => {
      keys.push(wanted);
      return { features: [], skipped: [] };
    };
    for (const geometry of [["buildings" as const], ["surface" as const]])
      await ask({ map: { ...sourceOf([]), features }, elevation: null }, { polygon, settings: { geometry } });
    expect(keys).toEqual([["building", "building:part"], undefined]);
  });
});

describe("what a source could not use", () => {
  it.each([
    [{ building: "yes" }, ["buildings"]],
    [{ "building:part": "yes", height: "3" }, ["buildings"]],
    [{ natural: "water" }, ["surface"]],
    [{ natural: "coastline" }, ["surface"]],
    [{ highway: "footway" }, ["surface"]],
    [{ barrier: "fence" }, ["barriers"]],
    [{ natural: "tree_row" }, ["infrastructure"]],
    [{ natural: "wood" }, ["surface", "infrastructure"]],
    [{ boundary: "administrative", name: "Mühlbach" }, []],
    [undefined, ["unknown"]],
  ])("%j is said under the layers that lack it: %j", async (tags, layers) => {
    const found = await reported([broken(tags as Tags | undefined)]);
    expect(found.map(({ layer }) => layer)).toEqual(layers);
  });

  it("is counted by layer and reason, in words and by id, and not for layers nobody asked for", async () => {
    const skipped = [
      broken({ building: "yes" }),
      broken({ building: "barn" }),
      broken({ landuse: "meadow" }),
    ];
    expect(await reported(skipped, ["buildings"])).toEqual([
      {
        layer: "buildings",
        reason: "the outline does not close",
        count: 2,
        id: "skip-outline-open",
        data: {},
      },
    ]);
  });
});
