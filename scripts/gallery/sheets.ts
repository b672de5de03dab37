/** What is on every contact sheet: the roofs over the conformance set's outlines, roofs on a slope, and odd cases. */
import type { CaseFootprint } from "../../server/engine/conformance/footprints.ts";
import { footprints } from "../../server/engine/conformance/footprints.ts";
import type { ElevationSource, MapFeature } from "../../server/sources/map-source.ts";
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import { type ContextSettings, settingsSchema } from "../../shared/settings/schema.ts";

/** One picture: what is on the map and what is asked for. */
export interface Cell {
  label: string;
  features: MapFeature[];
  elevation: ElevationSource | null;
  /** Closed ring, lon-lat. */
  ring: LonLat[];
  settings: ContextSettings;
}

export interface Sheet {
  /** Of the file, without `.png`. */
  name: string;
  title: string;
  cells: Cell[];
}

/** Values of `roof:shape`: the API's twelve first, then what is taken as input besides. */
export const roofs = [
  ..."flat hipped gabled onion dome round skillion mansard quadruple_saltbox saltbox gambrel pyramidal".split(
    " ",
  ),
  ..."half-hipped side_hipped side_half-hipped hipped-and-gabled double_saltbox gabled_height_moved crosspitched".split(
    " ",
  ),
  ..."bellcast bellcast_gable half-dome cone butterfly sawtooth".split(" "),
];

const outlines = [
  "rectangle",
  "turned",
  "square",
  "l",
  "t",
  "u",
  "cross",
  "courtyard",
  "triangle",
  "wedge",
  "circle",
  "apse",
  "yard-wing",
  "sliver",
] as const;

const plane = createLocalProjection(10, 48);
const base = { building: "yes", height: "11", "roof:height": "4" };

export function roofSheets(): Sheet[] {
  return roofs.map((roof) => ({
    name: `roof-${roof.replace(/_/g, "-")}`,
    title: `roof:shape=${roof}`,
    cells: outlines.map((name) =>
      cellOf(name, [building(footprints[name], { ...base, "roof:shape": roof })]),
    ),
  }));
}

/** One in four up to the north and a little to the east, under a house that lies across it. */
const hill: ElevationSource = {
  info: () => ({ name: "hill", attribution: [] }),
  heightAt: (lon, lat) => {
    const [x, y] = plane.toLocal(lon, lat);
    return 500 + y / 4 + x / 20;
  },
};

const nearRing = ringOf([
  [-4, -6],
  [36, -6],
  [36, 28],
  [-4, 28],
]);

export function slopeSheet(): Sheet {
  const settings = settingsSchema.parse({ surface: false, barriers: false, infrastructure: false });
  const cells = roofs.map((roof) => {
    const house = building(footprints.turned, { ...base, height: "8", "roof:shape": roof });
    return { ...cellOf(roof, [house]), ring: nearRing, elevation: hill, settings };
  });
  return { name: "slopes", title: "Every roof on a slope of one in four", cells };
}

/** The border runs through every house. */
export function cutSheet(): Sheet {
  const cells = roofs.map((roof) => {
    const house = building(footprints.l, { ...base, "roof:shape": roof });
    return {
      ...cellOf(roof, [house]),
      ring: ringOf([
        [-2, -2],
        [15, -2],
        [9, 14],
        [-2, 14],
      ]),
    };
  });
  return { name: "cut", title: "Every roof cut at the border", cells };
}

export function oddSheet(): Sheet {
  const shape = (more: Record<string, string>) => ({ ...base, ...more });
  const part = (footprint: CaseFootprint, more: Record<string, string>, x = 0, y = 0) =>
    building(footprint, { "building:part": "yes", ...more }, x, y);
  const box = (w: number, d: number): CaseFootprint => ({
    outline: [
      [0, 0],
      [w, 0],
      [w, d],
      [0, d],
    ],
    planArea: w * d,
  });
  const cells = [
    cellOf("building=roof, gabled", [
      building(footprints.rectangle, shape({ building: "roof", height: "6", "roof:shape": "gabled" })),
    ]),
    cellOf("min_height=5", [building(footprints.square, shape({ min_height: "5" }))]),
    cellOf("roof:orientation=across", [
      building(footprints.rectangle, shape({ "roof:shape": "gabled", "roof:orientation": "across" })),
    ]),
    cellOf("skillion, roof:direction=NE", [
      building(footprints.rectangle, shape({ "roof:shape": "skillion", "roof:direction": "NE" })),
    ]),
    cellOf("roof:angle=50", [
      building(footprints.rectangle, {
        building: "yes",
        height: "14",
        "roof:shape": "hipped",
        "roof:angle": "50",
      }),
    ]),
    cellOf("gabled onto a collinear outline", [
      building(footprints.collinear, shape({ "roof:shape": "gabled" })),
    ]),
    cellOf("parts over all of the outline", [
      building(box(20, 10), { building: "church", height: "20" }),
      part(box(6, 10), { height: "20", "roof:shape": "pyramidal", "roof:height": "6" }),
      part(box(14, 10), { height: "12", "roof:shape": "gabled", "roof:height": "5" }, 6),
    ]),
    cellOf("a part on some of the outline", [
      building(box(20, 12), { building: "yes", height: "8" }),
      part(box(6, 6), { height: "16", "roof:shape": "onion", "roof:height": "5" }, 7, 3),
    ]),
    cellOf("a part above another", [
      building(box(14, 14), { building: "yes", height: "18" }),
      part(box(14, 14), { height: "8" }),
      part(box(8, 8), { min_height: "8", height: "18", "roof:shape": "dome", "roof:height": "4" }, 3, 3),
    ]),
  ];
  return { name: "odd", title: "Roofs without walls, floors above ground, directions, parts", cells };
}

function cellOf(label: string, features: MapFeature[]): Cell {
  const ring = ringOf([
    [-30, -30],
    [60, -30],
    [60, 60],
    [-30, 60],
  ]);
  const settings = settingsSchema.parse({
    surface: false,
    barriers: false,
    infrastructure: false,
    topography: false,
  });
  return {
    label,
    features: features.map((feature, i) => ({ ...feature, id: `way/${i + 1}` })),
    elevation: null,
    ring,
    settings,
  };
}

function ringOf(points: [number, number][]): LonLat[] {
  return [...points, points[0]].map(([x, y]) => plane.toLonLat(x, y));
}

function building({ outline, hole }: CaseFootprint, tags: Record<string, string>, x = 0, y = 0): MapFeature {
  const ring = (points: CaseFootprint["outline"]) =>
    Float64Array.from([...points, points[0]].flatMap(([px, py]) => plane.toLonLat(x + px, y + py)));
  const holes = hole === undefined ? [] : [ring(hole)];
  return { id: "way/1", tags, kind: "area", polygons: [{ outer: ring(outline), holes }] };
}
