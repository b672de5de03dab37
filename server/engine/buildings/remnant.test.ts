import { expect, it } from "vitest";
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";
import type { MapFeature } from "../../sources/map-source.ts";
import { ask, sourceOf } from "../testing/ask.ts";

const plane = createLocalProjection(10, 48);

function box(minX: number, minY: number, maxX: number, maxY: number): [number, number][] {
  const corners = [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
    [minX, minY],
  ];
  return corners.map(([x, y]) => plane.toLonLat(x, y));
}

const house = (id: string, outline: [number, number][]): MapFeature => ({
  id,
  tags: { building: "yes", height: "6" },
  kind: "area",
  polygons: [{ outer: Float64Array.from(outline.flat()), holes: [] }],
});

it("leaves out and counts a cut building of which less than 0.1 m² lies in the area", async () => {
  const features = [
    // 15 mm × 3 m in the area: rounding to millimetres is a twentieth of that.
    house("sliver", box(19.985, 0, 30, 3)),
    house("slice", box(19.95, 5, 30, 8)),
    // As small, but whole.
    house("post", box(0, 0, 0.3, 0.3)),
  ];
  const polygon = box(-20, -20, 20, 20).map(([lon, lat]): [number, number] => [lat, lon]);
  const asked = async (cropScene: boolean) => {
    const settings = { geometry: ["buildings" as const], upAxis: "Z" as const, cropScene };
    const { answer } = await ask(
      { map: sourceOf(features), elevation: null },
      { polygon, origin: [48, 10], settings },
    );
    const ids = answer.geometry[0].meshes?.map(({ descriptor }) => descriptor.id);
    return { ids, skipped: answer.report.skipped };
  };
  expect(await asked(true)).toEqual({
    ids: ["slice", "post"],
    skipped: [expect.objectContaining({ layer: "buildings", id: "skip-remnant", count: 1 })],
  });
  expect(await asked(false)).toEqual({ ids: ["sliver", "slice", "post"], skipped: [] });
});
