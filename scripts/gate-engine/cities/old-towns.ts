/** A medieval core, a suburb of tiny houses wall to wall, and a campus of buildings with many courts. */
import type { Member, Plat, Point, Tags } from "./plat.ts";
import { along, box, circle, drawnIn, net, turned } from "./shapes.ts";

const oldRoofs = ["gabled", "hipped", "half-hipped", "mansard", "gambrel", "saltbox"];

export function medieval(plat: Plat): void {
  const cells = Math.max(4, Math.round(plat.side / 60));
  const corners = net(plat, cells, cells, 18);
  for (let j = 0; j <= cells; j++)
    plat.way(corners[j], { highway: plat.pick(["living_street", "pedestrian"]), width: 5 });
  for (let i = 0; i <= cells; i++)
    plat.way(
      corners.map((row) => row[i]),
      { highway: "footway", width: 3, surface: "cobblestone" },
    );
  for (let j = 0; j < cells; j++)
    for (let i = 0; i < cells; i++) {
      const cell = [corners[j][i], corners[j][i + 1], corners[j + 1][i + 1], corners[j + 1][i]];
      if (i === Math.floor(cells / 2) && j === i) church(plat, cell);
      else if (plat.happens(0.06)) plat.area(drawnIn(cell, 1), { highway: "pedestrian", area: "yes" });
      else block(plat, drawnIn(cell, 4));
    }
  townWall(plat);
}

/** Houses in a ring round a yard, every wall shared with its neighbour. */
function block(plat: Plat, outer: Point[]): void {
  const inner = drawnIn(outer, plat.between(9, 12));
  for (let side = 0; side < 4; side++) {
    const next = (side + 1) % 4;
    const length = Math.hypot(outer[next][0] - outer[side][0], outer[next][1] - outer[side][1]);
    const houses = Math.max(1, Math.round(length / plat.between(5, 9)));
    for (let k = 0; k < houses; k++) {
      const at = (ring: Point[], share: number) => along(ring[side], ring[next], share);
      const [from, to] = [k / houses, (k + 1) / houses];
      const house = [at(outer, from), at(outer, to), at(inner, to), at(inner, from)];
      const tags: Tags = {
        building: "house",
        "building:levels": 2 + plat.below(3),
        "roof:shape": plat.pick(oldRoofs),
        "roof:levels": 1 + plat.below(2),
      };
      if (plat.happens(0.2)) tags["roof:orientation"] = plat.pick(["along", "across"]);
      if (plat.happens(0.05)) arcade(plat, house);
      plat.area(house, tags);
    }
  }
  if (plat.happens(0.5)) plat.area(drawnIn(inner, 2), { leisure: "garden" });
  if (plat.happens(0.3)) plat.way([inner[0], inner[2]], { barrier: "wall", height: 2.4 });
}

/** The ground floor is open: what stands above begins at 3 m, and a roof on posts lies over the pavement. */
function arcade(plat: Plat, house: Point[]): void {
  plat.area(house, {
    "building:part": "yes",
    min_height: 3,
    height: 11,
    "roof:shape": "gabled",
    "roof:height": 3,
  });
  const front = [house[0], house[1], along(house[1], house[2], -0.25), along(house[0], house[3], -0.25)];
  plat.area(front, { building: "roof", min_height: 3, height: 3.4 });
}

function church(plat: Plat, cell: Point[]): void {
  const [x, y] = [cell.reduce((s, p) => s + p[0], 0) / 4, cell.reduce((s, p) => s + p[1], 0) / 4];
  const angle = plat.between(-0.4, 0.4);
  const place = (points: Point[]) => turned(points, [x, y], angle);
  const nave = place([
    [x - 20, y - 6],
    [x - 4, y - 6],
    [x - 4, y - 14],
    [x + 5, y - 14],
    [x + 5, y - 6],
    [x + 16, y - 6],
    [x + 20, y],
    [x + 16, y + 6],
    [x + 5, y + 6],
    [x + 5, y + 14],
    [x - 4, y + 14],
    [x - 4, y + 6],
    [x - 20, y + 6],
  ]);
  const outline = plat.area(nave, { building: "church", height: 45 });
  const part = (points: Point[], tags: Tags): Member => [
    "way",
    plat.area(place(points), { "building:part": "yes", ...tags }),
    "part",
  ];
  const parts = [
    part(box(x - 20, y - 6, 9, 12), { height: 45, "roof:shape": "pyramidal", "roof:height": 18 }),
    part(box(x - 18, y - 4, 5, 8), { height: 52, min_height: 27, "roof:shape": "dome", "roof:height": 4 }),
    part(box(x - 11, y - 6, 27, 12), { height: 20, "roof:shape": "gabled", "roof:height": 7 }),
    part(box(x - 4, y - 14, 9, 28), {
      height: 18,
      "roof:shape": "gabled",
      "roof:height": 6,
      "roof:orientation": "along",
    }),
    part(
      [
        [x + 16, y - 6],
        [x + 20, y],
        [x + 16, y + 6],
      ],
      { height: 14, "roof:shape": "pyramidal", "roof:height": 4 },
    ),
  ];
  plat.relation([["way", outline, "outline"], ...parts], { type: "building", building: "church" });
  plat.area(circle([x, y - 22], 3), { amenity: "fountain" });
}

function townWall(plat: Plat): void {
  const middle: Point = [plat.side / 2, plat.side / 2];
  const ring = circle(middle, 0.42 * plat.side, 40);
  plat.area(ring, { barrier: "city_wall", height: 8, width: 2.5 });
  for (let i = 0; i < 40; i += 8) {
    plat.node(ring[i], { barrier: "gate" });
    plat.area(circle(ring[i + 4], 4, 12), {
      building: "tower",
      height: 16,
      "roof:shape": "cone",
      "roof:height": 5,
    });
  }
}

