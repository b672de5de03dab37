import { describe, expect, it } from "vitest";
import { measureScene } from "../../scene/measure.ts";
import { boxLayer, nodeLayer, sceneOf, smallGrid } from "../../testing/box-scene.ts";
import { makeScene } from "../../testing/make-scene.ts";
import { openRhino } from "../../testing/open-rhino.ts";
import { create3dmFormat } from "./create-3dm-format.ts";
import { loadRhinoInNode } from "./load-node.ts";
import { estimate3dmBytes } from "./size-guard.ts";

const format = create3dmFormat(loadRhinoInNode);
const towers = boxLayer("buildings", [
  {
    at: [0, 0, 0],
    size: [10, 20, 30],
    descriptor: { name: "Tower", buildingHeight: 30, tall: true, roof: null },
  },
  { at: [-120.25, 7.5, 3], size: [4, 5, 6], descriptor: { type: "building" } },
]);
const ground = boxLayer("surface", [
  { at: [0, 0, 0], size: [5, 5, 0.1], descriptor: { type: "road", pathType: "footway" } },
  { at: [9, 0, 0], size: [5, 5, 0.1], descriptor: { type: "something new" } },
  { at: [20, 0, 0], size: [5, 5, 0.1], descriptor: { type: "water" } },
]);
const town = sceneOf(towers, ground, nodeLayer(), smallGrid());

