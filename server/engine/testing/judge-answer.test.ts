import { describe, expect, it } from "vitest";
import type { WireRequestInput } from "../../../shared/contract/context-request.ts";
import type { MapFeature } from "../../sources/map-source.ts";
import { ask, ringOf, sourceOf } from "./ask.ts";
import { type Answer, judgeAnswer } from "./judge-answer.ts";
import { loadManifold } from "./judge-solids.ts";
import { failuresOf } from "./verdict.ts";

const [west, south, east, north] = [10, 48, 10.003, 48.002] as const;
const ring = ringOf([west, south, east, north]);
const manifold = await loadManifold();

function square(
  id: string,
  tags: Record<string, string>,
  lon: number,
  lat: number,
  side: number,
): MapFeature {
  const outer = Float64Array.from(
    [lon, lat, lon + side, lat, lon + side, lat + side, lon, lat + side, lon, lat].map(
      (degrees) => Math.round(degrees * 1e9) / 1e9,
    ),
  );
  return { id, tags, kind: "area", polygons: [{ outer, holes: [] }] };
}

const features: MapFeature[] = [
  square("way/1", { building: "yes", height: "12", "roof:shape": "hipped" }, 10.001, 48.001, 0.0002),
  square("way/2", { building: "yes", height: "9" }, 10.0029, 48.0005, 0.0003),
  square("way/3", { landuse: "grass" }, 10.0002, 48.0002, 0.0004),
  square("way/4", { natural: "water" }, 10.002, 48.0012, 0.0004),
  { id: "node/5", tags: { natural: "tree" }, kind: "point", lon: 10.0015, lat: 48.0004 },
  {
    id: "way/6",
    tags: { barrier: "wall" },
    kind: "line",
    coordinates: Float64Array.of(10.0004, 48.0015, 10.0008, 48.0016),
  },
  {
    id: "way/7",
    tags: { highway: "footway", bridge: "yes", width: "3" },
    kind: "line",
    coordinates: Float64Array.of(10.0019, 48.0014, 10.0025, 48.0014),
  },
];
const settings = {
  geometry: [
    "buildings" as const,
    "surface" as const,
    "barriers" as const,
    "infrastructure" as const,
    "topography" as const,
  ],
  topographyReturnType: "both" as const,
  upAxis: "Z" as const,
  cropScene: true,
};

async function goodAnswer(more: Partial<WireRequestInput> = {}): Promise<Answer> {
  const body = { polygon: ring, ...more, settings: { ...settings, ...more.settings } };
  return (await ask({ map: sourceOf(features), elevation: null }, body)).answer;
}

const good = await goodAnswer();
const judge = (answer: Answer, held = features) => judgeAnswer(answer, ring, held, manifold);
const meshes = (answer: Answer, type: string) =>
  answer.geometry.find((layer) => layer.type === type && layer.meshes !== undefined)?.meshes ?? [];
