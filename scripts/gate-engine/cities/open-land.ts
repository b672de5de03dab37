/** An alpine village on a steep slope, an airport, woods and land uses over one another, a yard of thirty tracks. */
import type { Plat, Point } from "./plat.ts";
import { along, beside, box, circle, turned, wavering } from "./shapes.ts";

/** Metres above the sea at (x, y): 40 % up to the north, with gullies. */
export const alpineHeight = (x: number, y: number): number =>
  700 + 0.4 * y + 14 * Math.sin(x / 70) * Math.cos(y / 95) + 3 * Math.sin(x / 23 + y / 31);

export function alpine(plat: Plat): void {
  const { side } = plat;
  const shapes = ["hipped", "half-hipped", "gabled", "saltbox", "half-hipped", "skillion"];
  for (let k = 0; k < (side * side) / 900; k++) {
    const [x, y] = [plat.between(20, side - 20), plat.between(20, side - 20)];
    const [w, d] = [plat.between(9, 15), plat.between(10, 22)];
    const wing: Point[] = [
      [x, y],
      [x + w, y],
      [x + w, y + 0.6 * d],
      [x + 1.5 * w, y + 0.6 * d],
      [x + 1.5 * w, y + d],
      [x, y + d],
    ];
    const outline = turned(plat.happens(0.4) ? wing : box(x, y, w, d), [x, y], plat.between(0, 6.28));
    plat.area(outline, {
      building: plat.pick(["house", "farm", "barn", "chalet"]),
      "roof:shape": plat.pick(shapes),
      "building:levels": 1 + plat.below(3),
      ...(plat.happens(0.4) ? { "roof:height": plat.between(2, 6).toFixed(1) } : { "roof:levels": 1 }),
    });
    if (plat.happens(0.3))
      plat.area(turned(box(x - 6, y - 6, w + 12, d + 12), [x, y], 0.3), { barrier: "fence", height: 1.2 });
  }
  const bends: Point[] = [];
  for (let k = 0; k <= 8; k++)
    bends.push(
      [k % 2 === 0 ? 0.12 * side : 0.88 * side, (side * (k + 0.3)) / 9],
      [k % 2 === 0 ? 0.88 * side : 0.12 * side, (side * (k + 0.7)) / 9],
    );
  plat.way(bends, { highway: "tertiary", lanes: 2 });
  plat.way(wavering(plat, [side / 2, side], [0.4 * side, 0], 20, 40), { waterway: "stream" });
  plat.way(wavering(plat, [0, 0.2 * side], [side, 0.8 * side], 14, 30), {
    highway: "path",
    sac_scale: "hiking",
  });
  plat.area(
    wavering(plat, [0, 0.7 * side], [side, 0.9 * side], 12, 20).concat([
      [side, side],
      [0, side],
    ]),
    { natural: "wood" },
  );
  plat.way(
    [
      [0, 0.5 * side],
      [side, 0.55 * side],
    ],
    { barrier: "retaining_wall", height: 2.5, width: 0.6 },
  );
  plat.area(circle([0.3 * side, 0.3 * side], 30, 40), { natural: "water", water: "lake" });
}

export function airport(plat: Plat): void {
  const { side } = plat;
  plat.area(box(-20, -20, side + 40, side + 40), { aeroway: "aerodrome" });
  for (const angle of [0.1, 0.9]) {
    const runway: Point[] = turned(
      [
        [0, side / 2],
        [side, side / 2],
      ],
      [side / 2, side / 2],
      angle,
    );
    plat.way(runway, { aeroway: "runway", width: 45, surface: "asphalt" });
    plat.area([...beside(runway, 22), ...beside(runway, -22).reverse()], {
      aeroway: "runway",
      surface: "concrete",
    });
    plat.way(beside(runway, 90), { aeroway: "taxiway", width: 23 });
    for (let k = 1; k < 6; k++)
      plat.way(
        [along(runway[0], runway[1], k / 6), along(beside(runway, 90)[0], beside(runway, 90)[1], k / 6)],
        { aeroway: "taxiway" },
      );
  }
  plat.area(box(0.1 * side, 0.72 * side, 0.5 * side, 0.2 * side), { aeroway: "apron" });
  // A terminal with piers like a star, a car park of decks, a tower of parts.
  const star = circle([0.3 * side, 0.85 * side], 90, 14).map(
    ([x, y], i): Point =>
      i % 2 === 0 ? [x, y] : [0.3 * side + (x - 0.3 * side) / 3, 0.85 * side + (y - 0.85 * side) / 3],
  );
  plat.area(star, {
    building: "terminal",
    aeroway: "terminal",
    height: 18,
    "roof:shape": plat.pick(["flat", "hipped"]),
  });
  plat.area(box(0.6 * side, 0.85 * side, 80, 50), {
    building: "parking",
    "building:levels": 5,
    amenity: "parking",
    parking: "multi-storey",
  });
  const tower: Point = [0.7 * side, 0.75 * side];
  plat.area(circle(tower, 9, 20), { building: "tower", height: 60 });
  plat.area(circle(tower, 5, 20), { "building:part": "yes", height: 50 });
  plat.area(circle(tower, 9, 20), {
    "building:part": "yes",
    min_height: 50,
    height: 60,
    "roof:shape": "dome",
    "roof:height": 3,
  });
  plat.area(circle([0.85 * side, 0.9 * side], 12, 30), { aeroway: "helipad" });
  plat.area(box(0, 0, side, 0.3 * side), { landuse: "grass" });
  plat.way(
    [
      [0, 0.3 * side],
      [side, 0.3 * side],
    ],
    { barrier: "fence", height: 3 },
  );
  plat.area(box(0.62 * side, 0.6 * side, 0.3 * side, 0.2 * side), { amenity: "parking" });
}

