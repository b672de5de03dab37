import { describe, expect, it } from "vitest";
import type { SourceSkip, Tags } from "../sources/map-source.ts";
import { ask, ringOf, sourceOf } from "./testing/ask.ts";

const polygon = ringOf([10, 48, 10.002, 48.002]);
const all = ["buildings", "surface", "barriers", "infrastructure"] as const;

async function reported(skipped: SourceSkip[], geometry: readonly (typeof all)[number][] = all) {
  const map = { ...sourceOf([]), features: async () => ({ features: [], skipped }) };
  const { answer } = await ask({ map, elevation: null }, { polygon, settings: { geometry: [...geometry] } });
  return answer.report.skipped;
}

const broken = (tags?: Tags): SourceSkip => ({ id: "relation/1", reason: "skip-outline-open", tags });

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
