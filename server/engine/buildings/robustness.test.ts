import type { ManifoldToplevel } from "manifold-3d";
import { beforeAll, describe, expect, it } from "vitest";
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";
import type { ElevationSource, MapFeature } from "../../sources/map-source.ts";
import { footprints } from "../conformance/footprints.ts";
import { roofShapes } from "../conformance/volumes.ts";
import { seededRandom } from "../seeded.ts";
import { ask, sourceOf } from "../testing/ask.ts";
import { judgeSolid, loadManifold } from "../testing/judge-solids.ts";

let manifold: ManifoldToplevel;
beforeAll(async () => {
  manifold = await loadManifold();
});

const plane = createLocalProjection(10, 48);
const origin = [48, 10];
type Points = number[][];

function ring(points: Points): Float64Array {
  return Float64Array.from([...points, points[0]].flatMap(([x, y]) => plane.toLonLat(x, y)));
}

function area(id: string, tags: Record<string, string>, points: Points, holes: Points[] = []): MapFeature {
  return { id, tags, kind: "area", polygons: [{ outer: ring(points), holes: holes.map(ring) }] };
}

function box(minX: number, minY: number, maxX: number, maxY: number): Points {
  return [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
  ];
}

const field = [...box(-100, -100, 100, 100), [-100, -100]].map(([x, y]) => plane.toLonLat(x, y).reverse());

async function drawn(
  features: MapFeature[],
  heightAt: ElevationSource["heightAt"] | null = null,
  polygon = field,
) {
  const elevation = heightAt === null ? null : { info: () => ({ name: "hill", attribution: [] }), heightAt };
  const settings = { geometry: ["buildings" as const], upAxis: "Z" as const, liftOnly: heightAt !== null };
  const { answer } = await ask({ map: sourceOf(features), elevation }, { polygon, origin, settings });
  const solids = (answer.geometry[0].meshes ?? []).map(({ vertices, descriptor }) => ({
    descriptor,
    vertices,
    ...judgeSolid(vertices, manifold),
  }));
  for (const { descriptor, closed, manifold: accepted, degenerate } of solids)
    expect({ id: descriptor.id, closed, accepted, degenerate }).toMatchObject({
      closed: true,
      accepted: true,
      degenerate: 0,
    });
  return { solids, skipped: answer.report.skipped };
}