describe("the Rhino format", () => {
  it("writes one closed mesh per building with its facts, and counts what can be read back", async () => {
    const artifact = await format.encode(town, { name: "Luisenplatz", perFeature: true });
    const file = await openRhino(artifact.bytes);
    expect(artifact).toMatchObject({
      format: "3dm",
      fileName: "Luisenplatz.3dm",
      mimeType: "model/vnd.3dm",
      objects: 9,
      facets: 64,
      instances: 3,
      warnings: [],
    });
    const buildings = file.objects.filter(({ layer }) => layer === "Contextile::Buildings");
    expect(buildings.map(({ name, closed }) => ({ name, closed }))).toEqual([
      { name: "Tower", closed: true },
      { name: "Buildings 2", closed: true },
    ]);
    expect(buildings[0]?.userStrings).toEqual({
      "contextile.layer": "buildings",
      name: "Tower",
      buildingHeight: "30",
      tall: "true",
    });
  });

  it("keeps bounds within 1 mm and volume within 0.01 %", async () => {
    const { bytes } = await format.encode(town, { name: "x", perFeature: true });
    const file = await openRhino(bytes);
    const [tower, hut] = file.objects.filter(({ layer }) => layer === "Contextile::Buildings");
    expect(tower!.volume).toBeCloseTo(6000, 1);
    expect(hut!.volume).toBeCloseTo(120, 2);
    expect(tower!.bounds).toEqual({ min: [0, 0, 0], max: [10, 20, 30] });
    const exact = { min: [-120.25, 7.5, 3], max: [-116.25, 12.5, 9] };
    for (const side of ["min", "max"] as const)
      for (const axis of [0, 1, 2])
        expect(Math.abs(hut!.bounds[side][axis]! - exact[side][axis]!)).toBeLessThan(0.001);
  });

  it("merges into one mesh per layer, one per kind of surface, when asked to", async () => {
    const artifact = await format.encode(town, { name: "x", perFeature: false });
    const file = await openRhino(artifact.bytes);
    const meshes = file.objects.filter(({ kind }) => kind === "mesh");
    expect(meshes.map(({ layer, facets }) => [layer, facets])).toEqual([
      ["Contextile::Buildings", 24],
      ["Contextile::Surface::footway", 12],
      ["Contextile::Surface", 12],
      ["Contextile::Surface::water", 12],
      ["Contextile::Topography", 4],
    ]);
    expect(meshes[0]!.volume).toBeCloseTo(6120, 1);
    expect(meshes[0]!.closed).toBe(true);
    expect(artifact).toMatchObject({ objects: 8, facets: 64, instances: 3 });
  });

  it("gives every layer its colour, below one parent", async () => {
    const { bytes } = await format.encode(town, { name: "x", perFeature: true });
    expect((await openRhino(bytes)).layers).toEqual({
      Contextile: [96, 96, 96],
      "Contextile::Buildings": [232, 229, 222],
      "Contextile::Surface": [168, 172, 176],
      "Contextile::Surface::footway": [186, 182, 174],
      "Contextile::Surface::water": [116, 160, 196],
      "Contextile::Infrastructure": [104, 142, 92],
      "Contextile::Topography": [196, 188, 170],
    });
  });

  it("agrees with the model's own measures: facets, bounds to 1 mm, volume of solids to 0.01 %", async () => {
    const model = makeScene({ boxes: 30, trees: 9 });
    for (const perFeature of [true, false]) {
      const { objects } = await openRhino((await format.encode(model, { name: "x", perFeature })).bytes);
      for (const layer of measureScene(model).filter(({ kind }) => kind !== "instances")) {
        const own = objects.filter(({ userStrings }) => userStrings["contextile.layer"] === layer.id);
        expect(sum(own.map(({ facets }) => facets))).toBe(layer.facets);
        for (const axis of [0, 1, 2]) {
          const low = Math.min(...own.map(({ bounds }) => bounds.min[axis]!));
          const high = Math.max(...own.map(({ bounds }) => bounds.max[axis]!));
          expect(Math.abs(low - layer.bounds!.min[axis]!)).toBeLessThan(0.001);
          expect(Math.abs(high - layer.bounds!.max[axis]!)).toBeLessThan(0.001);
        }
        if (layer.id === "buildings" || layer.id === "barriers")
          expect(sum(own.map(({ volume }) => volume)) / layer.volumeM3).toBeCloseTo(1, 4);
      }
    }
  });

  it("shades walls flat: a box gets 24 vertices and stays closed", async () => {
    const { bytes } = await format.encode(sceneOf(towers), { name: "x", perFeature: true });
    const [tower] = (await openRhino(bytes)).objects;
    expect([tower!.vertices, tower!.closed, tower!.doubles]).toEqual([24, true, false]);
  });

  it("places trees and benches as blocks with their size, turn and place", async () => {
    const { bytes } = await format.encode(sceneOf(nodeLayer()), { name: "x", perFeature: false });
    const file = await openRhino(bytes);
    expect(file.blocks).toEqual(["Contextile tree", "Contextile bench"]);
    const [first, second, bench] = file.objects;
    expect(first).toMatchObject({
      kind: "block",
      block: "Contextile tree",
      layer: "Contextile::Infrastructure",
    });
    expect(first!.userStrings).toEqual({ "contextile.layer": "infrastructure", species: "Quercus" });
    expect(bench!.name).toBe("Bench of the mayor");
    const root = 8 * Math.SQRT1_2;
    const expected = [root, -root, 0, 5, root, root, 0, 6, 0, 0, 8, 1.5, 0, 0, 0, 1];
    for (let i = 0; i < 16; i++) expect(second!.transform[i]).toBeCloseTo(expected[i]!, 5);
    expect(bench!.transform[1]).toBeCloseTo(-1, 6);
    expect(bench!.transform[4]).toBeCloseTo(1, 6);
  });

  it("puts the document on Earth, in metres, and prints its sources", async () => {
    const { bytes } = await format.encode(town, { name: "Luisenplatz", perFeature: false });
    const file = await openRhino(bytes);
    expect(file.version).toBe(70);
    expect(file.metres).toBe(true);
    expect(file.tolerance).toBe(0.001);
    expect(file.anchor).toEqual({
      lat: 43.73,
      lon: 7.42,
      elevation: 12.5,
      north: [0, 1, 0],
      east: [1, 0, 0],
    });
    expect(file.strings).toEqual({
      "Contextile\\name": "Luisenplatz",
      "Contextile\\georeference":
        '{"originLonDeg":7.42,"originLatDeg":43.73,"originHeightM":12.5,"crs":"local"}',
      "Contextile\\attribution": "© OpenStreetMap contributors (ODbL 1.0, 2026-01-02)",
      "Contextile\\warnings": "One thing to know.",
      "Contextile\\skipped": "1",
    });
  });

  it("treats names from maps as text and nothing else", async () => {
    const hostile = boxLayer("buildings", [
      {
        at: [0, 0, 0],
        size: [1, 1, 1],
        descriptor: {
          name: "Ü\u0000::😀\ud800 %<Date()>%\n<b>",
          "": "no key",
          "contextile.layer": "surface",
          "k\u0000ey": "x".repeat(9000),
          __proto: "p",
          empty: "",
        },
      },
    ]);
    const nodes = { ...nodeLayer(), kinds: ["a::b\u0000", "A:b"] };
    const { bytes, fileName } = await format.encode(sceneOf(hostile, nodes), {
      name: "../..\\CON: a/b?.3dm\u0000",
      perFeature: true,
    });
    const file = await openRhino(bytes);
    expect(fileName).toBe("CON a b .3dm.3dm");
    expect(file.objects[0]!.name).toBe("Ü ::😀\ufffd % <Date()>% <b>");
    const { "k ey": long, ...rest } = file.objects[0]!.userStrings;
    expect(long).toHaveLength(4000);
    expect(rest).toEqual({
      "contextile.layer": "buildings",
      name: "Ü ::😀\ufffd % <Date()>% <b>",
      __proto: "p",
    });
    expect(file.blocks).toEqual(["Contextile a:b", "Contextile A:b 2"]);
    expect(file.objects).toHaveLength(4);
  });

  it("writes a valid file with nothing in it for an empty model", async () => {
    const artifact = await format.encode(sceneOf(), { name: "", perFeature: true });
    expect(artifact).toMatchObject({ objects: 0, facets: 0, instances: 0, fileName: "context.3dm" });
    expect((await openRhino(artifact.bytes)).objects).toEqual([]);
  });

  it("says what it leaves out: features without triangles, triangles without area of two corners, nodes of size 0", async () => {
    const flat = boxLayer("buildings", [{ at: [0, 0, 0], size: [1, 1, 1], descriptor: {} }]);
    flat.indices[1] = flat.indices[0]!;
    const nodes = nodeLayer();
    nodes.scales[1] = 0;
    const empty = boxLayer("barriers", [{ at: [0, 0, 0], size: [1, 1, 1], descriptor: {} }]);
    empty.indices = new Uint32Array(0);
    empty.firstIndex = Uint32Array.of(0, 0);
    const artifact = await format.encode(sceneOf(flat, nodes, empty), { name: "x", perFeature: true });
    expect(artifact).toMatchObject({ objects: 3, facets: 11, instances: 2 });
    expect(artifact.warnings).toEqual([
      "Buildings: 1 triangles had two corners in one place and were left out.",
      "Infrastructure: 1 nodes of size 0 were left out.",
      "Barriers: 1 features have no triangles and were left out.",
    ]);
  });

  it("can write for Rhino 8 and Rhino 6 too", async () => {
    for (const version of [6, 8] as const) {
      const { bytes } = await create3dmFormat(loadRhinoInNode, { version }).encode(town, {
        name: "x",
        perFeature: false,
      });
      expect((await openRhino(bytes)).version).toBe(version * 10);
    }
  });

  it("refuses before writing what would pass 240 MB, and says what to do", async () => {
    const model = sceneOf({ ...smallGrid(), segmentsX: 4000, segmentsY: 4000 });
    let loads = 0;
    const load = () => {
      loads += 1;
      return loadRhinoInNode();
    };
    await expect(create3dmFormat(load).encode(model, { name: "x", perFeature: true })).rejects.toMatchObject({
      code: "too-big",
      next: "Draw a smaller area, leave out a layer, or insert one mesh per layer instead of one object per building.",
    });
    expect(loads).toBe(0);
  });

  it("never estimates less than it writes", async () => {
    const boxes = Array.from({ length: 400 }, (_, i) => ({
      at: [i * 1.37, i * 2.11, 0] as [number, number, number],
      size: [7.31, 9.17, 3 + (i % 17) * 1.03] as [number, number, number],
      descriptor: { type: "building", name: `House ${i}`, buildingHeight: 3 + (i % 17) * 1.03 },
    }));
    const nodes = nodeLayer();
    for (const layer of [boxLayer("buildings", boxes), nodes])
      for (const perFeature of [true, false]) {
        const { bytes } = await format.encode(sceneOf(layer), { name: "x", perFeature });
        expect(estimate3dmBytes([layer], perFeature)).toBeGreaterThan(bytes.length);
      }
  });

  it("refuses a written file that is larger than the limit", async () => {
    const limits = { estimateBytes: 1e9, fileBytes: 5000 };
    await expect(
      create3dmFormat(loadRhinoInNode, { limits }).encode(town, { name: "x", perFeature: false }),
    ).rejects.toMatchObject({ code: "too-big", next: "Draw a smaller area or leave out a layer." });
  });
});

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
