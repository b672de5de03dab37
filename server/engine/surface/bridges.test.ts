import { describe, expect, it } from "vitest";
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";
import type { ElevationSource, MapFeature } from "../../sources/map-source.ts";
import { ask, ringOf, sourceOf } from "../testing/ask.ts";
import { judgeSolid, loadManifold } from "../testing/judge-solids.ts";
import { madeElevation } from "../testing/made-terrain.ts";
import { overlaps } from "../testing/overlaps.ts";

const plane = createLocalProjection(10, 48);
const area = ringOf([9.995, 47.9965, 10.005, 48.0035]);

function way(id: number, points: [number, number][], tags: Record<string, string> = {}): MapFeature {
  return {
    id: `way/${id}`,
    tags: { highway: "residential", width: "6", ...tags },
    kind: "line",
    coordinates: Float64Array.from(points.flatMap(([x, y]) => plane.toLonLat(x, y))),
  };
}

const meadow: MapFeature = {
  id: "way/99",
  tags: { landuse: "meadow" },
  kind: "area",
  polygons: [
    {
      outer: Float64Array.from(
        [
          [-300, -200],
          [300, -200],
          [300, 200],
          [-300, 200],
          [-300, -200],
        ].flatMap(([x, y]) => plane.toLonLat(x, y)),
      ),
      holes: [],
    },
  ],
};

async function sheets(features: MapFeature[], elevation: ElevationSource | null = null, extra = {}) {
  const { answer } = await ask(
    { map: sourceOf(features), elevation },
    {
      polygon: area,
      origin: [48, 10],
      settings: { geometry: ["surface"], upAxis: "Z", liftOnly: elevation !== null, ...extra },
    },
  );
  return answer.geometry[0].meshes ?? [];
}

type Sheets = Awaited<ReturnType<typeof sheets>>;

/** Heights of a mesh at a place in the plan, metres, highest first. */
function heights({ vertices: v }: Sheets[number], x: number, y: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < v.length; i += 9) {
    const side = (a: number, b: number) =>
      (v[i + b] - v[i + a]) * (y - v[i + a + 1]) - (v[i + b + 1] - v[i + a + 1]) * (x - v[i + a]);
    const [c, a, b] = [side(0, 3), side(3, 6), side(6, 0)];
    const sum = a + b + c;
    if (sum === 0 || Math.min(a / sum, b / sum, c / sum) < 0) continue;
    found.push((a * v[i + 2] + b * v[i + 5] + c * v[i + 8]) / sum);
  }
  return found.sort((p, q) => q - p);
}

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

function byId(meshes: Sheets, id: string): Sheets[number] {
  const found = meshes.find(({ descriptor }) => descriptor.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

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
