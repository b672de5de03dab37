import { describe, expect, it } from "vitest";
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import type { MapFeature } from "../sources/map-source.ts";
import { ask, ringOf, sourceOf } from "./testing/ask.ts";

const plane = createLocalProjection(10, 48);

function wood(id: number, tags: Record<string, string>, west: number, east: number): MapFeature {
  const outer = [
    [west, -100],
    [east, -100],
    [east, 100],
    [west, 100],
    [west, -100],
  ].flatMap(([x, y]) => plane.toLonLat(x, y));
  return {
    id: `way/${id}`,
    tags,
    kind: "area",
    polygons: [{ outer: Float64Array.from(outer), holes: [] }],
  };
}

async function trees(features: MapFeature[]): Promise<{ x: number; y: number }[]> {
  const { answer } = await ask(
    { map: sourceOf(features), elevation: null },
    {
      polygon: ringOf([9.996, 47.998, 10.004, 48.002]),
      origin: [48, 10],
      settings: { geometry: ["infrastructure"], upAxis: "Z" },
    },
  );
  return (answer.geometry[0].nodes ?? []).map(({ x, y }) => ({ x: Number(x), y: Number(y) }));
}

describe("woods", () => {
  it("mapped twice are planted once", async () => {
    const once = await trees([wood(1, { landuse: "forest" }, -100, 100)]);
    const twice = await trees([
      wood(1, { landuse: "forest" }, -100, 100),
      wood(2, { natural: "wood" }, -100, 100),
    ]);
    expect(once.length).toBeGreaterThan(200);
    expect(twice).toEqual(once);
  });

  it("that overlap in part are planted as one", async () => {
    const both = await trees([
      wood(1, { landuse: "forest" }, -150, 50),
      wood(2, { natural: "wood" }, -50, 150),
    ]);
    const density = (from: number, to: number) =>
      both.filter(({ x }) => x >= from && x < to).length / ((to - from) * 200);
    // One in 156 m² everywhere: 12.5 m by 12.5 m.
    for (const [from, to] of [
      [-150, -50],
      [-50, 50],
      [50, 150],
    ])
      expect(Math.abs(density(from, to) * 156.25 - 1)).toBeLessThan(0.15);
  });
});