describe("outlines and parts", () => {
  const house = (tags = {}) => area("way/1", { building: "yes", height: "10", ...tags }, box(0, 0, 20, 10));
  const part = (id: string, points: Points, tags = {}) =>
    area(id, { "building:part": "yes", height: "12", ...tags }, points);
  const ids = async (...features: MapFeature[]) =>
    (await drawn(features)).solids.map(({ descriptor }) => [descriptor.type, descriptor.id]);

  it("lets parts that cover exactly nine tenths stand for all of it, and not less", async () => {
    expect(await ids(house(), part("way/2", box(0, 0, 18, 10)))).toEqual([["buildingPart", "way/2"]]);
    expect(await ids(house(), part("way/2", box(0, 0, 17.9, 10)))).toEqual([
      ["building", "way/1"],
      ["buildingPart", "way/2"],
    ]);
  });

  it("draws no wall of a few centimetres where parts nearly meet", async () => {
    const parts = [part("way/2", box(0, 0, 20, 4)), part("way/3", box(0, 4.03, 12, 10))];
    const { solids } = await drawn([house(), ...parts]);
    const [rest] = solids.filter(({ descriptor }) => descriptor.type === "building");
    // 8 m × 6 m stay, and the gap of 3 cm that hangs on to it.
    expect(rest.planArea).toBeGreaterThan(47);
    const narrow = [part("way/2", box(0, 0, 20, 4)), part("way/3", box(0, 4.03, 20, 8))];
    const gap = (await drawn([house(), ...narrow])).solids.filter(
      ({ descriptor }) => descriptor.type === "building",
    );
    expect(gap).toHaveLength(1);
    expect(gap[0].planArea).toBeCloseTo(40, 2);
  });

  it("draws a part outside of every outline by itself", async () => {
    const { solids } = await drawn([house(), part("way/2", box(40, 0, 50, 10))]);
    expect(solids.map(({ descriptor }) => descriptor.partOf)).toEqual([undefined, undefined]);
    expect(solids[1]).toMatchObject({ top: 12 });
  });

  it("gives a part to the building that a relation names, not to the one around it", async () => {
    const said = { ...part("way/3", box(15, 2, 20, 8)), partOf: "way/2" } as MapFeature;
    const other = area("way/2", { building: "church", height: "20", name: "St. Anna" }, box(20, 0, 40, 10));
    const { solids } = await drawn([house(), other, said]);
    const [found] = solids.filter(({ descriptor }) => descriptor.id === "way/3");
    expect(found.descriptor).toMatchObject({ partOf: "way/2", buildingName: "St. Anna" });
  });

  it("does not believe a relation that names a building elsewhere", async () => {
    const far = area("way/2", { building: "church", height: "20", name: "St. Anna" }, box(40, 0, 60, 10));
    const inside = { ...part("way/3", box(2, 2, 8, 8)), partOf: "way/2" } as MapFeature;
    const alone = { ...part("way/4", box(0, 40, 8, 48)), partOf: "way/2" } as MapFeature;
    const { solids } = await drawn([house(), far, inside, alone]);
    const owner = (id: string) => solids.find(({ descriptor }) => descriptor.id === id)?.descriptor.partOf;
    expect([owner("way/3"), owner("way/4")]).toEqual(["way/1", undefined]);
  });

  it("lets a part inherit heights only where it has none of its own", async () => {
    const parts = [
      area("way/2", { "building:part": "yes" }, box(0, 0, 10, 10)),
      area("way/3", { "building:part": "yes", "building:levels": "1" }, box(10, 0, 20, 10)),
    ];
    const { solids } = await drawn([house({ "building:colour": "red" }), ...parts]);
    expect(solids.map(({ top }) => top)).toEqual([10, 4]);
    expect(solids.map(({ descriptor }) => descriptor.buildingFacadeColor)).toEqual([0xff0000, 0xff0000]);
  });

  it("draws an outline once that is mapped as a way and as a relation, and keeps its courtyard and both's tags", async () => {
    const yard = area("relation/1", { building: "yes", name: "Palace" }, box(0, 0, 20, 10), [
      box(5, 3, 15, 7),
    ]);
    const { solids, skipped } = await drawn([house(), yard]);
    expect(solids).toHaveLength(1);
    expect(solids[0].planArea).toBeCloseTo(160, 2);
    expect(solids[0].descriptor).toMatchObject({ id: "way/1", buildingName: "Palace", buildingHeight: 10 });
    expect(skipped).toEqual([
      {
        layer: "buildings",
        reason: "the same outline is mapped twice",
        count: 1,
        id: "skip-twice",
        data: {},
      },
    ]);
  });

  it("draws an outline once that was imported a second time a few centimetres beside", async () => {
    const beside = area("way/2", { building: "house" }, [...box(0.05, -0.04, 20.06, 10.02)].reverse());
    const third = area("way/3", { building: "house" }, box(0, 0, 20, 10));
    expect((await drawn([house(), beside, third])).solids).toHaveLength(1);
  });

  it("draws both where one stands over the other, or shares a wall with it, or overlaps it", async () => {
    const over = area("way/2", { building: "yes", min_height: "10", height: "14" }, box(0, 0, 20, 10));
    const canopy = area("way/3", { building: "roof", height: "14" }, box(0, 0, 20, 10));
    const beside = area("way/4", { building: "yes" }, box(20, 0, 40, 10));
    const across = area("way/5", { building: "yes" }, box(5, 5, 15, 25));
    for (const second of [over, canopy, beside, across])
      expect((await drawn([house(), second])).solids).toHaveLength(2);
  });
});

