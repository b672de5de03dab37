import type { ManifoldToplevel } from "manifold-3d";
import { beforeAll, describe, expect, it } from "vitest";
import { contextRequestSchema } from "../../../shared/contract/context-request.ts";
import type { Tags } from "../../sources/map-source.ts";
import { footprints } from "../conformance/footprints.ts";
import { cleanPolygon } from "../geometry/clean-polygon.ts";
import { type Polygon, polygonArea } from "../geometry/rings.ts";
import { judgeSolid, loadManifold } from "../testing/judge-solids.ts";
import { buildSolid } from "./build-solid.ts";
import { measure } from "./measure.ts";

const { settings } = contextRequestSchema.parse({ polygon: [] });
const ground = { zero: 0, foundation: 0 };
let manifold: ManifoldToplevel;
beforeAll(async () => {
  manifold = await loadManifold();
});

type Outline = readonly (readonly number[])[];

/** Metres → mm, turned by degrees and moved away from the origin. */
function polygon(points: Outline, turn = 0, holes: Outline[] = []): Polygon {
  const angle = (turn * Math.PI) / 180;
  const place = (ring: Outline) =>
    ring.flatMap(([x, y]) => [
      1000 * (x * Math.cos(angle) - y * Math.sin(angle)) + 123_456,
      1000 * (x * Math.sin(angle) + y * Math.cos(angle)) - 654_321,
    ]);
  const [found] = cleanPolygon([place(points), ...holes.map(place)]);
  return found;
}

function judged(outline: Polygon, tags: Tags, crop: Polygon | null = null) {
  const built = buildSolid(outline, tags, measure(tags, settings), ground, crop);
  if (built === null) throw new Error("nothing was built");
  const vertices = built.solids.flat().map((millimetres) => millimetres / 1000);
  return { ...judgeSolid(vertices, manifold), shape: built.shape, built, vertices };
}

/** A wall two centimetres thick, mapped as a building: found in a made town. */
const sliver = [
  [0, 0],
  [28.66, 8.86],
  [28.65, 8.88],
  [0, 0.01],
];

const rectangle = [
  [0, 0],
  [20, 0],
  [20, 10],
  [0, 10],
];
const [l, t] = [footprints.l.outline, footprints.t.outline];
const u = [
  [0, 0],
  [24, 0],
  [24, 20],
  [16, 20],
  [16, 8],
  [8, 8],
  [8, 20],
  [0, 20],
];

/**
 * Volume above the eaves in m³ on 20 × 10 m with a rise of 4 m. Closed forms: gabled W L h / 2; hipped
 * W h (3 L - W) / 6; pyramid W L h / 3; half ellipse π / 4 W L h; onion W L Σ Δh (a² + a b + b²) / 3 over its rings of
 * radius a, b; hips of equal pitch over the upper share s of an end take W² h s³ / 12 off the gables; the rest from their sections by Simpson's rule.
 */
const volumes: [string, number][] = [
  ["gabled", 400],
  ["hipped", 333.333],
  ["pyramidal", 266.667],
  ["skillion", 400],
  ["round", 628.319],
  ["gambrel", 600],
  ["saltbox", 424],
  ["double_saltbox", 600],
  ["quadruple_saltbox", 533.333],
  ["mansard", 461.333],
  ["dome", 533.333],
  ["onion", 361.019],
  ["half-hipped", 397.531],
  ["side_hipped", 366.667],
  ["side_half-hipped", 398.765],
  ["crosspitched", 533.333],
  ["gabled_height_moved", 500],
  ["butterfly", 400],
  ["sawtooth", 400],
  ["bellcast", 286.905],
  ["bellcast_gable", 357.143],
  ["hipped-and-gabled", 335.802],
  ["half-dome", 533.333],
  ["flat", 0],
];

