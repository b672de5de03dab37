import proj4 from "proj4";
import { beforeAll, describe, expect, it } from "vitest";
import { type AnswerFormat, answerFormats } from "../../shared/contract/answer-format.ts";
import { contextRequestSchema, sayUnknownSettings } from "../../shared/contract/context-request.ts";
import { contextResponseSchema } from "../../shared/contract/context-response.ts";
import { isContextileError } from "../../shared/errors.ts";
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import { inWords } from "../../shared/sentences.ts";
import type { ElevationSource, MapFeature } from "../sources/map-source.ts";
import { openSampleTown } from "../sources/sample-town.ts";
import { answerContext } from "./answer-context.ts";
import type { EngineSources } from "./engine.ts";
import { ask, ringOf, sourceOf } from "./testing/ask.ts";
import { judgeAnswer } from "./testing/judge-answer.ts";
import { judgeSolid, loadManifold } from "./testing/judge-solids.ts";

const all = ["buildings", "surface", "barriers", "infrastructure", "topography"] as const;
const middle = ringOf([10.4975, 47.498, 10.5035, 47.5015]);
const plane = createLocalProjection(10, 48);

/** A feature from metres around 10° east, 48° north. */
function area(id: string, tags: Record<string, string>, points: number[][]): MapFeature {
  const outer = Float64Array.from([...points, points[0]].flatMap(([x, y]) => plane.toLonLat(x, y)));
  return { id, tags, kind: "area", polygons: [{ outer, holes: [] }] };
}

function line(id: string, tags: Record<string, string>, points: number[][]): MapFeature {
  return {
    id,
    tags,
    kind: "line",
    coordinates: Float64Array.from(points.flatMap(([x, y]) => plane.toLonLat(x, y))),
  };
}

function point(id: string, tags: Record<string, string>, x: number, y: number): MapFeature {
  const [lon, lat] = plane.toLonLat(x, y);
  return { id, tags, kind: "point", lon, lat };
}

function box(minX: number, minY: number, maxX: number, maxY: number): number[][] {
  return [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
  ];
}

/** 100 m × 100 m around 10° east, 48° north, [lat, lon]. */
const field = [...box(-50, -50, 50, 50), [-50, -50]].map(([x, y]) => plane.toLonLat(x, y).reverse());
const origin = [48, 10];

function sources(features: MapFeature[], heightAt: ElevationSource["heightAt"] | null = null): EngineSources {
  const elevation = heightAt === null ? null : { info: () => ({ name: "slope", attribution: [] }), heightAt };
  return { map: sourceOf(features), elevation };
}

/** One in five, falling to the south. */
function slope(_lon: number, lat: number): number {
  return 500 + (lat - 48) * 111_200 * 0.2;
}

