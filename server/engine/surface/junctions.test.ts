import { describe, expect, it } from "vitest";
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";
import type { MapFeature } from "../../sources/map-source.ts";
import { bufferLine, union } from "../geometry/clip.ts";
import { polygonArea, type Ring } from "../geometry/rings.ts";
import { ask, ringOf, sourceOf } from "../testing/ask.ts";
import { overlaps } from "../testing/overlaps.ts";

const plane = createLocalProjection(10, 48);
const area = ringOf([9.998, 47.9985, 10.002, 48.0015]);

function way(id: number, points: [number, number][], tags: Record<string, string> = {}): MapFeature {
  return {
    id: `way/${id}`,
    tags: { highway: "residential", width: "6", ...tags },
    kind: "line",
    coordinates: Float64Array.from(points.flatMap(([x, y]) => plane.toLonLat(x, y))),
  };
}

async function sheets(features: MapFeature[]) {
  const { answer } = await ask(
    { map: sourceOf(features), elevation: null },
    { polygon: area, origin: [48, 10], settings: { geometry: ["surface"], upAxis: "Z" } },
  );
  return answer.geometry[0].meshes ?? [];
}

function planArea(vertices: number[]): number {
  let twice = 0;
  for (let i = 0; i < vertices.length; i += 9) {
    const [ax, ay, , bx, by, , cx, cy] = vertices.slice(i, i + 9);
    twice += (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  }
  return twice / 2;
}

/** The roads as one shape, m²: what was there before any junction was drawn. */
function unionArea(lines: [number, number][][]): number {
  const strips = lines.flatMap((points) =>
    bufferLine(points.flat().map((metres): number => Math.round(metres * 1000)) as Ring, 6000, "round"),
  );
  return union(strips).reduce((sum, polygon) => sum + polygonArea(polygon), 0) / 1e6;
}

describe("junctions", () => {
  const east: [number, number][] = [
    [-60, 0],
    [0, 0],
    [60, 0],
  ];
  const north: [number, number][] = [
    [0, -60],
    [0, 0],
    [0, 60],
  ];

  it("are sheets of their own where roads cross, and the roads end there", async () => {
    const meshes = await sheets([way(1, east), way(2, north)]);
    const junctions = meshes.filter(({ descriptor }) => descriptor.type === "roadwayIntersection");
    expect(junctions).toHaveLength(1);
    // 6 m by 6 m, and 0.3 m of each of the four arms.
    expect(planArea(junctions[0].vertices)).toBeCloseTo(6 * 6 + 4 * 6 * 0.3, 1);
    expect(junctions[0].descriptor).toMatchObject({
      intersectionMaterial: "asphalt",
      highway: "residential",
    });
    const total = meshes.reduce((sum, { vertices }) => sum + planArea(vertices), 0);
    expect(Math.abs(total / unionArea([east, north]) - 1)).toBeLessThan(0.001);
    expect(overlaps(meshes.map(({ vertices }) => vertices))).toEqual([]);
  });

  it("fill T, Y and five-armed places, at any angle, without changing what is covered", async () => {
    const random = [0.3, 1.4, 2.2, 3.9, 5.1];
    for (const arms of [3, 4, 5]) {
      const lines = random.slice(0, arms).map((angle): [number, number][] => [
        [0, 0],
        [55 * Math.cos(angle), 55 * Math.sin(angle)],
      ]);
      const meshes = await sheets(lines.map((points, i) => way(i + 1, points)));
      expect(meshes.filter(({ descriptor }) => descriptor.type === "roadwayIntersection")).toHaveLength(1);
      const total = meshes.reduce((sum, { vertices }) => sum + planArea(vertices), 0);
      expect(Math.abs(total / unionArea(lines) - 1)).toBeLessThan(0.002);
      expect(overlaps(meshes.map(({ vertices }) => vertices))).toEqual([]);
    }
  });

  it("are not drawn where a road only goes on, or another passes in a tunnel", async () => {
    const goesOn = await sheets([way(1, east.slice(0, 2)), way(2, east.slice(1))]);
    expect(goesOn.map(({ descriptor }) => descriptor.type)).toEqual(["path", "path"]);
    const below = await sheets([way(1, east), way(2, north, { tunnel: "yes", layer: "-1" })]);
    expect(below.map(({ descriptor }) => descriptor.type)).toEqual(["path"]);
  });
});