describe("buildSolid", () => {
  for (const [shape, volume] of volumes)
    for (const turn of [0, 17, 45, 90, 133.7])
      it(`gives a ${shape} roof turned by ${turn}° its exact volume, height and plan`, () => {
        const tags = {
          building: "yes",
          height: "12",
          "roof:shape": shape,
          "roof:height": shape === "flat" ? "0" : "4",
        };
        const solid = judged(polygon(rectangle, turn), tags);
        expect(solid).toMatchObject({ closed: true, manifold: true, degenerate: 0, nan: 0, bottom: 0 });
        expect(solid.top).toBe(12);
        const eaves = shape === "flat" ? 12 : 8;
        expect(Math.abs(solid.volume - eaves * 200 - volume)).toBeLessThan(0.001 * Math.max(200, volume));
        expect(Math.abs(solid.planArea - 200)).toBeLessThan(0.1);
      });

  for (const [name, points, area, volume] of [
    ["L", l, 256, 469.333],
    ["T", t, 288, 533.333],
    ["U", u, 384, 725.333],
  ] as const)
    for (const turn of [0, 31])
      it(`hips an ${name} of 8 m wings, turned by ${turn}°, to the volume of its wings`, () => {
        const tags = { building: "yes", height: "12", "roof:shape": "hipped", "roof:height": "4" };
        const solid = judged(polygon([...points], turn), tags);
        expect(solid).toMatchObject({ closed: true, manifold: true, degenerate: 0, top: 12 });
        expect(Math.abs(solid.volume - 8 * area - volume)).toBeLessThan(0.5);
      });

  it("hips a hall round a yard: 800 m² less 160 m² per metre inward", () => {
    const yard = [
      [10, 10],
      [20, 10],
      [20, 20],
      [10, 20],
    ];
    const square = [
      [0, 0],
      [30, 0],
      [30, 30],
      [0, 30],
    ];
    const solid = judged(polygon(square, 12, [yard]), {
      height: "15",
      "roof:shape": "hipped",
      "roof:height": "5",
    });
    expect(solid).toMatchObject({ closed: true, manifold: true, degenerate: 0, top: 15 });
    expect(Math.abs(solid.volume - 8000 - 2000)).toBeLessThan(10);
  });

  it("gives an L two gables: more than its hips, less than a box", () => {
    const tags = { height: "12", "roof:shape": "gabled", "roof:height": "4" };
    const solid = judged(polygon(l), tags);
    expect(solid).toMatchObject({ closed: true, manifold: true, top: 12, shape: "gabled" });
    // Each gable adds to its hipped end the piece W² h / 12 = 21.333 m³.
    expect(Math.abs(solid.volume - 8 * 256 - (469.333 + 2 * 21.333))).toBeLessThan(0.5);
  });

  it("does not care for winding, collinear points and repeated points", () => {
    const drawn = [
      [0, 10],
      [0, 10],
      [10, 10],
      [20, 10],
      [20, 5],
      [20, 0],
      [20, 0],
      [0, 0],
    ];
    const solid = judged(polygon(drawn), { height: "12", "roof:shape": "hipped", "roof:height": "4" });
    expect(solid).toMatchObject({ closed: true, manifold: true, degenerate: 0 });
    expect(Math.abs(solid.volume - 1600 - 333.333)).toBeLessThan(0.4);
  });

  const ridge = (vertices: number[], top: number) => {
    const points: number[][] = [];
    for (let i = 0; i < vertices.length; i += 3)
      if (vertices[i + 2] === top) points.push([vertices[i], vertices[i + 1]]);
    const [minX, maxX] = [Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x))];
    const [minY, maxY] = [Math.min(...points.map(([, y]) => y)), Math.max(...points.map(([, y]) => y))];
    return [Math.round(maxX - minX), Math.round(maxY - minY)];
  };

  it("runs the ridge along the longer side, across it, or at right angles to roof:direction", () => {
    const base = { height: "12", "roof:shape": "gabled", "roof:height": "4" };
    const run = (tags: Tags) => ridge(judged(polygon(rectangle), { ...base, ...tags }).vertices, 12);
    expect(run({})).toEqual([20, 0]);
    expect(run({ "roof:orientation": "along" })).toEqual([20, 0]);
    expect(run({ "roof:orientation": "across" })).toEqual([0, 10]);
    expect(run({ "roof:direction": "N" })).toEqual([20, 0]);
    expect(run({ "roof:direction": "E" })).toEqual([0, 10]);
    expect(run({ "roof:direction": "93" })).toEqual([0, 10]);
  });

  it("lets a skillion fall to where roof:direction points", () => {
    const solid = judged(polygon(rectangle), {
      height: "12",
      "roof:shape": "skillion",
      "roof:height": "4",
      "roof:direction": "E",
    });
    const highest = solid.vertices.filter((_, i) => i % 3 === 0 && solid.vertices[i + 2] === 12);
    expect(new Set(highest)).toEqual(new Set([123.456]));
  });

  it("takes the rise from roof:angle: the tangent times the run", () => {
    expect(
      judged(polygon(rectangle), { height: "12", "roof:shape": "hipped", "roof:angle": "30" }).built.roofM,
    ).toBeCloseTo(2.887, 2);
    expect(
      judged(polygon(rectangle), {
        height: "12",
        "roof:shape": "skillion",
        "roof:angle": "10",
        "roof:direction": "N",
      }).built.roofM,
    ).toBeCloseTo(1.763, 2);
  });

  it("keeps the total when the roof asks for more than there is", () => {
    const solid = judged(polygon(rectangle), { height: "5", "roof:shape": "gabled", "roof:height": "9" });
    expect(solid).toMatchObject({ closed: true, manifold: true, degenerate: 0, top: 5, bottom: 0 });
  });

  it("starts at min_height, and holds a roof on posts with nothing under it", () => {
    expect(judged(polygon(rectangle), { height: "12", min_height: "9" })).toMatchObject({
      bottom: 9,
      top: 12,
    });
    expect(judged(polygon(rectangle), { height: "3", min_height: "9" })).toMatchObject({
      closed: true,
      top: 3,
    });
    const open = judged(polygon(rectangle), { building: "roof", height: "5", "roof:shape": "flat" });
    expect(open).toMatchObject({ closed: true, manifold: true, bottom: 4.7, top: 5 });
  });

  for (const shape of [
    "flat",
    "gabled",
    "hipped",
    "pyramidal",
    "round",
    "dome",
    "onion",
    "mansard",
    "saltbox",
    "skillion",
    "half-hipped",
    "side_hipped",
    "crosspitched",
    "butterfly",
    "sawtooth",
    "bellcast",
    "bellcast_gable",
    "hipped-and-gabled",
    "half-dome",
  ])
    it(`cuts a ${shape} building in two whole solids that make up the whole`, () => {
      const tags = { height: "12", "roof:shape": shape, "roof:height": "4" };
      const outline = polygon(rectangle, 20);
      const half = (from: number, to: number) =>
        polygon([
          [from, -50],
          [to, -50],
          [to, 70],
          [from, 70],
        ]);
      const whole = judged(outline, tags);
      const left = judged(outline, tags, half(-100, 6.5));
      const right = judged(outline, tags, half(6.5, 100));
      for (const part of [left, right])
        expect(part).toMatchObject({ closed: true, manifold: true, degenerate: 0 });
      expect(Math.abs(left.volume + right.volume - whole.volume)).toBeLessThan(0.001 * whole.volume);
      expect(Math.abs(left.planArea + right.planArea - 200)).toBeLessThan(0.1);
    });

  it("builds half-hips, one-sided hips, crossed gables and saw-teeth as they are on any outline it is given", () => {
    const ring = (corners: number) =>
      Array.from({ length: corners }, (_, i) => [
        10 + 9 * Math.cos((2 * Math.PI * i) / corners),
        10 + 9 * Math.sin((2 * Math.PI * i) / corners),
      ]);
    const crooked = [
      [0, 0],
      [17, 2],
      [21, 9],
      [12, 16],
      [3, 11],
    ];
    const outlines = { l, t, u, crooked, hexagon: ring(6), round: ring(36), triangle: ring(3) };
    for (const [name, outline] of Object.entries(outlines))
      for (const [tag, shape] of [
        ["half-hipped", "halfHipped"],
        ["side_hipped", "sideHipped"],
        ["side_half-hipped", "sideHalfHipped"],
        ["crosspitched", "crossGabled"],
        ["sawtooth", "sawtooth"],
      ])
        for (const direction of [undefined, "S", "33.3"]) {
          const tags: Record<string, string> = { height: "12", "roof:shape": tag, "roof:height": "4" };
          if (direction !== undefined) tags["roof:direction"] = direction;
          const solid = judged(polygon(outline, 11), tags);
          const met = { closed: true, manifold: true, degenerate: 0, nan: 0, bottom: 0, top: 12, shape };
          expect(solid, `${name} ${tag} ${direction}`).toMatchObject(met);
        }
  });

  it("gives a saw-tooth roof upright faces and its teeth the slope that was asked for", () => {
    const tags = {
      height: "10",
      "roof:shape": "sawtooth",
      "roof:height": "2",
      "roof:angle": "45",
      "roof:direction": "S",
    };
    // 10 m × tan 45° / 2 m: five teeth of 2 m, five highest lines.
    const { vertices, volume } = judged(polygon(rectangle), tags);
    const highest = new Set(vertices.filter((_, i) => i % 3 === 1 && vertices[i + 1] === 10));
    expect([...highest].map((y) => Math.round(y + 654.321)).sort((a, b) => a - b)).toEqual([2, 4, 6, 8, 10]);
    expect(Math.abs(volume - 200 * 9)).toBeLessThan(0.5);
  });

  it("falls back to a simpler roof and says which it built", () => {
    const solid = judged(polygon(u), { height: "12", "roof:shape": "pyramidal", "roof:height": "4" });
    expect(solid).toMatchObject({ closed: true, manifold: true, shape: "hipped" });
  });

  it("leaves a sliver flat, whose plan a rounded ridge would change by a hundredth", () => {
    const outline = polygon(sliver);
    for (const shape of ["round", "saltbox", "gabled", "mansard", "hipped"]) {
      const {
        shape: built,
        planArea,
        top,
        manifold: accepted,
      } = judged(outline, { building: "yes", height: "23", "roof:shape": shape });
      expect([shape, built, accepted, top]).toEqual([shape, "flat", true, 23]);
      expect(Math.abs(planArea * 1e6 - polygonArea(outline))).toBeLessThan(1);
    }
  });
});
