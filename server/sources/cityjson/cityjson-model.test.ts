import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ManifoldToplevel } from "manifold-3d";
import { beforeAll, describe, expect, it } from "vitest";
import { ask, ringOf } from "../../engine/testing/ask.ts";
import {
  houseGround as ground,
  houseCorners as house,
  houseGables,
  houseSides,
  houseSlopes,
} from "../../engine/testing/gabled-house.ts";
import { judgeSolid, loadManifold } from "../../engine/testing/judge-solids.ts";
import type { BoundingBox, ElevationSource } from "../map-source.ts";
import { openCityJson } from "./cityjson.ts";

let manifold: ManifoldToplevel;
beforeAll(async () => {
  manifold = await loadManifold();
});

const shell = [ground, ...houseGables, ...houseSides, ...houseSlopes];
const kinds = [0, 1, 1, 1, 1, 2, 2];
const whole = shell.map((_, i) => i);

/** A solid or the same faces as a heap of surfaces; `turned` faces are wound the wrong way. */
function geometry(type: "Solid" | "MultiSurface", faces = whole, turned: number[] = []) {
  const rings = faces.map((i) => [turned.includes(i) ? [...shell[i]].reverse() : shell[i]]);
  const values = faces.map((i) => kinds[i]);
  const surfaces = [{ type: "GroundSurface" }, { type: "WallSurface" }, { type: "RoofSurface" }];
  const solid = type === "Solid";
  return {
    lod: "2",
    type,
    boundaries: solid ? [rings] : rings,
    semantics: { surfaces, values: solid ? [values] : values },
  };
}

/** 48° N, 9° E in UTM 32. The extent it states is wrong: nothing relies on it. */
function city(CityObjects: unknown, more: Record<string, unknown> = {}) {
  return {
    type: "CityJSON",
    version: "2.0",
    metadata: {
      referenceSystem: "https://www.opengis.net/def/crs/EPSG/0/25832",
      geographicalExtent: [0, 0, 0, 1, 1, 1],
    },
    transform: { scale: [0.001, 0.001, 0.001], translate: [500_000, 5_316_300, 512.5] },
    CityObjects,
    vertices: house.map((point) => point.map((metres) => metres * 1000)),
    ...more,
  };
}

const box: BoundingBox = [8.999, 47.998, 9.002, 48.002];
const folder = mkdtempSync(join(tmpdir(), "contextile-model-"));

async function answer(
  content: unknown,
  polygon = ringOf(box),
  settings: { cropScene?: boolean; liftOnly?: boolean; defaultRoofType?: "hipped" } = {},
  elevation: ElevationSource | null = null,
) {
  const path = join(folder, "district.city.json");
  writeFileSync(path, JSON.stringify(content));
  const map = await openCityJson(path);
  const all = { geometry: ["buildings" as const], upAxis: "Z" as const, ...settings };
  const { answer: found } = await ask({ map, elevation }, { polygon, settings: all });
  const meshes = found.geometry[0].meshes ?? [];
  const report = found.report as typeof found.report & { models?: Record<string, number> };
  return { meshes, report, solids: meshes.map(({ vertices }) => judgeSolid(vertices, manifold)) };
}

