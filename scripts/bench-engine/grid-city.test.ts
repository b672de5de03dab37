import { describe, expect, it } from "vitest";
import { straightSkeleton } from "../../server/engine/geometry/straight-skeleton.ts";
import { cityInMemory } from "./city-sources.ts";
import { gridCity } from "./grid-city.ts";
import { bestOf, squareRequest } from "./stages.ts";

describe("the bench's town", () => {
  it("is as dense as a downtown grid, and the same for the same seed", () => {
    const town = [...gridCity(1000, 7)];
    expect(town.length).toBeGreaterThan(700);
    expect(town.length).toBeLessThan(1800);
    expect([...gridCity(1000, 7)]).toEqual(town);
    const boxes = town.filter(({ outline }) => outline.length === 4).length / town.length;
    // San Francisco: 44 %.
    expect(Math.abs(boxes - 0.44)).toBeLessThan(0.06);
    for (const { outline } of town)
      expect(straightSkeleton([outline.flat().map((metres) => Math.round(metres * 1000))])).not.toBeNull();
  });

  it("gives each stage its figure, and every house one solid", async () => {
    const { map } = cityInMemory(500, 7);
    const stages = await bestOf(2, map, squareRequest(50, 50, 300, "hipped"));
    expect(stages.solids).toBeGreaterThan(80);
    for (const value of Object.values(stages)) expect(Number.isFinite(value)).toBe(true);
    expect(stages.totalMs).toBeGreaterThan(0);
    expect(stages.gzipBytes).toBeLessThan(stages.jsonBytes);
  });
});
