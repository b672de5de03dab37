import type { ManifoldToplevel } from "manifold-3d";
import { beforeAll, describe, expect, it } from "vitest";
import { contextRequestSchema } from "../../../../shared/contract/context-request.ts";
import type { Tags } from "../../../sources/map-source.ts";
import { footprints } from "../../conformance/footprints.ts";
import { cleanPolygon } from "../../geometry/clean-polygon.ts";
import type { Polygon } from "../../geometry/rings.ts";
import { judgeSolid, loadManifold } from "../../testing/judge-solids.ts";
import { buildSolid } from "../build-solid.ts";
import { measure } from "../measure.ts";

const { settings } = contextRequestSchema.parse({ polygon: [] });
let manifold: ManifoldToplevel;
beforeAll(async () => {
  manifold = await loadManifold();
});

type Points = readonly (readonly [number, number])[];

function polygon(outline: Points, holes: Points[] = []): Polygon {
  const rings = [outline, ...holes].map((ring) => ring.flatMap(([x, y]) => [1000 * x, 1000 * y]));
  return cleanPolygon(rings)[0];
}

const tagged = (roof: string, more: Tags = {}): Tags => ({
  height: "12",
  "roof:shape": roof,
  "roof:height": "4",
  ...more,
});

function judged(outline: Polygon, tags: Tags, crop: Polygon | null = null) {
  const built = buildSolid(outline, tags, measure(tags, settings), { zero: 0, foundation: 0 }, crop);
  const vertices = (built?.solids ?? []).flat().map((millimetres) => millimetres / 1000);
  const verdict = judgeSolid(vertices, manifold);
  expect(verdict).toMatchObject({ closed: true, manifold: true, degenerate: 0, nan: 0 });
  return { ...verdict, built, vertices };
}

/** Box round the corners at a height, metres: [west, south, east, north]. */
function boxAt(vertices: number[], z: number): number[] {
  const [xs, ys]: [number[], number[]] = [[], []];
  for (let i = 0; i < vertices.length; i += 3)
    if (Math.abs(vertices[i + 2] - z) < 0.0015) {
      xs.push(vertices[i]);
      ys.push(vertices[i + 1]);
    }
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

const box = (x0: number, y0: number, x1: number, y1: number): Points => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
];
const l = footprints.l.outline;
const arc = (corners: number, x: number, y: number, radius: number, from: number, to: number): Points =>
  Array.from({ length: corners }, (_, i) => {
    const angle = ((from + ((to - from) * i) / (corners - 1)) * Math.PI) / 180;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });

describe("one ridge or many", () => {
  it.each([
    [
      "an oval",
      arc(40, 0, 0, 1, 4.5, 355.5).map(([x, y]) => [15 * x, 6 * y] as const),
      [-14.95, 0, 14.95, 0],
    ],
    [
      "a hall with two round ends",
      [...arc(9, 20, 5, 5, -90, 90), ...arc(9, 0, 5, 5, 90, 270)],
      [-5, 5, 25, 5],
    ],
    [
      "a hall whose corners are cut off",
      [...box(0, 1, 20, 9), ...box(1, 0, 19, 10)].sort(
        ([ax, ay], [bx, by]) => Math.atan2(ay - 5, ax - 10) - Math.atan2(by - 5, bx - 10),
      ),
      [0, 5, 20, 5],
    ],
  ] as const)("runs one straight ridge through %s, with eaves and top as tagged", (_, outline, ridge) => {
    const { vertices, top } = judged(polygon(outline), tagged("gabled"));
    expect(top).toBe(12);
    boxAt(vertices, 12).forEach((value, i) => {
      expect(value).toBeCloseTo(ridge[i], 1);
    });
    const walls = vertices.filter((value, i) => i % 3 === 2 && value > 0);
    expect(Math.min(...walls)).toBeCloseTo(8, 2);
  });

  it("runs the ridge round a yard, whatever the tags say about its direction, and over a light well", () => {
    const yard = (side: number) =>
      polygon(box(0, 0, 30, 30), [box(15 - side, 15 - side, 15 + side, 15 + side)]);
    // Wings of 8 m: 704 m² × 4 m / 2. With one ridge it would be nearer to two thirds.
    const directions: Tags[] = [{}, { "roof:orientation": "along" }, { "roof:direction": "N" }];
    for (const more of directions) {
      const { volume, vertices, built } = judged(yard(7), tagged("gabled", more));
      expect(volume - 8 * 704).toBeCloseTo(1408, 0);
      expect(boxAt(vertices, 12)).toEqual([4, 4, 26, 26]);
      expect(built?.shape).toBe("gabled");
    }
    // 4 m × 4 m of 900 m²: one ridge over all of it, at half of 30 m.
    expect(boxAt(judged(yard(2), tagged("gabled")).vertices, 12)).toEqual([0, 15, 30, 15]);
  });

  it("puts gables where the wings of a yard end", () => {
    const outline = polygon(
      [
        ...box(0, 0, 30, 30).slice(0, 2),
        [30, 11],
        [40, 11],
        [40, 19],
        [30, 19],
        ...box(0, 0, 30, 30).slice(2),
      ],
      [box(8, 8, 22, 22)],
    );
    expect(boxAt(judged(outline, tagged("gabled")).vertices, 12)[2]).toBe(40);
    expect(boxAt(judged(outline, tagged("hipped")).vertices, 12)[2]).toBe(36);
  });

  it("measures roof:angle across a wing, not across the whole L", () => {
    const { built } = judged(polygon(l), { height: "12", "roof:shape": "gabled", "roof:angle": "30" });
    // 4 m × tan 30°.
    expect(built?.roofM).toBeCloseTo(2.309, 3);
  });

  it("carries vaults, gambrels and flared gables along every wing", () => {
    for (const roof of ["round", "gambrel", "bellcast_gable", "double_saltbox"]) {
      const { vertices, top } = judged(polygon(l), tagged(roof));
      expect(top).toBe(12);
      // Down to the eaves on all long walls: a corner on each wing's middle is at the top, on its wall at 8 m.
      expect(boxAt(vertices, 12).slice(2).map(Math.round)).toEqual([20, 20]);
      expect(boxAt(vertices, 8)).toEqual([0, 0, 20, 20]);
    }
  });
});