describe("heights and kinds", () => {
  const one = async (tags: Record<string, string>) => {
    const { solids, skipped } = await drawn([area("way/1", { building: "yes", ...tags }, box(0, 0, 20, 10))]);
    return { ...solids[0], skipped, count: solids.length };
  };

  it("keeps the total height and gives way below or in the roof where tags contradict each other", async () => {
    expect(await one({ height: "3", min_height: "9" })).toMatchObject({ top: 3, count: 1 });
    expect(await one({ height: "5", "roof:shape": "gabled", "roof:height": "9" })).toMatchObject({
      top: 5,
      bottom: 0,
    });
    expect(
      await one({ height: "9", min_height: "8", "roof:shape": "hipped", "roof:height": "4" }),
    ).toMatchObject({ top: 9, bottom: 8 });
    expect(await one({ height: "nonsense", "building:levels": "-2", min_height: "x" })).toMatchObject({
      top: 4,
      bottom: 0,
    });
  });

  it("holds roofs on posts above nothing, unless they are said to have walls", async () => {
    const kinds: Record<string, string>[] = [
      { building: "roof" },
      { building: "carport" },
      { wall: "no" },
      { building: "canopy" },
    ];
    for (const tags of kinds)
      expect(await one({ height: "5", "roof:shape": "flat", ...tags })).toMatchObject({
        bottom: 4.7,
        top: 5,
      });
    expect(await one({ building: "roof", wall: "yes", height: "5" })).toMatchObject({ bottom: 0, top: 5 });
    expect(
      await one({ building: "roof", height: "6", "roof:shape": "gabled", "roof:height": "2" }),
    ).toMatchObject({ bottom: 3.7, top: 6 });
  });

  it.each([
    [{ location: "underground" }, "underground"],
    [{ layer: "-1" }, "underground"],
    [{ level: "-2" }, "underground"],
    [{ tunnel: "yes" }, "underground"],
  ])("leaves out and counts %j", async (tags, reason) => {
    expect(await one(tags as Record<string, string>)).toMatchObject({
      count: 0,
      skipped: [{ layer: "buildings", reason, count: 1 }],
    });
  });

  it("draws nothing that is planned or gone, and counts it", async () => {
    expect(await one({ building: "no" })).toMatchObject({ count: 0, skipped: [] });
    for (const building of ["proposed", "demolished", "razed"])
      expect(await one({ building })).toMatchObject({
        count: 0,
        skipped: [{ layer: "buildings", reason: "planned, or not there any more", count: 1 }],
      });
    expect((await one({ building: "construction" })).count).toBe(1);
  });

  it("builds a hut of a square decimetre and counts what is smaller", async () => {
    const hut = area("way/1", { building: "hut" }, box(0, 0, 0.12, 0.1));
    const speck = area("way/2", { building: "hut" }, box(5, 5, 5.05, 5.05));
    const { solids, skipped } = await drawn([hut, speck]);
    expect(solids).toHaveLength(1);
    expect(skipped).toEqual([
      expect.objectContaining({ layer: "buildings", id: "skip-tiny-outline", count: 1 }),
    ]);
  });

  it("says of everything what was tagged and what was guessed", async () => {
    const { descriptor } = await one({
      name: "Kornhaus",
      building: "barn",
      height: "9",
      "building:levels": "2",
      "roof:shape": "half-hipped",
      "roof:height": "3",
      "roof:direction": "E",
      "roof:material": "roof_tiles",
      "roof:colour": "#a33",
      "building:material": "timber_framing",
      "building:colour": "white",
      windows: "no",
    });
    expect(descriptor).toEqual({
      type: "building",
      id: "way/1",
      buildingName: "Kornhaus",
      buildingType: "barn",
      datasetName: "OSM",
      source: "osm",
      heightSource: "OSM",
      hasDefaultHeight: false,
      hasDefaultRoof: false,
      buildingLevels: 2,
      buildingHeight: 9,
      buildingMinHeight: 0,
      buildingRoofType: "gabled",
      buildingRoofShape: "halfHipped",
      buildingRoofHeight: 3,
      buildingRoofDirection: 90,
      buildingFacadeMaterial: "wood",
      buildingFacadeColor: 0xffffff,
      buildingRoofMaterial: "tiles",
      buildingRoofColor: 0xaa3333,
      buildingWindows: false,
    });
    expect((await one({})).descriptor).toMatchObject({
      heightSource: "default",
      hasDefaultHeight: true,
      hasDefaultRoof: true,
    });
  });
});

