import { expect, it } from "vitest";
import { overlaps } from "../testing/overlaps.ts";
import { type Path, placeKey } from "./paths.ts";
import { spreadRamps } from "./ramps.ts";
import { byId, heights, sheets, way } from "./testing/scene.ts";

const bridge = way(
  1,
  [
    [-30, 0],
    [30, 0],
  ],
  { bridge: "yes", layer: "1" },
);
const west = way(2, [
  [-200, 0],
  [-30, 0],
]);

it("comes back below its own bridge low enough, and climbs to the deck's end by a steeper slope", async () => {
  // From the deck's east end around a bend of 60 m and back below the bridge.
  const loop = way(3, [
    [30, 0],
    [45, -10],
    [45, -25],
    [30, -35],
    [0, -30],
    [0, 60],
  ]);
  const meshes = await sheets([west, bridge, loop]);
  const deck = heights(byId(meshes, "way/1"), 0.3, 0.3)[0];
  expect(deck).toBeCloseTo(5, 1);
  const road = byId(meshes, "way/3");
  expect(heights(road, 0.3, 0.3)[0]).toBeLessThan(0.1);
  expect(heights(road, 0.3, 30)[0]).toBeLessThan(0.05);
  expect(heights(road, 31, -1)[0]).toBeGreaterThan(4.5);
  // It goes down all the way: by 5 m in 133 m and nowhere by a step.
  const along = [heights(road, 45, -15)[0], heights(road, 30, -35)[0], heights(road, 15, -32.5)[0]];
  expect(along).toEqual([...along].sort((a, b) => b - a));
  expect(overlaps(meshes.map(({ vertices }) => vertices))).toEqual([]);
});

it("descends by up to 30 in 100 for it, and stays up where even that is too little", () => {
  const loop = (length: number) => {
    const feature = way(3, [
      [0, 0],
      [length, 0],
    ]);
    if (feature.kind !== "line") throw new Error("a line");
    const strip = { type: "path", pathType: "roadway", widthM: 6, material: null } as const;
    const path: Path = {
      feature,
      strip,
      line: [0, 0, length * 1000, 0],
      width: 6000,
      bridge: false,
      level: 0,
    };
    const [end, below] = [placeKey(0, 0), placeKey(length * 1000, 0)];
    const { lifts } = spreadRamps(new Map([[path, path]]), new Map([[end, 5000]]), new Map([[below, 0]]));
    return [lifts.get(end), lifts.get(below) ?? 0];
  };
  expect(loop(20)).toEqual([5000, 0]);
  expect(loop(40)).toEqual([5000, 0]);
  // 5 m in 15 m would be 33 in 100: the usual 8 then, as if there were no bridge.
  expect(loop(15)).toEqual([5000, 3800]);
});