it("keeps every crease of a hall with a round end, where 25 hips meet within a millimetre", () => {
  const outline = polygon([[0, 0], [14, 0], ...arc(25, 14, 5, 5, -90, 90).slice(1, -1), [14, 10], [0, 10]]);
  const ring = outline.outer;
  const inward = (x: number, y: number) =>
    ring.reduce((least, px, i) => {
      if (i % 2 === 1) return least;
      const [dx, dy] = [ring[(i + 2) % ring.length] - px, ring[(i + 3) % ring.length] - ring[i + 1]];
      return Math.min(least, (dx * (y - ring[i + 1]) - dy * (x - px)) / Math.hypot(dx, dy));
    }, 5000);
  // Break at 0.3 of the way in and 0.6 of the height.
  const mansard = (share: number) => (share < 0.3 ? 2 * share : 0.6 + ((share - 0.3) * 4) / 7);
  const soup = judged(outline, tagged("mansard")).built?.solids[0] ?? [];
  let worst = 0;
  for (let i = 0; i < soup.length; i += 9) {
    const [x, y, z] = [0, 1, 2].map((k) => (soup[i + k] + soup[i + 3 + k] + soup[i + 6 + k]) / 3);
    const upright =
      (soup[i + 3] - soup[i]) * (soup[i + 7] - soup[i + 1]) -
      (soup[i + 4] - soup[i + 1]) * (soup[i + 6] - soup[i]);
    if (upright > 0) worst = Math.max(worst, Math.abs(z - 8000 - 4000 * mansard(inward(x, y) / 5000)));
  }
  expect(worst).toBeLessThan(10);
});

describe("gables on hips", () => {
  it("stand upright exactly, at two thirds of the way in, on a hall and on wings", () => {
    for (const [outline, x, half] of [
      [polygon(box(0, 0, 20, 10)), 16.667, 5],
      [polygon(l), 17.333, 4],
    ] as const) {
      const { vertices } = judged(outline, tagged("hipped-and-gabled"));
      const east: number[][] = [];
      for (let i = 0; i < vertices.length; i += 3)
        if (vertices[i] > 12 && vertices[i] < 19.9 && vertices[i + 2] > 8)
          east.push(vertices.slice(i, i + 3));
      expect(new Set(east.map(([at]) => at))).toEqual(new Set([x]));
      const places = new Set(east.map(([, y, z]) => `${y} ${z}`));
      const third = (share: number) => Math.round(2 * half * share * 1000) / 1000;
      expect(places).toEqual(new Set([`${third(1 / 3)} 10.667`, `${third(2 / 3)} 10.667`, `${half} 12`]));
    }
  });

  it("stay closed where the border runs through them", () => {
    const outline = polygon(box(0, 0, 20, 10));
    const tags = tagged("hipped-and-gabled");
    const whole = judged(outline, tags).volume;
    for (const x of [16.5, 16.66, 16.667, 16.68, 16.7]) {
      const west = judged(outline, tags, polygon(box(-1, -1, x, 11)));
      const east = judged(outline, tags, polygon(box(x, -1, 21, 11)));
      expect(Math.abs(west.volume + east.volume - whole)).toBeLessThan(0.001 * whole);
    }
    const south = judged(outline, tags, polygon(box(-1, -1, 21, 5)));
    expect(Math.abs(2 * south.volume - whole)).toBeLessThan(0.001 * whole);
  });
});

describe("half a dome", () => {
  it("leans on the wall behind roof:direction, and without one on the longest", () => {
    const hall = polygon(box(0, 0, 20, 10));
    const middle = (more: Tags) => boxAt(judged(hall, tagged("half-dome", more)).vertices, 12).slice(0, 2);
    expect(middle({})).toEqual([10, 0]);
    expect(middle({ "roof:direction": "S" })).toEqual([10, 10]);
    expect(middle({ "roof:direction": "E" })).toEqual([0, 5]);
    expect(middle({ "roof:direction": "272" })).toEqual([20, 5]);
  });

  it("is a half sphere over half a circle, as high as the circle is wide where nothing is tagged", () => {
    const half = polygon(arc(49, 0, 0, 6, 0, 180));
    const { volume, planArea, built } = judged(half, { height: "20", "roof:shape": "half-dome" });
    expect(built).toMatchObject({ shape: "halfDome", roofM: 6 });
    expect(volume - 14 * planArea).toBeCloseTo((2 / 3) * planArea * 6, 0);
  });

  it("is a whole dome where no wall is long enough, and says so", () => {
    const { built } = judged(polygon(arc(36, 0, 0, 6, 0, 350)), tagged("half-dome"));
    expect(built?.shape).toBe("dome");
  });
});
