import { expect, it } from "vitest";
import { areaOf, byId, heights, sheets, streetOnBridge } from "./testing/scene.ts";

function water(from: number, to: number, tags: Record<string, string> = { natural: "water" }) {
  return areaOf(
    9,
    [
      [from, -80],
      [to, -80],
      [to, 80],
      [from, 80],
    ],
    tags,
  );
}

async function deckOver(area: ReturnType<typeof water>, tags = {}): Promise<number> {
  const meshes = await sheets([...streetOnBridge(tags), area]);
  return heights(byId(meshes, "way/1"), 0.3, 0.3)[0];
}

it("lifts a bridge 2.5 m over water as wide as a river, and 1 m over a narrow one", async () => {
  expect(await deckOver(water(-15, 15))).toBeCloseTo(2.5, 2);
  expect(await deckOver(water(-2, 3))).toBeCloseTo(1, 2);
});

it("leaves boardwalks, landing stages and what crosses a pool where they are", async () => {
  expect(await deckOver(water(-15, 15), { bridge: "boardwalk" })).toBe(0);
  expect(await deckOver(water(-15, 60))).toBe(0);
  expect(await deckOver(water(-15, 15, { leisure: "swimming_pool" }))).toBe(0);
});