describe("CityJSON models", () => {
  it("come through as they are: volume, shape, height and where it was measured", async () => {
    const { meshes, solids, report } = await answer(
      city({ a: { type: "Building", geometry: [geometry("Solid")] } }),
    );
    expect(solids).toHaveLength(1);
    expect(solids[0]).toMatchObject({ closed: true, manifold: true, degenerate: 0, bottom: 0, top: 9 });
    // UTM's scale of 0.9996 in both directions of the plan: the true area is larger by 0.08 %.
    expect(solids[0].volume / 1500).toBeCloseTo(1 / 0.9996 ** 2, 4);
    expect(meshes[0].descriptor).toMatchObject({
      datasetName: "district",
      source: "cityjson",
      heightSource: "LoD2",
      hasDefaultHeight: false,
      hasDefaultRoof: false,
      isModel: true,
      buildingHeight: 9,
      buildingRoofType: "gabled",
      buildingRoofHeight: 3,
    });
    expect(report.models).toEqual({ asGiven: 1, repaired: 0, rebuilt: 0 });
  });

  it("are mended where faces are wound wrongly or the ground is missing, and the report says so", async () => {
    for (const broken of [
      geometry("MultiSurface", whole, [1, 4]),
      geometry("Solid", whole, whole),
      geometry("MultiSurface", whole.slice(1)),
    ]) {
      // Without a ground surface nothing says where the outline is: LoD 0 is given beside.
      const outline = { lod: "0", type: "MultiSurface", boundaries: [[[0, 1, 2, 3]]] };
      const { solids, report } = await answer(city({ a: { type: "Building", geometry: [outline, broken] } }));
      expect(solids).toHaveLength(1);
      expect(solids[0]).toMatchObject({ closed: true, manifold: true, top: 9 });
      expect(solids[0].volume / 1500).toBeCloseTo(1 / 0.9996 ** 2, 4);
      expect(report.models).toEqual({ asGiven: 0, repaired: 1, rebuilt: 0 });
    }
  });

  it("are built anew from outline and height where they cannot be closed, and the report says so", async () => {
    // A slope and the wall under it are missing: the rim lies in no plane.
    const torn = geometry("MultiSurface", [0, 1, 2, 3, 6]);
    const { meshes, solids, report } = await answer(city({ a: { type: "Building", geometry: [torn] } }));
    expect(solids[0]).toMatchObject({ closed: true, manifold: true, degenerate: 0, top: 9 });
    expect(meshes[0].descriptor).toMatchObject({ heightSource: "LoD2", buildingHeight: 9 });
    expect(meshes[0].descriptor.isModel).toBeUndefined();
    expect(report.models).toEqual({ asGiven: 0, repaired: 0, rebuilt: 1 });
  });

  it("stay closed when they are cut at the area, and add up to the whole", async () => {
    const objects = city({ a: { type: "Building", geometry: [geometry("Solid")] } });
    const cut = 9 + 4 / 74_500;
    const half = async (west: number, east: number) => {
      const { solids } = await answer(objects, ringOf([west, 47.998, east, 48.002]), { cropScene: true });
      for (const solid of solids)
        expect(solid).toMatchObject({ closed: true, manifold: true, degenerate: 0 });
      return solids.reduce((sum, { volume }) => sum + volume, 0);
    };
    const [west, east] = [await half(8.999, cut), await half(cut, 9.002)];
    expect(west).toBeGreaterThan(400);
    expect(east).toBeGreaterThan(700);
    expect((west + east) / 1500).toBeCloseTo(1 / 0.9996 ** 2, 3);
  });

  it("stand on sloping ground: the foundation goes down, the roof keeps its height", async () => {
    const slope: ElevationSource = {
      info: () => ({ name: "slope", attribution: [] }),
      heightAt: (_, lat) => 300 + (lat - 48) * 111_200 * 0.2,
    };
    const { meshes, solids } = await answer(
      city({ a: { type: "Building", geometry: [geometry("Solid")] } }),
      ringOf(box),
      { liftOnly: true },
      slope,
    );
    expect(solids[0]).toMatchObject({ closed: true, manifold: true });
    const zero = Number(meshes[0].descriptor.groundHeight);
    expect(solids[0].top - zero).toBeCloseTo(9, 3);
    expect(solids[0].bottom).toBeLessThan(zero - 0.29);
  });

  it("keep parts where they are: a tower on a roof starts there", async () => {
    const tower = shell.map((face) => [face.map((corner) => corner + house.length)]);
    const raised = house.map(([x, y, z]) => [2000 + x * 300, 2000 + y * 300, z * 1000 + 6000]);
    const { meshes, solids } = await answer({
      ...city({
        b: { type: "Building", geometry: [geometry("Solid", whole)], children: ["p"] },
        p: {
          type: "BuildingPart",
          parents: ["b"],
          geometry: [{ lod: "2", type: "Solid", boundaries: [tower] }],
        },
      }),
      vertices: [...house.map((point) => point.map((metres) => metres * 1000)), ...raised],
    });
    const part = meshes.findIndex(({ descriptor }) => descriptor.type === "buildingPart");
    expect(meshes[part].descriptor).toMatchObject({
      buildingMinHeight: 6,
      buildingHeight: 15,
      isModel: true,
    });
    expect(solids[part]).toMatchObject({ closed: true, manifold: true, bottom: 6, top: 15 });
  });

  it("are set down from templates, turned and scaled", async () => {
    const instance = {
      type: "GeometryInstance",
      template: 0,
      boundaries: [0],
      // A quarter turn, half as high.
      transformationMatrix: [0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 1],
    };
    const { meshes, solids } = await answer({
      ...city({ a: { type: "Building", geometry: [instance] } }),
      vertices: [[50_000, 40_000, 0]],
      "geometry-templates": { templates: [geometry("Solid")], "vertices-templates": house },
    });
    expect(solids[0]).toMatchObject({ closed: true, manifold: true, bottom: 0, top: 4.5 });
    expect(solids[0].volume / 750).toBeCloseTo(1 / 0.9996 ** 2, 4);
    const xs = meshes[0].vertices.filter((_, i) => i % 3 === 0);
    const ys = meshes[0].vertices.filter((_, i) => i % 3 === 1);
    // A quarter turn lays the long side along the east.
    expect(Math.max(...xs) - Math.min(...xs)).toBeCloseTo(20 / 0.9996, 2);
    expect(Math.max(...ys) - Math.min(...ys)).toBeCloseTo(10 / 0.9996, 2);
  });

  it("takes every solid of a MultiSolid, also with a yard in it and in degrees", async () => {
    const ring = (x: number, y: number, size: number, z: number) => [
      [x, y, z],
      [x + size, y, z],
      [x + size, y + size, z],
      [x, y + size, z],
    ];
    const points = [0, 8].flatMap((z) => [...ring(0, 0, 30, z), ...ring(10, 10, 10, z)]);
    const wall = (first: number, i: number, inward: boolean) => {
      const j = (i + 1) % 4;
      const face = [first + i, first + j, first + j + 8, first + i + 8];
      return [inward ? face.reverse() : face];
    };
    const yard = [
      [
        [3, 2, 1, 0],
        [4, 5, 6, 7],
      ],
      [
        [8, 9, 10, 11],
        [15, 14, 13, 12],
      ],
      ...[0, 1, 2, 3].flatMap((i) => [wall(0, i, false), wall(4, i, true)]),
    ];
    const offset = points.length;
    const beside = [0, 8].flatMap((z) => ring(40, 0, 10, z));
    const block = [
      [[3, 2, 1, 0].map((corner) => corner + offset)],
      [[4, 5, 6, 7].map((corner) => corner + offset)],
      ...[0, 1, 2, 3].map((i) => [
        [i, (i + 1) % 4, ((i + 1) % 4) + 4, i + 4].map((corner) => corner + offset),
      ]),
    ];
    // About 48° N: metres to degrees.
    const vertices = [...points, ...beside].map(([x, y, z]) => [
      Math.round(90_000_000 + (x / 74_561) * 1e7),
      Math.round(480_000_000 + (y / 111_184) * 1e7),
      z * 1000,
    ]);
    const { solids, report } = await answer({
      ...city({
        a: { type: "Building", geometry: [{ lod: 1, type: "MultiSolid", boundaries: [[yard], [block]] }] },
      }),
      vertices,
      metadata: { referenceSystem: "urn:ogc:def:crs:EPSG::4326" },
      transform: { scale: [1e-7, 1e-7, 0.001], translate: [0, 0, 0] },
    });
    expect(report.models).toEqual({ asGiven: 1, repaired: 0, rebuilt: 0 });
    for (const solid of solids) expect(solid).toMatchObject({ closed: true, manifold: true, top: 8 });
    // (900 − 100 + 100) m² × 8 m; seven decimals of a degree are a centimetre.
    expect(solids.reduce((sum, { volume }) => sum + volume, 0) / 7200).toBeCloseTo(1, 2);
  });

  it("leaves outlines of LoD 0 to the engine, with the default roof and its own data set's name", async () => {
    const outline = { lod: "0.1", type: "MultiSurface", boundaries: [[[0, 1, 2, 3]]] };
    const { meshes, report } = await answer(
      city({ a: { type: "Building", attributes: { measuredHeight: 11 }, geometry: [outline] } }),
      ringOf(box),
      { defaultRoofType: "hipped" },
    );
    expect(meshes[0].descriptor).toMatchObject({
      buildingHeight: 11,
      buildingRoofType: "hipped",
      hasDefaultRoof: true,
      datasetName: "district",
      heightSource: "district",
    });
    expect(report.models).toBeUndefined();
  });
});
