import { expect, it } from "vitest";
import { judgeSolid, loadManifold } from "../testing/judge-solids.ts";
import { madeElevation } from "../testing/made-terrain.ts";
import { overlaps } from "../testing/overlaps.ts";
import { areaOf, byId, heights, sheets, streetOnBridge, way } from "./testing/scene.ts";

const outline = areaOf(
  9,
  [
    [-34, -7],
    [34, -7],
    [34, 7],
    [-34, 7],
  ],
  { man_made: "bridge", name: "High Bridge" },
);
const features = [
  ...streetOnBridge(),
  way(4, [
    [3, -90],
    [3, 90],
  ]),
  areaOf(
    8,
    [
      [-100, -60],
      [100, -60],
      [100, 60],
      [-100, 60],
    ],
    { landuse: "meadow" },
  ),
];

it("lie beside the road at the height of its deck, as closed slabs, and leave what is below whole", async () => {
  const meshes = await sheets([...features, outline]);
  const area = byId(meshes, "way/9");
  expect(area.descriptor).toMatchObject({ type: "pavement", name: "High Bridge", bridge: true, level: 1 });
  for (const [x, y] of [
    [-20, 5.1],
    [0.4, -5.2],
    [22, 6.3],
  ])
    expect(heights(area, x, y)[0]).toBeCloseTo(5, 2);
  expect(heights(area, 0.4, 0.3)).toEqual([]);
  expect(judgeSolid(area.vertices, await loadManifold())).toMatchObject({ closed: true, manifold: true });
  expect(heights(byId(meshes, "way/4"), 3.3, 5.1)).toEqual([0]);
  expect(heights(byId(meshes, "way/8"), -15, 5.1)).toEqual([0]);
  expect(overlaps(meshes.map(({ vertices }) => vertices))).toEqual([]);
});

it("end where the road that leads up takes over", async () => {
  const meshes = await sheets([...features, outline]);
  expect(heights(byId(meshes, "way/9"), -32, 0.4)).toEqual([]);
  expect(heights(byId(meshes, "way/2"), -32, 0.4)[0]).toBeGreaterThan(4.7);
  expect(heights(byId(meshes, "way/9"), -32, 5.4)[0]).toBeGreaterThan(4.7);
});

it("span a valley with their deck, and stay on the ground where nothing crosses on them or all is asked for flat", async () => {
  const valley = madeElevation(10, (x) => 500 - Math.max(0, 25 - Math.abs(x)));
  const deep = await sheets([...features, outline], valley);
  expect(Math.abs(heights(byId(deep, "way/9"), 0.4, 5.1)[0] - 500.05)).toBeLessThan(0.3);
  expect(overlaps(deep.map(({ vertices }) => vertices))).toEqual([]);
  const alone = byId(await sheets([outline]), "way/9");
  expect(new Set(alone.vertices.filter((_, i) => i % 3 === 2))).toEqual(new Set([0]));
  expect(alone.descriptor.bridge).toBeUndefined();
  const flat = await sheets([...features, outline], null, { disableSurfaceProjection: true });
  expect(new Set(flat.flatMap(({ vertices }) => vertices.filter((_, i) => i % 3 === 2)))).toEqual(
    new Set([0]),
  );
});
