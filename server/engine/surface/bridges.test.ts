import { describe, expect, it } from "vitest";
import { judgeSolid, loadManifold } from "../testing/judge-solids.ts";
import { madeElevation } from "../testing/made-terrain.ts";
import { overlaps } from "../testing/overlaps.ts";
import { areaOf, byId, heights, sheets, way } from "./testing/scene.ts";

const meadow = areaOf(
  99,
  [
    [-300, -200],
    [300, -200],
    [300, 200],
    [-300, 200],
  ],
  { landuse: "meadow" },
);

const approachWest = way(1, [
  [-200, 0],
  [-30, 0],
]);
const bridge = way(
  2,
  [
    [-30, 0],
    [30, 0],
  ],
  { bridge: "yes", layer: "1" },
);
const approachEast = way(3, [
  [30, 0],
  [200, 0],
]);
const below = way(4, [
  [0, -150],
  [0, 150],
]);
const all = [approachWest, bridge, approachEast, below, meadow];

describe("bridges over flat ground", () => {
  it("clear the road below by five metres, as closed slabs", async () => {
    const deck = byId(await sheets(all), "way/2");
    expect(heights(deck, 0, 0.5)[0]).toBeCloseTo(5, 2);
    expect(judgeSolid(deck.vertices, await loadManifold())).toMatchObject({ closed: true, manifold: true });
    expect(deck.descriptor).toMatchObject({ bridge: true, level: 1 });
  });

  it("leave the road and the meadow below whole", async () => {
    const meshes = await sheets(all);
    for (let y = -140; y <= 140; y += 7) expect(heights(byId(meshes, "way/4"), 0.7, y)).toEqual([0]);
    expect(heights(byId(meshes, "way/99"), 12.3, 0.6)).toEqual([0]);
    expect(overlaps(meshes.map(({ vertices }) => vertices))).toEqual([]);
  });

  it("are reached by ramps of eight in a hundred, without a step", async () => {
    const meshes = await sheets(all);
    const ramp = byId(meshes, "way/1");
    expect(heights(ramp, -31, 0.5)[0]).toBeGreaterThan(4.8);
    expect(heights(ramp, -93, 0.5)[0]).toBeLessThan(0.25);
    expect(heights(ramp, -150, 0.5)).toEqual([0]);
    let before = heights(ramp, -31, 0.5)[0];
    for (let x = -32; x > -120; x--) {
      const here = heights(ramp, x, 0.5)[0];
      expect(Math.abs(here - before)).toBeLessThan(0.081);
      before = here;
    }
    expect(heights(byId(meshes, "way/3"), 31, 0.5)[0]).toBeGreaterThan(4.8);
  });

  it("stand above one another by their layers", async () => {
    const upper = way(
      5,
      [
        [-25, -40],
        [25, 40],
      ],
      { bridge: "yes", layer: "2" },
    );
    const meshes = await sheets([...all, upper]);
    expect(heights(byId(meshes, "way/5"), 0.1, 0.1)[0]).toBeCloseTo(10, 1);
    expect(heights(byId(meshes, "way/2"), 0.1, 0.1)[0]).toBeCloseTo(5, 1);
    expect(overlaps(meshes.map(({ vertices }) => vertices))).toEqual([]);
  });

  it("stay down where nothing passes below, and where surfaces are asked for flat", async () => {
    const alone = byId(await sheets([approachWest, bridge, approachEast]), "way/2");
    expect(heights(alone, 0, 0.5)[0]).toBe(0);
    const flat = await sheets(all, null, { disableSurfaceProjection: true });
    expect(new Set(flat.flatMap(({ vertices }) => vertices.filter((_, i) => i % 3 === 2)))).toEqual(
      new Set([0]),
    );
  });
});

describe("bridges over terrain", () => {
  it("span a valley straight and need no ramp where the valley is deep enough", async () => {
    const valley = madeElevation(10, (x) => 500 - Math.max(0, 25 - Math.abs(x)));
    const meshes = await sheets(all, valley);
    const deck = byId(meshes, "way/2");
    expect(Math.abs(heights(deck, 0, 0.5)[0] - 500.05)).toBeLessThan(0.25);
    expect(heights(byId(meshes, "way/4"), 0.7, 3)[0]).toBeLessThan(477);
    expect(Math.abs(heights(byId(meshes, "way/1"), -80, 0.5)[0] - 500.05)).toBeLessThan(0.25);
    expect(overlaps(meshes.map(({ vertices }) => vertices))).toEqual([]);
  });

  it("are lifted where the dip is too shallow", async () => {
    const dip = madeElevation(10, (x) => 500 - Math.max(0, 2 - Math.abs(x) / 10));
    const meshes = await sheets(all, dip);
    const gap = heights(byId(meshes, "way/2"), 0.7, 0.7)[0] - heights(byId(meshes, "way/4"), 0.7, 0.7)[0];
    expect(gap).toBeGreaterThan(4.6);
    expect(gap).toBeLessThan(5.6);
  });

  it("cut the hillside where only the edge of a wide deck comes near it", async () => {
    // The ground rises by 55 % across the deck: 5 m below its middle is half a metre below its upper edge.
    const hill = madeElevation(10, (_x, y) => 100 + 0.55 * y);
    const wide = { ...bridge, tags: { ...bridge.tags, width: "16" } };
    const found = await sheets([approachWest, wide, approachEast, below, meadow], hill);
    expect(overlaps(found.map(({ vertices }) => vertices))).toEqual([]);
  });
});
