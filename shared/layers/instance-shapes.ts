import { type Solid, SolidBuilder } from "./solid-builder.ts";

/** The node kinds of the API, exact spelling and order. Source: Cityweft documentation, "Infrastructure". */
export const nodeKinds = [
  "tree",
  "adColumn",
  "transmissionTower",
  "utilityPole",
  "wire",
  "hydrant",
  "trackedCrane",
  "towerCrane",
  "bench",
  "picnicTable",
  "busStop",
  "windTurbine",
  "shrubbery",
  "memorial",
  "statueSmall",
  "statueBig",
  "sculpture",
] as const;
export type NodeKind = (typeof nodeKinds)[number];

/** Kinds whose unit shape is 1 m high, so that a node's scale is its height in metres; all others are life-size at 1. */
export const kindsScaledByHeight: readonly NodeKind[] = ["tree", "shrubbery", "windTurbine"];

const shapes: Record<NodeKind, (solid: SolidBuilder) => SolidBuilder> = {
  tree: (solid) =>
    solid.lathe([0.032, 0, 0.026, 0.36], 4).lathe([0, 0.24, 0.23, 0.38, 0.29, 0.6, 0.18, 0.88, 0, 1], 7),
  shrubbery: (solid) => solid.lathe([0.38, 0, 0.55, 0.4, 0.38, 0.82, 0, 1], 6),
  windTurbine: (solid) =>
    [90, 210, 330].reduce(
      (turbine, degrees) => turbine.bar([0.02, 0, 0.66], blade(degrees), 0.014),
      solid.lathe([0.024, 0, 0.012, 0.66], 8).box([0, 0, 0.645], [0.06, 0.03, 0.03]),
    ),
  adColumn: (solid) => solid.lathe([0.7, 0, 0.7, 3, 0.85, 3.05, 0.85, 3.25, 0, 3.7], 12),
  transmissionTower: (solid) =>
    [15, 21, 27].reduce(
      (tower, z, level) => tower.bar([0, -6 + level, z], [0, 6 - level, z], 0.5),
      quadrants.reduce(
        (tower, [x, y]) => tower.bar([3.2 * x, 3.2 * y, 0.04], [0.5 * x, 0.5 * y, 26], 0.35),
        solid.lathe([0.9, 25.5, 0, 33], 4),
      ),
    ),
  utilityPole: (solid) => solid.lathe([0.16, 0, 0.11, 9], 6).box([0, 0, 8.2], [0.12, 2.2, 0.14]),
  wire: (solid) => solid.box([0, 0, 0], [1, 0.04, 0.04]),
  hydrant: (solid) =>
    solid
      .lathe([0.18, 0, 0.13, 0.08, 0.13, 0.65, 0.16, 0.68, 0, 0.85], 8)
      .box([0, 0, 0.45], [0.14, 0.44, 0.14]),
  trackedCrane: (solid) =>
    solid
      .box([0, -2, 0], [6, 0.9, 1.1])
      .box([0, 2, 0], [6, 0.9, 1.1])
      .box([-0.6, 0, 0.8], [5.5, 3, 2.2])
      .bar([1.5, 0, 2.4], [14, 0, 26], 0.9),
  towerCrane: (solid) =>
    solid
      .box([0, 0, 0], [5, 5, 0.6])
      .box([0, 0, 0.5], [1.8, 1.8, 41])
      .box([17, 0, 39], [38, 1.4, 1.4])
      .box([-8, 0, 39], [14, 1.4, 1])
      .box([-13, 0, 36], [3, 1.6, 3.2])
      .bar([0, 0, 46.5], [26, 0, 40.3], 0.25)
      .bar([0, 0, 46.5], [-13, 0, 39.9], 0.25)
      .lathe([1, 41.4, 0, 47], 4),
  bench: (solid) =>
    solid
      .box([0, 0, 0.4], [0.45, 1.8, 0.06])
      .box([-0.2, 0, 0.45], [0.05, 1.8, 0.4])
      .box([0, -0.7, 0], [0.42, 0.08, 0.41])
      .box([0, 0.7, 0], [0.42, 0.08, 0.41]),
  picnicTable: (solid) =>
    solid
      .box([0, 0, 0.7], [0.75, 1.8, 0.06])
      .box([-0.65, 0, 0.4], [0.3, 1.8, 0.06])
      .box([0.65, 0, 0.4], [0.3, 1.8, 0.06])
      .box([0, -0.6, 0], [1.5, 0.08, 0.41])
      .box([0, 0.6, 0], [1.5, 0.08, 0.41])
      .box([0, 0, 0.38], [0.08, 1.2, 0.34]),
  busStop: (solid) =>
    solid
      .box([0, 0, 2.35], [1.6, 4, 0.12])
      .box([-0.7, 0, 0], [0.08, 3.8, 2.4])
      .box([-0.1, 1.9, 0], [1.2, 0.08, 2.4])
      .box([-0.1, -1.9, 0], [1.2, 0.08, 2.4])
      .box([-0.4, 0, 0.42], [0.4, 2.6, 0.06]),
  memorial: (solid) =>
    solid.box([0, 0, 0], [2, 2, 0.3]).box([0, 0, 0.25], [1.3, 1.3, 0.4]).lathe([0.6, 0.6, 0.4, 3, 0, 3.5], 4),
  statueSmall: (solid) => figure(solid, 1),
  statueBig: (solid) => figure(solid, 2.5),
  sculpture: (solid) =>
    solid
      .box([0, 0, 0], [1.6, 1.6, 0.3])
      .bar([-0.4, -0.3, 0.2], [0.4, 0.2, 1.7], 0.5)
      .bar([0.35, 0.25, 1.4], [-0.3, 0.1, 2.9], 0.4),
};

const quadrants = [
  [1, 1],
  [-1, 1],
  [-1, -1],
  [1, -1],
] as const;

const blade = (degrees: number): [number, number, number] => [
  0.035,
  0.34 * Math.cos((degrees * Math.PI) / 180),
  0.66 + 0.34 * Math.sin((degrees * Math.PI) / 180),
];

/** A standing person on a plinth; about 2.6 m high at size 1. */
function figure(solid: SolidBuilder, size: number): SolidBuilder {
  const profile = [0.2, 0.95, 0.24, 1.6, 0.3, 2.1, 0.1, 2.3, 0.15, 2.45, 0, 2.62];
  return solid.box([0, 0, 0], [0.9 * size, 0.9 * size, size]).lathe(
    profile.map((value) => value * size),
    6,
  );
}

/** What a kind we do not know looks like: a small eight-faced marker, so that it is seen but taken for nothing else. */
const marker = (solid: SolidBuilder) => solid.lathe([0, 0, 0.35, 0.5, 0, 1], 4);

const built = new Map<string, Solid>();

/**
 * Low-poly unit shape of a node kind: closed parts wound outwards, z up, base at 0, front along +x (east at rotation
 * 0). Positions in metres at scale 1, stride 3. The same object for every call with the same kind: do not write to it.
 * `wire` is one metre of cable along x. Unknown kinds get a neutral 1 m marker.
 */
export function instanceShape(kind: string): Solid {
  const known = isNodeKind(kind) ? kind : "unknown";
  const cached = built.get(known);
  if (cached !== undefined) return cached;
  const make = isNodeKind(known) ? shapes[known] : marker;
  const shape = make(new SolidBuilder()).build();
  built.set(known, shape);
  return shape;
}

function isNodeKind(kind: string): kind is NodeKind {
  return (nodeKinds as readonly string[]).indexOf(kind) >= 0;
}
