/** What careless mappers and damaged extracts hold, much of it at once. */
import type { Plat, Point, Tags } from "./plat.ts";
import { box, circle, turned } from "./shapes.ts";

type Maker = (plat: Plat, x: number, y: number, tags: Tags) => void;

/** A cell of 60 m each. */
const faults: Maker[] = [
  // Twice the same way, and once more the other way round.
  (plat, x, y, tags) => {
    for (const outline of [box(x, y, 20, 14), box(x, y, 20, 14), box(x, y, 20, 14).reverse()])
      plat.area(outline, tags);
  },
  // A bow tie, and a loop on its own wall.
  (plat, x, y, tags) => {
    plat.area(
      [
        [x, y],
        [x + 20, y + 14],
        [x + 20, y],
        [x, y + 14],
      ],
      tags,
    );
    plat.area(
      [
        [x + 30, y],
        [x + 50, y],
        [x + 50, y + 10],
        [x + 40, y - 3],
        [x + 30, y + 10],
      ],
      tags,
    );
  },
  // Never closed.
  (plat, x, y, tags) => {
    plat.way(box(x, y, 20, 14), tags);
    plat.way([...box(x, y + 20, 9, 9), [x + 0.02, y + 20.02]], tags);
  },
  // The neighbour's corner lies on the wall, a centimetre off.
  (plat, x, y, tags) => {
    plat.area(box(x, y, 20, 14), tags);
    plat.area(
      [
        [x + 20.01, y + 5],
        [x + 34, y + 5],
        [x + 34, y + 12],
        [x + 19.99, y + 12],
      ],
      tags,
    );
    plat.area(
      [
        [x + 4, y + 14.01],
        [x + 9, y + 13.99],
        [x + 9, y + 22],
        [x + 4, y + 22],
      ],
      tags,
    );
  },
  // A spike of no width, a point twice, many points in one line.
  (plat, x, y, tags) => {
    plat.area(
      [
        [x, y],
        [x + 10, y],
        [x + 10, y - 9],
        [x + 10, y],
        [x + 20, y],
        [x + 20, y + 14],
        [x, y + 14],
      ],
      tags,
    );
    plat.area(
      [
        [x + 30, y],
        [x + 30, y],
        [x + 44, y],
        [x + 44, y + 9],
        [x + 44, y + 9],
        [x + 30, y + 9],
      ],
      tags,
    );
    plat.area(
      [...Array.from({ length: 40 }, (_, i): Point => [x + i / 2, y + 30]), [x + 20, y + 40], [x, y + 40]],
      tags,
    );
  },
  // A hole that is outside, one as large as the whole, one across the wall.
  (plat, x, y, tags) => {
    plat.multipolygon([box(x, y, 20, 14), box(x + 30, y, 5, 5)], tags);
    plat.multipolygon([box(x, y + 20, 20, 14), box(x, y + 20, 20, 14)], tags);
    plat.multipolygon([box(x + 30, y + 20, 20, 14), box(x + 45, y + 22, 12, 6)], tags);
  },
  // Holes that overlap, and one in another.
  (plat, x, y, tags) => {
    plat.multipolygon(
      [box(x, y, 50, 40), box(x + 5, y + 5, 20, 20), box(x + 15, y + 15, 20, 20), box(x + 8, y + 8, 5, 5)],
      tags,
    );
  },
  // Members that nobody has, ways of nodes that nobody has.
  (plat, x, y, tags) => {
    plat.relation(
      [
        ["way", plat.area(box(x, y, 20, 14)), "outer"],
        ["way", 99_999_999, "inner"],
      ],
      { type: "multipolygon", ...tags },
    );
    plat.wayOf([99_999_990, 99_999_991, 99_999_992, 99_999_990], tags);
    plat.wayOf([plat.node([x, y + 30])], tags);
    plat.wayOf([], tags);
  },
  // Slivers: a hand wide, a finger wide, and a ring as thin.
  (plat, x, y, tags) => {
    plat.area(box(x, y, 30, 0.1), tags);
    plat.area(turned(box(x, y + 6, 30, 0.02), [x, y], 0.3), tags);
    plat.multipolygon([circle([x + 20, y + 30], 12, 60), circle([x + 20, y + 30], 11.95, 60)], tags);
  },
  // Buildings over one another, at the same place and a little beside.
  (plat, x, y, tags) => {
    plat.area(box(x, y, 20, 14), tags);
    plat.area(box(x + 5, y + 5, 20, 14), tags);
    plat.area(turned(box(x, y, 20, 14), [x, y], 1e-4), tags);
  },
  // Parts that leave their outline, cover it twice, and stand alone.
  (plat, x, y, tags) => {
    plat.area(box(x, y, 20, 14), tags);
    for (const part of [box(x - 3, y - 3, 20, 14), box(x + 2, y, 18, 14), box(x, y, 20, 14)])
      plat.area(part, { "building:part": "yes", height: 5 + plat.below(9) });
    plat.area(box(x + 35, y, 10, 10), { "building:part": "yes", min_height: 4, height: 3 });
  },
  // A comb of sixty teeth.
  (plat, x, y, tags) => {
    const teeth = Array.from({ length: 60 }, (_, i): Point[] => [
      [x + 0.7 * i, y + 20],
      [x + 0.7 * i + 0.3, y + 20],
      [x + 0.7 * i + 0.3, y + 5],
      [x + 0.7 * i + 0.7, y + 5],
    ]);
    plat.area([[x, y], ...teeth.flat().reverse(), [x, y + 3]].reverse() as Point[], tags);
  },
];

