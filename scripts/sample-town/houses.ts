/** Houses, sheds, fences and trees for one block or plot. */
import { at, distance, type Frame, frameOn, insetQuad, rectangle, shapeAt, wings } from "./plan-geometry.ts";
import type { Point, TownMap, TownTags } from "./town-map.ts";

export interface Town {
  map: TownMap;
  random: () => number;
  /** House numbers per street. */
  numbers: Map<string, number>;
}

/** The twelve shapes of the API as OpenStreetMap spells them. */
export const roofShapes = [
  "flat",
  "hipped",
  "gabled",
  "onion",
  "dome",
  "round",
  "skillion",
  "mansard",
  "quadruple_saltbox",
  "saltbox",
  "gambrel",
  "pyramidal",
];

const walls = ["#efe6d2", "#e3d3b4", "#d9c7b8", "#f2ede4", "#c9b79c", "#dcd6c8", "#e8d9c5"];
const roofs = ["#9c4a36", "#8a4434", "#a65a40", "#7a4a3c", "#5c5550"];

export function pick<T>({ random }: Town, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)];
}

export function number(town: Town, street: string): TownTags {
  const next = (town.numbers.get(street) ?? 0) + 1;
  town.numbers.set(street, next);
  return { "addr:street": street, "addr:housenumber": next };
}

export function finish(town: Town): TownTags {
  return {
    "building:colour": pick(town, walls),
    "roof:colour": pick(town, roofs),
    "building:material": pick(town, ["plaster", "plaster", "plaster", "brick", "wood"]),
    "roof:material": "roof_tiles",
  };
}

/** Detached houses on all four sides of a block, each on a plot with hedge, garden and often a shed. */
export function fillWithHouses(town: Town, quad: Point[], streets: string[], height: [number, number]): void {
  const plotDepth = Math.min(distance(quad[0], quad[3]), distance(quad[1], quad[2])) / 2;
  for (const side of [0, 2]) {
    const [a, b] = [quad[side], quad[(side + 1) % 4]];
    const frame = frameOn(a, b);
    const length = distance(a, b);
    const count = Math.max(1, Math.round(length / 21));
    const width = length / count;
    for (let i = 0; i < count; i++) plot(town, frame, i * width, width, plotDepth, streets[side], height);
  }
}

function plot(
  town: Town,
  frame: Frame,
  u: number,
  width: number,
  depth: number,
  street: string,
  [low, high]: [number, number],
): void {
  const { map, random } = town;
  if (random() < 0.06) return;
  const house = 8.5 + random() * 3.5;
  const deep = 8 + random() * 2.5;
  const left = u + (width - house) * (0.3 + 0.4 * random());
  const front = 3 + random() * 2;
  const roof = pick(town, [
    "gabled",
    "gabled",
    "gabled",
    "hipped",
    "hipped",
    "gambrel",
    "saltbox",
    "mansard",
    "skillion",
    "flat",
  ]);
  const levels = low + Math.floor(random() * (high - low + 1));
  const form = random();
  const shape =
    form < 0.68 || roof !== "gabled"
      ? rectangle(house, deep)
      : form < 0.84
        ? wings.l(house + 2, deep + 3, 6)
        : wings.t(house + 3, deep + 3, 5.5);
  map.area(shapeAt(frame, left, front, shape), {
    building: "house",
    "building:levels": levels,
    "roof:shape": roof,
    ...(roof === "flat" ? {} : { "roof:levels": 1 }),
    ...number(town, street),
    ...finish(town),
  });
  if (depth > 24 && random() < 0.5) {
    const shed = shapeAt(frame, u + 1.5, depth - 5, rectangle(3.2, 3));
    map.area(shed, {
      building: "shed",
      height: 2.6,
      "roof:shape": pick(town, ["skillion", "gabled", "flat"]),
    });
  }
  border(town, frame, u, width, depth);
  map.area(
    shapeAt(frame, u + 0.6, front + deep + 4, rectangle(width - 1.2, Math.max(2, depth - front - deep - 5))),
    { leisure: "garden" },
  );
  if (random() < 0.7) tree(town, at(frame, u + width * (0.2 + 0.6 * random()), depth - 3.5 - random() * 2));
}

/** Hedge or fence along the street, with a gate that is a point of it. */
function border(town: Town, frame: Frame, u: number, width: number, depth: number): void {
  const { map, random } = town;
  const gate = at(frame, u + width * 0.5, 0.3);
  const kind = random();
  if (kind < 0.25) return;
  const tags: TownTags =
    kind < 0.6
      ? { barrier: "hedge", height: (1.1 + 0.6 * random()).toFixed(1) }
      : kind < 0.9
        ? { barrier: "fence", fence_type: "wood", height: 1.2 }
        : { barrier: "wall", height: 1.6 };
  map.line(
    [at(frame, u + 0.2, depth * 0.6), at(frame, u + 0.2, 0.3), gate, at(frame, u + width - 0.2, 0.3)],
    tags,
  );
  map.node(gate, { barrier: "gate", width: 1.4 });
}

export function tree({ map, random }: Town, place: Point): void {
  const kind = random();
  map.node(place, {
    natural: "tree",
    height: (5 + 9 * random()).toFixed(1),
    leaf_type: kind < 0.8 ? "broadleaved" : "needleleaved",
    ...(kind < 0.25 ? { genus: "Tilia" } : kind < 0.4 ? { genus: "Quercus" } : {}),
  });
}

/** Old town: houses wall to wall round a yard. Neighbours share corners. */
export function fillWithRow(town: Town, quad: Point[], streets: string[], depth: number): void {
  const { map, random } = town;
  const inner = insetQuad(quad, depth);
  for (let side = 0; side < 4; side++) {
    const next = (side + 1) % 4;
    // Pinwheel: each side begins where the one before it ends its depth.
    const [a, b, c, d] = [quad[side], quad[next], inner[next], inner[side]];
    const count = Math.max(2, Math.round(distance(d, c) / 11));
    const shares = Array.from({ length: count + 1 }, (_, i) =>
      i === 0 || i === count ? i / count : (i + (random() - 0.5) * 0.4) / count,
    );
    for (let i = 0; i < count; i++) {
      const on = (p: Point, q: Point, share: number): Point => [
        p[0] + share * (q[0] - p[0]),
        p[1] + share * (q[1] - p[1]),
      ];
      const outline = [
        on(a, b, shares[i]),
        on(a, b, shares[i + 1]),
        on(d, c, shares[i + 1]),
        on(d, c, shares[i]),
      ];
      const corner = i === 0 || i === count - 1;
      map.area(outline, {
        building: random() < 0.3 ? "retail" : "apartments",
        "building:levels": 2 + Math.floor(random() * 3),
        "roof:shape": corner ? "hipped" : pick(town, ["gabled", "gabled", "gabled", "mansard", "gambrel"]),
        "roof:levels": 1,
        ...(corner ? {} : { "roof:orientation": "along" }),
        ...number(town, streets[side]),
        ...finish(town),
      });
    }
  }
  map.area(insetQuad(inner, 1), { landuse: "grass" });
  for (let i = 0; i < 4; i++) tree(town, between4(inner, random(), random()));
}

function between4(quad: Point[], u: number, v: number): Point {
  const x = (k: number) => quad[k][0];
  const y = (k: number) => quad[k][1];
  const [s, t] = [0.2 + 0.6 * u, 0.2 + 0.6 * v];
  const mix = (f: (k: number) => number) =>
    (1 - t) * ((1 - s) * f(0) + s * f(1)) + t * ((1 - s) * f(3) + s * f(2));
  return [mix(x), mix(y)];
}
