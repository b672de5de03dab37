import { expect, it } from "vitest";
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import type { BoundingBox, ElevationSource } from "../sources/map-source.ts";
import { ask, ringOf, sourceOf } from "./testing/ask.ts";

const plane = createLocalProjection(10, 60);

/** Rises by a metre every ten metres eastwards; knows what was asked for and nothing beyond, as tiles do. */
function slopeOf(box: BoundingBox): ElevationSource {
  const [west, south, east, north] = box;
  return {
    info: () => ({ name: "slope", attribution: [] }),
    within: async (wanted) => slopeOf(wanted),
    heightAt: (lon, lat) =>
      lon < west || lon > east || lat < south || lat > north ? null : 200 + plane.toLocal(lon, lat)[0] / 10,
  };
}

it("a road that reaches far out of the area lies on the ground there too, where heights are loaded by box", async () => {
  const ends = [plane.toLonLat(-300, 0), plane.toLonLat(570, 0)];
  const road = {
    id: "way/1",
    kind: "line" as const,
    tags: { highway: "residential" },
    coordinates: Float64Array.from(ends.flat()),
  };
  const { answer } = await ask(
    { map: sourceOf([road]), elevation: slopeOf([0, 0, 0, 0]) },
    {
      polygon: ringOf([...plane.toLonLat(-100, -100), ...plane.toLonLat(100, 100)] as [
        number,
        number,
        number,
        number,
      ]),
      origin: [60, 10],
      settings: { geometry: ["surface"], liftOnly: true, upAxis: "Z" },
    },
  );
  const [sheet] = answer.geometry[0].meshes ?? [];
  let farthest = 0;
  for (let i = 0; i < sheet.vertices.length; i += 3) {
    const [x, , z] = sheet.vertices.slice(i, i + 3);
    farthest = Math.max(farthest, x);
    expect(Math.abs(z - (200 + x / 10)), `${x} m east`).toBeLessThan(0.5);
  }
  expect(farthest).toBeGreaterThan(560);
});