/** Eight land uses over every place, woods with holes, ways across all of it. */
export function overlapping(plat: Plat): void {
  const { side } = plat;
  const uses: [string, string][] = [
    ...[
      "residential",
      "grass",
      "forest",
      "meadow",
      "farmland",
      "commercial",
      "cemetery",
      "vineyard",
      "quarry",
      "orchard",
    ].map((use): [string, string] => ["landuse", use]),
    ...["wood", "scrub", "sand", "water", "grassland", "wetland", "heath", "bare_rock"].map(
      (kind): [string, string] => ["natural", kind],
    ),
    ...["park", "pitch", "garden", "playground", "golf_course", "swimming_pool"].map(
      (kind): [string, string] => ["leisure", kind],
    ),
    ["amenity", "parking"],
    ["amenity", "school"],
    ["place", "square"],
  ];
  for (let k = 0; k < (side * side) / 4000; k++) {
    const [key, value] = plat.pick(uses);
    const centre: Point = [plat.between(0, side), plat.between(0, side)];
    const radius = plat.between(12, 130);
    const blob = circle(centre, radius, 6 + plat.below(40)).map(
      ([x, y]): Point => [x + plat.between(-0.3, 0.3) * radius, y + plat.between(-0.3, 0.3) * radius],
    );
    if (plat.happens(0.2)) plat.multipolygon([blob, circle(centre, radius / 3, 12)], { [key]: value });
    else plat.area(blob, { [key]: value });
  }
  const ways = ["residential", "track", "footway", "cycleway", "path", "primary", "service", "bridleway"];
  for (let k = 0; k < side / 12; k++)
    plat.way(wavering(plat, [plat.between(0, side), 0], [plat.between(0, side), side], 12, 20), {
      highway: plat.pick(ways),
      ...(plat.happens(0.1) ? { bridge: "yes", layer: 1 } : {}),
      ...(plat.happens(0.1) ? { tunnel: "yes", layer: -1 } : {}),
    });
  for (let k = 0; k < side / 10; k++)
    plat.area(turned(box(plat.between(0, side), plat.between(0, side), 12, 9), [side / 2, side / 2], k), {
      building: "yes",
    });
}

export function railYard(plat: Plat): void {
  const { side } = plat;
  const tracks = 30;
  const base = 0.3 * side;
  for (let k = 0; k < tracks; k++) {
    const y = base + 4.7 * k;
    const inset = 0.25 * side * Math.abs(k / tracks - 0.5);
    plat.way(
      [
        [0, base + 2.2 * k],
        [inset + 0.1 * side, y],
        [side - inset - 0.1 * side, y],
        [side, base + 2.2 * k],
      ],
      { railway: "rail", service: "yard", gauge: 1435, electrified: "contact_line" },
    );
    // A crossover to the next track.
    if (k > 0)
      for (const x of [0.3, 0.5, 0.7])
        plat.way(
          [
            [x * side, y - 4.7],
            [x * side + 40, y],
          ],
          { railway: "rail", service: "crossover" },
        );
  }
  for (const k of [6, 12, 18]) {
    const y = base + 4.7 * k + 1.2;
    plat.area(box(0.35 * side, y, 0.3 * side, 2.3), { railway: "platform", public_transport: "platform" });
    plat.area(box(0.38 * side, y - 6, 0.2 * side, 14), {
      building: "roof",
      height: 7,
      min_height: 6,
      "roof:shape": plat.pick(["flat", "gabled", "round"]),
    });
  }
  plat.area(box(0.4 * side, base - 60, 0.2 * side, 40), {
    building: "train_station",
    height: 24,
    "roof:shape": "round",
    "roof:height": 9,
  });
  plat.way(
    [
      [0.2 * side, 0],
      [0.2 * side, side],
    ],
    { highway: "residential" },
  );
  plat.node([0.2 * side, base + 2], { railway: "level_crossing" });
  plat.way(
    [
      [0.8 * side, 0],
      [0.8 * side, 0.2 * side],
    ],
    { highway: "secondary", lanes: 2 },
  );
  plat.way(
    [
      [0.8 * side, 0.2 * side],
      [0.8 * side, 0.65 * side],
    ],
    { highway: "secondary", lanes: 2, bridge: "yes", layer: 1 },
  );
  plat.way(
    [
      [0.8 * side, 0.65 * side],
      [0.8 * side, side],
    ],
    { highway: "secondary", lanes: 2 },
  );
  for (const side_ of [0, 1])
    plat.way(
      [
        [0, base - 8 + side_ * 160],
        [side, base - 8 + side_ * 160],
      ],
      { railway: "tram" },
    );
  plat.area(box(0, base - 10, side, 170), { landuse: "railway" });
}