describe("steep ground", () => {
  const wide = [...box(-100, -100, 1150, 1150), [-100, -100]].map(([x, y]) => plane.toLonLat(x, y).reverse());
  const shapes: Points[] = [
    box(-10, -6, 10, 6),
    box(-40, -30, 40, 30),
    footprints.l.outline.map((corner) => [...corner]),
    Array.from({ length: 24 }, (_, i) => [
      9 * Math.cos((Math.PI * i) / 12),
      9 * Math.sin((Math.PI * i) / 12),
    ]),
  ];

  it("swallows no roof and shows no light under a wall, with every roof, on slopes up to 100 %", async () => {
    console.log("seeds steep-0 … steep-7");
    for (let seed = 0; seed < 8; seed++) {
      const random = seededRandom(`steep-${seed}`);
      const steep = [0.2, 1][seed % 2];
      const angle = random() * 2 * Math.PI;
      const heightAt = (lon: number, lat: number) => {
        const [x, y] = plane.toLocal(lon, lat);
        return 500 + steep * (x * Math.cos(angle) + y * Math.sin(angle));
      };
      const tagSets: Record<string, string>[] = [
        { height: "12", "roof:height": "4" },
        { height: "12" },
        { height: "9", "roof:angle": "50" },
        { "building:levels": "1" },
      ];
      // Every roof with every set of tags, in cells of 110 m.
      const cases = roofShapes.flatMap((roof) => tagSets.map((tags) => ({ "roof:shape": roof, ...tags })));
      const placed = cases.map((_, i) =>
        shapes[seed % 4].map(([x, y]) => [x + 110 * (i % 10), y + 110 * Math.floor(i / 10)]),
      );
      const { solids } = await drawn(
        cases.map((tags, i) => area(`way/${i}`, { building: "yes", ...tags }, placed[i])),
        heightAt,
        wide,
      );
      expect(solids).toHaveLength(cases.length);
      for (const { bottom, top, descriptor } of solids) {
        const number = Number(String(descriptor.id).slice(4));
        const grounds = placed[number].map(([x, y]) => heightAt(...plane.toLonLat(x, y)));
        const eaves = top - Number(descriptor.buildingRoofHeight);
        const name = `steep-${seed} ${JSON.stringify(cases[number])}`;
        // The ground is a mesh: a decimetre or two of its own tolerance.
        expect(eaves - Math.max(...grounds), name).toBeGreaterThan(0.3);
        expect(Math.min(...grounds) - bottom, name).toBeGreaterThan(0.1);
        const height = top - Number(descriptor.groundHeight ?? 0);
        expect(height, name).toBeCloseTo(Number(descriptor.buildingHeight), 2);
      }
    }
  });

  it("lifts a low part on the upper side of its plot out of the hill, and leaves the rest where it is", async () => {
    const heightAt = (lon: number, lat: number) => 500 + plane.toLocal(lon, lat)[1] * 0.5;
    const parts = [
      area("way/2", { "building:part": "yes", height: "25" }, box(0, 0, 20, 20)),
      area("way/3", { "building:part": "yes", height: "3" }, box(0, 20, 20, 40)),
    ];
    const { solids } = await drawn(
      [area("way/1", { building: "yes", height: "25" }, box(0, 0, 20, 40)), ...parts],
      heightAt,
    );
    const [tower, annex] = solids;
    expect(tower.top).toBeCloseTo(525, 1);
    expect(tower.descriptor.buildingFoundation).toBe(true);
    // Highest ground under the annex: 520 m.
    expect(annex.top).toBeGreaterThan(520.3);
    expect(annex.bottom).toBeLessThan(500);
  });
});