const solid = (answer: Answer, id: string) => {
  const found = meshes(answer, "buildings").find(({ descriptor }) => descriptor.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};
const bridge = (answer: Answer) => {
  const found = meshes(answer, "surface").find(({ descriptor }) => descriptor.bridge === true);
  if (found === undefined) throw new Error("no bridge");
  return found;
};

describe("the judge of answers", () => {
  it("finds nothing wrong with a right answer, and has looked at everything", () => {
    const verdict = judge(good);
    expect(failuresOf(verdict)).toEqual([]);
    expect(verdict).toMatchObject({ buildings: 2, closed: 2, planAreaJudged: 2, tagsJudged: 2 });
    expect(meshes(good, "surface").length).toBeGreaterThan(1);
    expect(meshes(good, "barriers")).toHaveLength(1);
  });

  for (const crs of ["local", "EPSG:3857", "UTM"] as const)
    for (const upAxis of ["Z", "Y"] as const)
      it(`judges ${crs} with ${upAxis} up, and an origin elsewhere, as the same model`, async () => {
        const answer = await goodAnswer({ origin: [48.01, 9.99], settings: { ...settings, crs, upAxis } });
        const verdict = judge(answer);
        expect(failuresOf(verdict)).toEqual([]);
        expect(verdict).toMatchObject({ buildings: 2, closed: 2, planAreaJudged: 2, tagsJudged: 2 });
      });

  const damages: [what: string, damage: (answer: Answer) => void, sentence: RegExp][] = [
    ["a missing triangle", (a) => void solid(a, "way/1").vertices.splice(0, 9), /not closed.*refuses/s],
    [
      "a triangle sent twice",
      (a) => void solid(a, "way/1").vertices.push(...solid(a, "way/1").vertices.slice(0, 9)),
      /not closed/,
    ],
    [
      "a triangle turned over",
      (a) => {
        const v = solid(a, "way/1").vertices;
        v.splice(0, 9, ...v.slice(3, 6), ...v.slice(0, 3), ...v.slice(6, 9));
      },
      /not closed/,
    ],
    ["a solid inside out", (a) => turnOver(solid(a, "way/1").vertices), /refuses 1 of 2/],
    [
      "a triangle without area",
      (a) => void solid(a, "way/1").vertices.push(1, 1, 1, 2, 2, 2, 3, 3, 3),
      /no area/,
    ],
    ["a corner that is 5 cm off", (a) => moveCorner(solid(a, "way/1").vertices, 0, 0.05), /plan differs/],
    [
      "a corner of a cut building that is 10 cm off",
      (a) => shiftWest(solid(a, "way/2").vertices),
      /plan differs/,
    ],
    ["a ridge that is 2 mm too high", (a) => moveTop(solid(a, "way/1").vertices, 0.002), /tops are not at/],
    [
      "a descriptor that hides a wrong height",
      (a) => {
        const { vertices, descriptor } = solid(a, "way/2");
        moveTop(vertices, -1);
        descriptor.buildingHeight = 8;
      },
      /tops are not at/,
    ],
    [
      "a building that is not there",
      (a) => void meshes(a, "buildings").splice(0, 1),
      /neither in the answer/,
    ],
    [
      "a building that was given up",
      (a) => void a.report.skipped.push({ layer: "buildings", reason: "it could not be made", count: 1 }),
      /1 buildings could not be made/,
    ],
    ["an open wall", (a) => void meshes(a, "barriers")[0].vertices.splice(0, 9), /barriers are not closed/],
    ["an open bridge", (a) => void bridge(a).vertices.splice(0, 9), /1 bridges are not closed/],
    [
      "a bridge that is a sheet in the air",
      (a) => {
        const v = bridge(a).vertices;
        // What is left of a slab is its top.
        for (let i = v.length - 9; i >= 0; i -= 9) if (!facesUp(v, i)) v.splice(i, 9);
        for (let i = 2; i < v.length; i += 3) v[i] += 1;
      },
      /1 bridges are not closed/,
    ],
    [
      "a sheet upon another",
      (a) => void meshes(a, "surface").push(meshes(a, "surface")[0]),
      /Surfaces overlap/,
    ],
    [
      "a sheet that covers itself",
      (a) => {
        const v = meshes(a, "surface")[0].vertices;
        v.push(...v);
      },
      /Surfaces overlap/,
    ],
    ["a hole in the terrain", (a) => void meshes(a, "topography")[0].vertices.splice(0, 9), /terrain's plan/],
    [
      "a tree outside",
      (a) => {
        for (const { nodes } of a.geometry) if (nodes !== undefined) nodes[0].x = -0.01;
      },
      /1 points or meshes lie outside/,
    ],
    [
      "a building outside",
      (a) => {
        const v = solid(a, "way/2").vertices;
        for (let i = 0; i < v.length; i += 3) v[i] += 1;
      },
      /lie outside/,
    ],
    [
      "a coordinate that is no number",
      (a) => void solid(a, "way/1").vertices.splice(4, 1, Number.NaN),
      /no numbers/,
    ],
    [
      "a height of the grid that is no number",
      (a) => {
        for (const { elevationMap } of a.geometry)
          if (elevationMap !== undefined) elevationMap[0].elevationMap[0] = Number.POSITIVE_INFINITY;
      },
      /no numbers/,
    ],
  ];
  for (const [what, damage, sentence] of damages)
    it(`sees ${what}`, () => {
      const answer = structuredClone(good);
      damage(answer);
      expect(failuresOf(judge(answer)).join(" ")).toMatch(sentence);
    });

  it("sees what a map with another outline, another height or one building more has", () => {
    const wider = features.map((feature) =>
      feature.id === "way/1" ? square("way/1", feature.tags, 10.001, 48.001, 0.000201) : feature,
    );
    expect(failuresOf(judge(good, wider)).join()).toMatch(/plan differs/);
    const higher = features.map((feature) =>
      feature.id === "way/1" ? { ...feature, tags: { ...feature.tags, height: "12.01" } } : feature,
    );
    expect(failuresOf(judge(good, higher)).join()).toMatch(/tops are not at/);
    const more = [...features, square("way/9", { building: "yes" }, 10.0005, 48.0004, 0.0001)];
    expect(failuresOf(judge(good, more)).join()).toMatch(/neither in the answer/);
  });

  it("takes a bridge that lies on the ground for the sheet it is", async () => {
    const over = { id: "way/8", tags: { highway: "footway", bridge: "yes" }, kind: "line" as const };
    const held = [{ ...over, coordinates: Float64Array.of(10.0004, 48.0018, 10.0012, 48.0018) }];
    const sources = { map: sourceOf(held), elevation: null };
    const { answer } = await ask(sources, { polygon: ring, settings });
    expect(bridge(answer).vertices.every((value, i) => i % 3 !== 2 || value < 0.2)).toBe(true);
    expect(judge(answer, held).bridgesOpen).toBe(0);
    const flat = await goodAnswer({ settings: { ...settings, disableSurfaceProjection: true } });
    expect(judge(flat).bridgesOpen).toBe(0);
  });

  it("does not take a bridge over a road for an overlap", () => {
    const answer = structuredClone(good);
    const [sheet] = meshes(answer, "surface");
    const deck = sheet.vertices.map((value, i) => (i % 3 === 2 ? value + 5 : value));
    meshes(answer, "surface").push({ ...sheet, vertices: deck });
    expect(failuresOf(judge(answer))).toEqual([]);
  });
});

function facesUp(v: number[], i: number): boolean {
  const [ax, ay, bx, by] = [v[i + 3] - v[i], v[i + 4] - v[i + 1], v[i + 6] - v[i], v[i + 7] - v[i + 1]];
  return ax * by - ay * bx > 0;
}

function turnOver(v: number[]): void {
  for (let i = 0; i < v.length; i += 9) v.splice(i, 6, ...v.slice(i + 3, i + 6), ...v.slice(i, i + 3));
}

/** Every triangle that has this corner goes along, so that the solid stays closed. */
function moveCorner(v: number[], at: number, metres: number): void {
  const [x, y] = [v[at], v[at + 1]];
  for (let i = 0; i < v.length; i += 3)
    if (v[i] === x && v[i + 1] === y) {
      v[i] += metres;
      v[i + 1] += metres;
    }
}

function shiftWest(v: number[]): void {
  const least = v.reduce(
    (low, value, i) => (i % 3 === 0 ? Math.min(low, value) : low),
    Number.POSITIVE_INFINITY,
  );
  for (let i = 0; i < v.length; i += 3) if (v[i] === least) v[i] -= 0.1;
}

function moveTop(v: number[], metres: number): void {
  const top = v.reduce(
    (most, value, i) => (i % 3 === 2 ? Math.max(most, value) : most),
    Number.NEGATIVE_INFINITY,
  );
  for (let i = 2; i < v.length; i += 3) if (v[i] === top) v[i] += metres;
}