describe("a setting that nobody knows", () => {
  const house = sources([area("way/1", { building: "yes" }, box(-10, -10, 10, 10))]);
  const request = (extra: Record<string, unknown>) =>
    contextRequestSchema.parse({ polygon: field, settings: { ...extra } });
  const textOf = async (extra: Record<string, unknown>, format: AnswerFormat) => {
    const { signal } = new AbortController();
    const chunks: Uint8Array[] = [];
    for await (const chunk of answerContext(request(extra), house, signal, format)) chunks.push(chunk);
    return Buffer.concat(chunks).toString("utf8");
  };

  it.each(answerFormats)(
    "is said in the report of a %s answer: a misspelt cropScene costs as much",
    async (format) => {
      const said = "The setting “cropSceen” is not known and was ignored.";
      expect(await textOf({ cropSceen: true }, format)).toContain(said);
      expect(await textOf({ cropScene: true, topographyReturnType: null }, format)).not.toContain(
        "is not known",
      );
    },
  );

  it("is named with 40 characters at most, eight of many, without what could break a line", () => {
    const long = "x".repeat(100_000);
    const said = (settings: Record<string, unknown>) => {
      const found = sayUnknownSettings(request(settings).settings);
      return found === null ? null : inWords(found);
    };
    expect(said({ [long]: 1 })).toBe(`The setting “${"x".repeat(40)}…” is not known and was ignored.`);
    expect(said({ "a\nb\u202e": 1 })).toBe("The setting “a b ” is not known and was ignored.");
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i + 10}`, i]));
    expect(said(many)).toBe(
      "The settings “k10”, “k11”, “k12”, “k13”, “k14”, “k15”, “k16”, “k17” and 12 more are not known and were ignored.",
    );
  });
});

describe("answerContext", () => {
  let town: EngineSources;
  beforeAll(async () => {
    town = await openSampleTown();
  });

  it("answers in the contract's form, both spellings of everything", async () => {
    const { answer } = await ask(town, {
      polygon: middle,
      settings: { geometry: [...all], topographyReturnType: "both" },
    });
    expect(contextResponseSchema.safeParse(answer).success).toBe(true);
    expect(answer.origin).toEqual(middle[0]);
    expect(answer.spatialReference).toEqual(answer.spacialReference);
    expect(answer.geometry.map(({ type, geometryType }) => `${type} ${geometryType}`)).toEqual([
      "buildings meshes",
      "surface meshes",
      "barriers meshes",
      "topography meshes",
      "infrastructure nodes",
      "topography elevationMap",
    ]);
    for (const { descriptor, ...mesh } of answer.geometry[1].meshes ?? [])
      expect(mesh).toMatchObject({ type: descriptor.type });
    for (const node of answer.geometry[4].nodes ?? []) expect(Number.isFinite(node.z)).toBe(true);
  });

  it("keeps within the area when it crops, and every solid closed", async () => {
    const { answer } = await ask(town, {
      polygon: middle,
      settings: { geometry: [...all], cropScene: true, upAxis: "Z" },
    });
    const verdict = judgeAnswer(answer, middle, [], await loadManifold());
    const count = verdict.buildings + verdict.parts;
    expect(count).toBeGreaterThan(50);
    expect(verdict).toMatchObject({
      closed: count,
      acceptedByManifold: count,
      degenerateTriangles: 0,
      outsideCrop: 0,
    });
    expect(verdict).toMatchObject({ surfaceOverlapM2: 0, nan: 0, topMismatches: 0, barriersOpen: 0 });
  });

  it("gives the same model Y up as Z up: (north, up, east)", async () => {
    const settings = { geometry: ["buildings" as const] };
    const y =
      (await ask(town, { polygon: middle, settings: { ...settings, upAxis: "Y" } })).answer.geometry[0]
        .meshes ?? [];
    const z =
      (await ask(town, { polygon: middle, settings: { ...settings, upAxis: "Z" } })).answer.geometry[0]
        .meshes ?? [];
    expect(y).toHaveLength(z.length);
    const [north, up, east] = y[0].vertices;
    expect(z[0].vertices.slice(0, 3)).toEqual([east, north, up]);
  });

  it("gives all of the terrain's area, and the same heights as mesh and as map", async () => {
    const terrain = {
      geometry: ["topography" as const],
      topographyReturnType: "both" as const,
      upAxis: "Z" as const,
    };
    const triangle = [field[0], field[1], field[2], field[0]];
    const { answer } = await ask(sources([], slope), { polygon: triangle, origin, settings: terrain });
    const vertices = answer.geometry[0].meshes?.[0].vertices ?? [];
    let total = 0;
    for (let i = 0; i < vertices.length; i += 9)
      total +=
        ((vertices[i + 3] - vertices[i]) * (vertices[i + 7] - vertices[i + 1]) -
          (vertices[i + 4] - vertices[i + 1]) * (vertices[i + 6] - vertices[i])) /
        2;
    expect(Math.abs(total - 5000)).toBeLessThan(5);
    const [{ elevationMap, info }] = (
      answer.geometry[1] as unknown as {
        elevationMap: { elevationMap: number[]; info: Record<string, number> }[];
      }
    ).elevationMap;
    expect(elevationMap).toHaveLength((info.segmentsWidth + 1) * (info.segmentsHeight + 1));
    expect(info).toMatchObject({ width: 100, height: 100 });
    // Rows from the north: the slope rises to the north.
    expect(elevationMap[0]).toBeCloseTo(510, 0);
    expect(elevationMap[elevationMap.length - 1]).toBeCloseTo(490, 0);
  });

  it("stands a house on its lowest ground and never lets the hill swallow it", async () => {
    const house = area("way/1", { building: "yes", height: "6" }, box(-10, -20, 10, 20));
    const settings = { geometry: ["buildings" as const], liftOnly: true, upAxis: "Z" as const };
    const { answer } = await ask(sources([house], slope), { polygon: field, origin, settings });
    expect(answer.geometry).toHaveLength(1);
    const [{ vertices, descriptor }] = answer.geometry[0].meshes ?? [];
    const solid = judgeSolid(vertices, await loadManifold());
    expect(solid).toMatchObject({ closed: true, manifold: true });
    expect(solid.bottom).toBeLessThan(496);
    // Ground under it: 496 m to 504 m.
    expect(solid.top).toBeGreaterThan(504);
    expect(solid.top - Number(descriptor.groundHeight)).toBeCloseTo(6, 3);
  });

  it("lays surfaces five centimetres above the terrain, or flat when told so", async () => {
    const meadow = area("way/1", { landuse: "meadow" }, box(-40, -40, 40, 40));
    const settings = { geometry: ["surface" as const, "topography" as const], upAxis: "Z" as const };
    const draped = await ask(sources([meadow], slope), { polygon: field, origin, settings });
    const heights = draped.answer.geometry[0].meshes?.[0].vertices ?? [];
    for (let i = 0; i < heights.length; i += 3) {
      const [lon, lat] = plane.toLonLat(heights[i], heights[i + 1]);
      expect(Math.abs(heights[i + 2] - slope(lon, lat) - 0.05)).toBeLessThan(0.01);
    }
    const flat = await ask(sources([meadow], slope), {
      polygon: field,
      origin,
      settings: { ...settings, disableSurfaceProjection: true },
    });
    const zs = (flat.answer.geometry[0].meshes?.[0].vertices ?? []).filter((_, i) => i % 3 === 2);
    expect(new Set(zs)).toEqual(new Set([0]));
  });

  it("cuts what lies under out, so that no two sheets overlap", async () => {
    const features = [
      area("way/1", { landuse: "forest" }, box(-40, -40, 40, 40)),
      area("way/2", { natural: "water" }, box(-10, -10, 10, 10)),
      line("way/3", { highway: "residential", width: "6" }, [
        [-60, 0],
        [60, 0],
      ]),
      line("way/4", { highway: "motorway", tunnel: "yes" }, [
        [0, -60],
        [0, 60],
      ]),
    ];
    const { answer } = await ask(sources(features), {
      polygon: field,
      origin,
      settings: { geometry: ["surface"], upAxis: "Z", cropScene: true },
    });
    const areas = new Map(
      (answer.geometry[0].meshes ?? []).map(({ vertices, descriptor }) => {
        let total = 0;
        for (let i = 0; i < vertices.length; i += 9)
          total +=
            ((vertices[i + 3] - vertices[i]) * (vertices[i + 7] - vertices[i + 1]) -
              (vertices[i + 4] - vertices[i + 1]) * (vertices[i + 6] - vertices[i])) /
            2;
        return [descriptor.type, Math.round(total * 10) / 10];
      }),
    );
    // Road 100 × 6; pond 20 × 20 less 20 × 6; wood 80 × 80 less both.
    expect([...areas].sort()).toEqual([
      ["forest", 5640],
      ["path", 600],
      ["water", 280],
    ]);
    expect(answer.report.skipped).toEqual([
      { layer: "surface", reason: "in a tunnel", count: 1, id: "skip-in-tunnel", data: {} },
    ]);
  });

  it("draws parts for their building when they cover it, and the rest of it when they do not", async () => {
    const house = area("way/1", { building: "yes", height: "10", name: "Hall" }, box(0, 0, 20, 10));
    const left = area("way/2", { "building:part": "yes", height: "10" }, box(0, 0, 10, 10));
    const right = area("way/3", { "building:part": "yes" }, box(10, 0, 20, 10));
    const settings = { geometry: ["buildings" as const], upAxis: "Z" as const };
    const drawn = async (...features: MapFeature[]) =>
      (
        (await ask(sources(features), { polygon: field, origin, settings })).answer.geometry[0].meshes ?? []
      ).map(({ descriptor }) => [
        descriptor.type,
        descriptor.id,
        descriptor.buildingHeight,
        descriptor.buildingName,
      ]);
    expect(await drawn(house, left, right)).toEqual([
      ["buildingPart", "way/2", 10, "Hall"],
      ["buildingPart", "way/3", 10, "Hall"],
    ]);
    expect(await drawn(house, left)).toEqual([
      ["building", "way/1", 10, "Hall"],
      ["buildingPart", "way/2", 10, "Hall"],
    ]);
  });

  it("leaves gates open and keeps walls closed solids", async () => {
    const wall = line("way/1", { barrier: "wall", height: "2", width: "0.5" }, [
      [-20, 0],
      [0, 0],
      [20, 0],
    ]);
    const gate = point("node/1", { barrier: "gate", width: "4" }, 0, 0);
    const { answer } = await ask(sources([wall, gate]), {
      polygon: field,
      origin,
      settings: { geometry: ["barriers"], upAxis: "Z" },
    });
    const [{ vertices }] = answer.geometry[0].meshes ?? [];
    const solid = judgeSolid(vertices, await loadManifold());
    expect(solid).toMatchObject({ closed: true, manifold: true, degenerate: 0 });
    // 40 m less 4 m of gate, 0.5 m thick, 2 m high.
    expect(solid.volume).toBeCloseTo(36, 1);
    expect(solid.planArea).toBeCloseTo(18, 1);
  });

  it("plants tree rows and single trees on the ground, the same every time", async () => {
    const row = line("way/1", { natural: "tree_row" }, [
      [-20, 0],
      [20, 0],
    ]);
    const oak = point("node/1", { natural: "tree", height: "17 m", genus: "Quercus" }, 5, 5);
    const outside = point("node/2", { natural: "tree" }, 500, 5);
    const settings = { geometry: ["instances" as const], liftOnly: true, upAxis: "Z" as const };
    const once = (await ask(sources([row, oak, outside], slope), { polygon: field, origin, settings })).answer
      .geometry[0];
    const again = (await ask(sources([row, oak, outside], slope), { polygon: field, origin, settings }))
      .answer.geometry[0];
    expect(once).toEqual(again);
    expect(once.type).toBe("infrastructure");
    expect(once.nodes).toHaveLength(7);
    expect(once.nodes?.[6]).toMatchObject({ type: "tree", scale: 17, descriptor: { treeType: "oak" } });
    expect(Number(once.nodes?.[6].z)).toBeCloseTo(501, 1);
  });

  it("strews a forest with the same trees in every answer, none in houses, on roads, in water or outside", async () => {
    const features = [
      area("way/1", { landuse: "forest", name: "Wood" }, box(-200, -45, 200, 45)),
      area("way/2", { building: "yes" }, box(-40, -40, -10, 0)),
      area("way/3", { natural: "water" }, box(0, -40, 30, -10)),
      line("way/4", { highway: "residential", width: "6" }, [
        [-200, 20],
        [200, 20],
      ]),
    ];
    const settings = { geometry: ["infrastructure" as const], upAxis: "Z" as const };
    const nodes = (await ask(sources(features), { polygon: field, origin, settings })).answer.geometry[0]
      .nodes;
    const places = (nodes ?? []).map(({ x, y }): [number, number] => [Number(x), Number(y)]);
    // 100 m × 90 m less house, pond and road: 0.62 ha, 64 trees a hectare.
    expect(places.length).toBeGreaterThan(28);
    expect(places.length).toBeLessThan(52);
    for (const [x, y] of places) {
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(50);
      expect(Math.abs(y - 20)).toBeGreaterThanOrEqual(3.99);
      expect(x > -40 && x < -10 && y > -40 && y < 0).toBe(false);
      expect(x > 0 && x < 30 && y > -40 && y < -10).toBe(false);
    }
    const wider = [...box(-90, -50, 50, 50), [-90, -50]].map(([x, y]) => plane.toLonLat(x, y).reverse());
    const again = (await ask(sources(features), { polygon: wider, origin, settings })).answer.geometry[0];
    expect(again.nodes).toEqual(expect.arrayContaining(nodes ?? []));
    expect(nodes?.[0]).toMatchObject({ type: "tree", descriptor: { treeType: "genericBroadleaved" } });
  });

  it.each([
    ["EPSG:3857", "EPSG:3857"],
    ["UTM", "+proj=utm +zone=32 +datum=WGS84"],
  ] as const)("places the model in %s as proj4 does", async (crs, definition) => {
    const house = area("way/1", { building: "yes", height: "10" }, box(0, 0, 20, 10));
    const { answer } = await ask(sources([house]), {
      polygon: field,
      origin,
      settings: { geometry: ["buildings"], upAxis: "Z", crs },
    });
    const [{ vertices }] = answer.geometry[0].meshes ?? [];
    const [x, y] = proj4("EPSG:4326", definition, plane.toLonLat(0, 0));
    const nearest = Math.min(
      ...Array.from({ length: vertices.length / 3 }, (_, i) =>
        Math.hypot(vertices[3 * i] - x, vertices[3 * i + 1] - y),
      ),
    );
    expect(nearest).toBeLessThan(0.0021);
    expect(answer.spatialReference).toMatchObject({ crs });
    expect(judgeSolid(vertices, await loadManifold())).toMatchObject({ closed: true, degenerate: 0 });
  });

  it("refuses bad polygons and far origins before the first byte", async () => {
    const code = async (polygon: number[][], far?: number[]) => {
      const thrown = await ask(town, { polygon, ...(far === undefined ? {} : { origin: far }) }).catch(
        (error: unknown) => error,
      );
      return isContextileError(thrown) ? thrown.code : "none";
    };
    expect(await code(middle.slice(0, 4))).toBe("bad-polygon");
    expect(await code([middle[0], middle[2], middle[1], middle[3], middle[0]])).toBe("bad-polygon");
    expect(await code([middle[0], middle[0], middle[0], middle[0]])).toBe("bad-polygon");
    expect(await code([])).toBe("bad-polygon");
    expect(await code(middle, [0, 0])).toBe("bad-request");
    expect(await code(middle, [91, 0])).toBe("bad-request");
  });

  it("hands on the first bytes long before the last, and stops when told to", async () => {
    const { chunks } = await ask(town, { polygon: middle, settings: { geometry: [...all] } });
    expect(chunks.length).toBeGreaterThan(5);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(70_000);
    const thrown = await ask(town, { polygon: middle }, AbortSignal.abort()).catch((error: unknown) => error);
    expect(isContextileError(thrown) && thrown.code).toBe("cancelled");
  });

  it("says when there is no terrain to lift anything on", async () => {
    const { answer } = await ask(sources([]), { polygon: field, settings: { geometry: ["topography"] } });
    expect(answer.report).toMatchObject({
      warnings: ["This service has no elevation data: the terrain is flat at 0."],
      saidWarnings: [{ id: "note-no-elevation", data: {} }],
    });
  });
});