const roofs = [
  "flat",
  "gabled",
  "hipped",
  "half-hipped",
  "skillion",
  "mansard",
  "dome",
  "pyramidal",
  "gambrel",
  "saltbox",
  "round",
];
const sheets: Tags[] = [
  { landuse: "grass" },
  { natural: "water" },
  { highway: "pedestrian", area: "yes" },
  { natural: "wood" },
  { amenity: "parking" },
];

export function broken(plat: Plat): void {
  let number = 0;
  for (let y = 10; y + 60 < plat.side; y += 60)
    for (let x = 10; x + 60 < plat.side; x += 60) {
      const fault = faults[number++ % faults.length];
      const place = (tags: Tags) => fault(plat, x + plat.between(0, 1), y + plat.between(0, 1), tags);
      if (plat.happens(0.6))
        place({ building: "yes", height: 6 + plat.below(20), "roof:shape": plat.pick(roofs) });
      else place(plat.pick(sheets));
      strays(plat, x, y);
    }
}

/** Ways that end a centimetre before another, run twice, turn back on themselves or have no length. */
function strays(plat: Plat, x: number, y: number): void {
  const road = { highway: plat.pick(["residential", "footway", "primary"]) };
  plat.way(
    [
      [x - 5, y - 5],
      [x + 55, y - 5],
    ],
    road,
  );
  if (plat.happens(0.3))
    plat.way(
      [
        [x - 5, y - 5],
        [x + 55, y - 5],
      ],
      road,
    );
  plat.way(
    [
      [x + 20, y - 4.99],
      [x + 20.01, y + 55.01],
    ],
    { highway: "service" },
  );
  if (plat.happens(0.3))
    plat.way(
      [
        [x, y + 50],
        [x + 50, y + 50],
        [x, y + 50],
      ],
      { highway: "path" },
    );
  if (plat.happens(0.3))
    plat.way(
      [
        [x, y],
        [x, y],
      ],
      { barrier: "wall" },
    );
  if (plat.happens(0.3))
    plat.way(
      [
        [x, y],
        [x + 50, y + 1],
        [x + 1, y + 1],
        [x + 50, y],
      ],
      { barrier: plat.pick(["wall", "fence", "hedge"]) },
    );
}
