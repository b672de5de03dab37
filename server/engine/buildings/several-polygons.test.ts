import { expect, it } from "vitest";
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";
import { ask, ringOf, sourceOf } from "../testing/ask.ts";

const plane = createLocalProjection(10, 48);

function square(x: number, side: number): Float64Array {
  const points = [
    [x, 0],
    [x + side, 0],
    [x + side, side],
    [x, side],
    [x, 0],
  ];
  return Float64Array.from(points.flatMap(([px, py]) => plane.toLonLat(px, py)));
}

it("says the height of the highest of several polygons, whichever comes first", async () => {
  // The height of the roof follows from the width: 1 m or 5 m above two storeys of 4 m.
  const tags = { building: "yes", "building:levels": "2", "roof:shape": "pyramidal", "roof:angle": "45" };
  const polygons = [
    { outer: square(0, 2), holes: [] },
    { outer: square(20, 10), holes: [] },
  ];
  for (const list of [polygons, [...polygons].reverse()]) {
    const map = sourceOf([{ id: "relation/1", tags, kind: "area", polygons: list }]);
    const settings = { geometry: ["buildings" as const], upAxis: "Z" as const };
    const polygon = ringOf([9.999, 47.999, 10.001, 48.001]);
    const { answer } = await ask({ map, elevation: null }, { polygon, settings });
    const meshes = answer.geometry[0].meshes ?? [];
    const top = Math.max(...meshes.flatMap(({ vertices }) => vertices.filter((_, i) => i % 3 === 2)));
    expect(meshes.map(({ descriptor }) => descriptor.buildingHeight)).toEqual(meshes.map(() => top));
    expect(top).toBeGreaterThan(12);
  }
});

it("comes whole where nothing is cropped, with the polygons and parts that lie outside of the area", async () => {
  const area = (id: string, tags: Record<string, string>, ...squares: Float64Array[]) => ({
    id,
    tags,
    kind: "area" as const,
    polygons: squares.map((outer) => ({ outer, holes: [] })),
  });
  const map = sourceOf([
    area("relation/1", { building: "yes", height: "6" }, square(0, 10), square(20, 10)),
    area("way/2", { "building:part": "yes", height: "9" }, square(25, 5)),
    area("way/3", { building: "yes", height: "6" }, square(40, 10)),
  ]);
  // 15 m eastward: the first square alone.
  const [east, north] = plane.toLonLat(15, 15);
  const [west, south] = plane.toLonLat(-5, -5);
  const polygon = ringOf([west, south, east, north]);
  const planOf = async (cropScene: boolean) => {
    const settings = { geometry: ["buildings" as const], upAxis: "Z" as const, cropScene };
    const { answer } = await ask({ map, elevation: null }, { polygon, settings });
    const meshes = answer.geometry[0].meshes ?? [];
    return meshes.map(({ descriptor, vertices }) => [
      descriptor.id,
      Math.max(...vertices.filter((_, i) => i % 3 === 0)) > 15,
    ]);
  };
  expect(await planOf(false)).toEqual([
    ["relation/1", true],
    ["way/2", true],
  ]);
  expect(await planOf(true)).toEqual([["relation/1", false]]);
});