/** Thousands of footprints of six to nine metres, many sharing nodes, between lanes of four. */
export function tinyHouses(plat: Plat): void {
  const [dx, dy] = [62, 31];
  for (let y = 0; y < plat.side; y += dy) {
    plat.way(
      [
        [0, y],
        [plat.side, y + plat.between(-2, 2)],
      ],
      { highway: "residential", width: 4 },
    );
    for (let x = 3; x < plat.side - 10; ) {
      const width = plat.between(6, 9.5);
      const touching = plat.happens(0.35);
      for (const row of [0, 1]) {
        if (plat.happens(0.06)) continue;
        const depth = plat.between(8, 10.5);
        house(
          plat,
          x,
          row === 0 ? y + 3 : y + dy - 3 - depth,
          touching ? width : width - plat.between(0.4, 1.2),
          depth,
        );
      }
      x += width;
      if (Math.floor(x / dx) !== Math.floor((x - width) / dx)) x += 5;
    }
  }
  for (let x = 0; x < plat.side; x += 2 * dx) {
    plat.way(
      [
        [x, 0],
        [x, plat.side],
      ],
      { highway: "service", width: 3 },
    );
    plat.way(
      [
        [x + 20, 0],
        [x + 24, plat.side],
      ],
      { power: "line" },
    );
    for (let y = 8; y < plat.side; y += 35) plat.node([x + 20, y], { power: "pole" });
  }
}

function house(plat: Plat, x: number, y: number, w: number, d: number): void {
  const notch = plat.happens(0.4) ? plat.between(0.9, 2.7) : 0;
  const outline: Point[] =
    notch > 0
      ? [
          [x, y],
          [x + w, y],
          [x + w, y + d - notch],
          [x + w - notch, y + d - notch],
          [x + w - notch, y + d],
          [x, y + d],
        ]
      : box(x, y, w, d);
  const tags: Tags = { building: plat.pick(["house", "yes", "detached"]) };
  if (plat.happens(0.5)) tags["building:levels"] = 2;
  if (plat.happens(0.3)) tags["roof:shape"] = plat.pick(["gabled", "hipped", "flat", "skillion"]);
  plat.area(outline, tags);
  if (plat.happens(0.2))
    plat.way(
      [
        [x, y - 1],
        [x + w, y - 1],
      ],
      { barrier: "wall", height: 1.2 },
    );
}

/** Halls with nine courts, some of which touch the outer wall in a point, and relations of several outlines. */
export function campus(plat: Plat): void {
  plat.area(box(0, 0, plat.side, plat.side), { amenity: "university", landuse: "education" });
  const step = 150;
  for (let x = 20; x + 120 < plat.side; x += step)
    for (let y = 20; y + 120 < plat.side; y += step) {
      const courts = Array.from({ length: 9 }, (_, i) =>
        court(plat, x + 8 + 36 * (i % 3), y + 8 + 36 * Math.floor(i / 3)),
      );
      // A court with a corner on the outer wall.
      if (plat.happens(0.6))
        courts[1] = [
          [x + 56, y],
          [x + 66, y + 14],
          [x + 50, y + 20],
        ];
      const outer: Point[] = [
        [x, y],
        [x + 56, y],
        [x + 112, y],
        [x + 112, y + 112],
        [x, y + 112],
      ];
      const tags = {
        building: "university",
        "building:levels": 4,
        "roof:shape": plat.pick(["flat", "hipped", "gabled"]),
        "roof:height": 3,
      };
      if (plat.happens(0.7)) plat.multipolygon([outer, ...courts], tags);
      else severalOuters(plat, x, y, tags);
      plat.way(
        [
          [x - 10, y - 10],
          [x + 130, y - 10],
          [x + 130, y + 130],
        ],
        { highway: "cycleway" },
      );
    }
  plat.way(
    [
      [0, 0],
      [plat.side, plat.side],
    ],
    { highway: "footway", width: 6 },
  );
  plat.way(
    [
      [0, plat.side],
      [plat.side, 0],
    ],
    { highway: "steps", width: 4 },
  );
}

function court(plat: Plat, x: number, y: number): Point[] {
  if (plat.happens(0.2)) return circle([x + 12, y + 12], 10, 16);
  return plat.happens(0.2)
    ? [
        [x, y],
        [x + 22, y + 4],
        [x + 18, y + 22],
        [x + 8, y + 12],
      ]
    : box(x, y, 24, 24);
}

/** Two wings that meet in one corner, in one relation, with their outer ring cut into three ways. */
function severalOuters(plat: Plat, x: number, y: number, tags: Tags): void {
  const a: Point[] = [
    [x, y],
    [x + 50, y],
    [x + 50, y + 50],
    [x, y + 50],
  ];
  const b: Point[] = [
    [x + 50, y + 50],
    [x + 110, y + 50],
    [x + 110, y + 110],
    [x + 50, y + 110],
  ];
  const pieces = [plat.way([a[0], a[1], a[2]]), plat.way([a[2], a[3]]), plat.way([a[3], a[0]])];
  const members = [...pieces, plat.area(b)].map((ref): Member => ["way", ref, "outer"]);
  plat.relation([...members, ["way", plat.area(box(x + 60, y + 60, 20, 20)), "inner"]], {
    type: "multipolygon",
    ...tags,
  });
}
