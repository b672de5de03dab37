/** What everybody in town knows: church, town hall, castle, school, towers, mill, station, one house for every roof. */
import { finish, number, roofShapes, type Town, tree } from "./houses.ts";
import { riverAt } from "./landscape.ts";
import { shopNames } from "./names.ts";
import { at, circle, type Frame, frameOn, insetQuad, rectangle, shapeAt, wings } from "./plan-geometry.ts";
import type { Point } from "./town-map.ts";

const level: Frame = { origin: [0, 0], along: [1, 0], inward: [0, 1] };

/** Square with church (parts: nave, tower with onion, apse), fountain, trees, benches, statue. */
export function marketSquare(town: Town, quad: Point[]): void {
  const { map } = town;
  map.area(quad, {
    place: "square",
    name: "Market Square",
    highway: "pedestrian",
    area: "yes",
    surface: "sett",
  });
  const frame = frameOn(quad[0], quad[1]);
  const church = shapeAt(frame, 14, 38, [
    [0, 4],
    [8, 4],
    [8, 0],
    [36, 0],
    [40, 3],
    [42, 8],
    [40, 13],
    [36, 16],
    [8, 16],
    [8, 12],
    [0, 12],
  ]);
  map.area(church, {
    building: "church",
    name: "St. Walburga",
    amenity: "place_of_worship",
    height: 38,
    "building:colour": "#efe9dc",
  });
  map.area(shapeAt(frame, 22, 38, rectangle(28, 16)), {
    "building:part": "yes",
    height: 17,
    "roof:shape": "gabled",
    "roof:height": 8,
    "roof:orientation": "along",
  });
  map.area(shapeAt(frame, 14, 42, rectangle(8, 8)), {
    "building:part": "yes",
    height: 38,
    "roof:shape": "onion",
    "roof:height": 10,
    "roof:colour": "#4f7f6d",
  });
  map.area(
    shapeAt(frame, 50, 38, [
      [0, 0],
      [4, 3],
      [6, 8],
      [4, 13],
      [0, 16],
    ]),
    { "building:part": "yes", height: 12, "roof:shape": "hipped", "roof:height": 4 },
  );
  map.area(shapeAt(frame, 30, 16, circle(3, 12)), { amenity: "fountain", name: "Spindle Fountain" });
  map.node(at(frame, 44, 16), { historic: "memorial", memorial: "statue", height: 4.5, name: "The Weaver" });
  map.node(at(frame, 12, 10), { advertising: "column" });
  for (let i = 0; i < 6; i++) map.node(at(frame, 16 + i * 7, 8), { amenity: "bench", direction: 180 });
  for (let i = 0; i < 7; i++) tree(town, at(frame, 10 + i * 9, 28));
  map.node(at(frame, 60, 10), { emergency: "fire_hydrant" });
}

/** A hall round a yard, mapped as a multipolygon. */
export function townHall(town: Town, quad: Point[]): void {
  const { map } = town;
  const outer = insetQuad(quad, 3);
  const rings = [map.area(outer, {}), map.area(insetQuad(outer, 14), {})];
  map.multipolygon([rings[0]], [rings[1]], {
    building: "public",
    name: "Town Hall",
    amenity: "townhall",
    height: 18,
    "roof:shape": "hipped",
    "roof:height": 5,
    ...number(town, "Market Street"),
    ...finish(town),
  });
  map.area(insetQuad(outer, 15), { landuse: "grass" });
  shopNames.forEach((name, i) => {
    map.node([quad[0][0] + 6 + i * 9, quad[0][1] + 1], { shop: "yes", name });
  });
}

/** One house for each of the twelve roof shapes, in a row. */
export function roofRow(town: Town, quad: Point[], street: string): void {
  const frame = frameOn(quad[0], quad[1]);
  roofShapes.forEach((shape, i) => {
    const column = i % 6;
    const row = Math.floor(i / 6);
    const round = shape === "dome" || shape === "onion";
    const outline = round ? circle(5, 16, [6, 6]) : rectangle(12, shape === "pyramidal" ? 12 : 9);
    town.map.area(shapeAt(frame, 3 + column * 16.5, 4 + row * 30, outline), {
      building: "house",
      height: 9,
      "roof:shape": shape,
      ...(shape === "flat" ? {} : { "roof:height": 3.5 }),
      ...(shape === "skillion" ? { "roof:direction": "S" } : {}),
      ...number(town, street),
      ...finish(town),
    });
  });
}

/** Towers on podiums, a round tower, a tower standing on legs: building parts with levels and lower ends. */
export function towers(town: Town, quad: Point[]): void {
  const { map } = town;
  const frame = frameOn(quad[0], quad[1]);
  const glass = { "building:material": "glass", "building:colour": "#9fb4c4" };
  map.area(shapeAt(frame, 4, 6, rectangle(40, 26)), {
    building: "office",
    name: "Spindle House",
    height: 58,
    ...glass,
  });
  map.area(shapeAt(frame, 4, 6, rectangle(40, 26)), { "building:part": "yes", height: 9, ...glass });
  map.area(shapeAt(frame, 10, 10, rectangle(16, 16)), {
    "building:part": "yes",
    min_height: 9,
    height: 58,
    ...glass,
  });
  map.area(shapeAt(frame, 30, 12, rectangle(10, 12)), {
    "building:part": "yes",
    min_height: 9,
    height: 34,
    "roof:shape": "skillion",
    "roof:height": 4,
    "roof:direction": "E",
    ...glass,
  });
  map.area(shapeAt(frame, 66, 20, circle(10, 24)), {
    building: "office",
    name: "Bobbin",
    "building:levels": 12,
    "roof:shape": "dome",
    "roof:height": 6,
    ...glass,
  });
  map.area(shapeAt(frame, 50, 44, rectangle(34, 14)), {
    building: "apartments",
    "building:levels": 9,
    ...finish(town),
  });
  map.area(shapeAt(frame, 6, 46, rectangle(34, 20)), {
    building: "roof",
    height: 5,
    "roof:shape": "flat",
    name: "Market Hall Roof",
  });
  map.area(shapeAt(frame, 46, 62, rectangle(40, 14)), { amenity: "parking", surface: "asphalt" });
  map.node(at(frame, 90, 60), { man_made: "crane", height: 45 });
}

export function school(town: Town, quad: Point[]): void {
  const { map } = town;
  const frame = frameOn(quad[0], quad[1]);
  map.area(shapeAt(frame, 8, 6, wings.u(54, 30, 11)), {
    building: "school",
    name: "Loom School",
    amenity: "school",
    "building:levels": 3,
    "roof:shape": "hipped",
    "roof:levels": 1,
    ...number(town, "School Street"),
    ...finish(town),
  });
  map.area(shapeAt(frame, 8, 44, rectangle(44, 26)), { leisure: "pitch", sport: "soccer", surface: "grass" });
  map.area(shapeAt(frame, 64, 6, rectangle(22, 30)), { leisure: "playground" });
  const fence = shapeAt(frame, 5, 41, rectangle(50, 32));
  map.line([...fence, fence[0]], { barrier: "fence", fence_type: "chain_link", height: 3 });
  for (let i = 0; i < 6; i++) tree(town, at(frame, 66 + (i % 3) * 8, 44 + Math.floor(i / 3) * 12));
}

/** On the hill: keep, towers with cones, walls, a wood round it, a path up. */
export function castle(town: Town): void {
  const { map } = town;
  const top: Frame = { ...level, origin: [-352, 312] };
  const stone = { "building:material": "stone", "building:colour": "#b8ab97", "roof:colour": "#6b3f33" };
  map.area(shapeAt(top, 8, 12, rectangle(30, 14)), {
    building: "castle",
    historic: "castle",
    name: "Spindle Castle",
    height: 19,
    "roof:shape": "hipped",
    "roof:height": 7,
    ...stone,
  });
  map.area(shapeAt(top, 4, 8, circle(4.5, 16)), {
    building: "tower",
    height: 26,
    "roof:shape": "cone",
    "roof:height": 8,
    ...stone,
  });
  map.area(shapeAt(top, 42, 30, circle(4.5, 16)), {
    building: "tower",
    height: 22,
    "roof:shape": "cone",
    "roof:height": 7,
    ...stone,
  });
  const wall = shapeAt(top, -2, 2, rectangle(50, 34));
  const gate = at(top, 24, 2);
  map.line([gate, wall[1], wall[2], wall[3], wall[0], gate], { barrier: "city_wall", height: 5, width: 1.2 });
  map.node(gate, { barrier: "gate", width: 4 });
  map.node(at(top, 20, 30), { tourism: "viewpoint", name: "Castle View" });
  const wood = circle(140, 40, [-340, 322]).map(
    ([x, y], i): Point => [x + 9 * Math.sin(i * 0.9), y + 9 * Math.cos(i * 1.1)],
  );
  const clearing = circle(38, 20, [-329, 329]);
  map.multipolygon([map.area(wood, {})], [map.area(clearing, {})], {
    landuse: "forest",
    name: "Castle Wood",
  });
  map.area(clearing, { natural: "grassland" });
  map.line([[-245, 224], [-270, 236], [-292, 262], [-300, 288], [-318, 306], gate], {
    highway: "track",
    surface: "gravel",
    name: "Castle Path",
  });
  for (let i = 0; i < 260; i++) {
    const angle = town.random() * 2 * Math.PI;
    const radius = 44 + 86 * Math.sqrt(town.random());
    tree(town, [-335 + radius * Math.cos(angle), 325 + radius * Math.sin(angle)]);
  }
}

/** Park with pond, paths, lindens in rows, picnic tables, a stage. */
export function park(town: Town, quad: Point[]): void {
  const { map } = town;
  map.area(quad, { leisure: "park", name: "River Park" });
  const frame = frameOn(quad[0], quad[1]);
  const pond = circle(15, 24, at(frame, 52, 38)).map(
    ([x, y], i): Point => [x + 3 * Math.sin(i), y + 2 * Math.cos(2 * i)],
  );
  map.area(pond, { natural: "water", water: "pond", name: "Swan Pond" });
  map.line([at(frame, 4, 5), at(frame, 30, 18), at(frame, 76, 14), at(frame, 102, 30)], {
    highway: "footway",
    surface: "gravel",
  });
  map.line([at(frame, 30, 18), at(frame, 24, 48), at(frame, 60, 66), at(frame, 90, 60)], {
    highway: "footway",
    surface: "gravel",
  });
  map.line([at(frame, 4, 2), at(frame, 104, 2)], { natural: "tree_row", genus: "Tilia", height: 12 });
  map.area(shapeAt(frame, 84, 40, circle(6, 12)), {
    building: "pavilion",
    height: 6,
    "roof:shape": "dome",
    "roof:height": 3,
  });
  map.area(shapeAt(frame, 6, 54, rectangle(12, 8)), { landuse: "flowerbed" });
  for (let i = 0; i < 4; i++) map.node(at(frame, 28 + i * 9, 24), { leisure: "picnic_table" });
  for (let i = 0; i < 5; i++) map.node(at(frame, 36 + i * 10, 12), { amenity: "bench", direction: 0 });
  map.node(at(frame, 70, 26), { tourism: "artwork", artwork_type: "sculpture", name: "Warp and Weft" });
  for (let i = 0; i < 40; i++) tree(town, at(frame, 6 + town.random() * 96, 20 + town.random() * 50));
  for (let i = 0; i < 12; i++)
    map.node(at(frame, 66 + town.random() * 14, 46 + town.random() * 10), { natural: "shrub" });
}

/** Works by the river: halls with shed roofs, a chimney, tanks. */
export function mill(town: Town, quad: Point[]): void {
  const { map } = town;
  const frame = frameOn(quad[0], quad[1]);
  map.area(shapeAt(frame, 4, 6, rectangle(46, 24)), {
    building: "industrial",
    name: "Old Spinning Mill",
    height: 14,
    "roof:shape": "saltbox",
    "roof:height": 4,
    "building:material": "brick",
    "building:colour": "#a0604c",
  });
  for (let i = 0; i < 4; i++)
    map.area(shapeAt(frame, 4 + i * 11.5, 36, rectangle(11.5, 26)), {
      building: "industrial",
      height: 9,
      "roof:shape": "skillion",
      "roof:height": 3,
      "roof:direction": "W",
    });
  map.area(shapeAt(frame, 60, 16, circle(1.8, 12)), { building: "chimney", man_made: "chimney", height: 34 });
  map.area(shapeAt(frame, 74, 20, circle(7, 20)), {
    building: "storage_tank",
    man_made: "storage_tank",
    height: 8,
    "roof:shape": "dome",
    "roof:height": 1.5,
  });
  map.area(shapeAt(frame, 56, 40, rectangle(38, 22)), {
    building: "warehouse",
    height: 10,
    "roof:shape": "round",
    "roof:height": 4,
  });
  const wall = shapeAt(frame, 0, 2, rectangle(100, 64));
  map.line([wall[1], wall[2], wall[3], wall[0]], { barrier: "wall", height: 2.2 });
}

/** Single-track railway with a station, south of the town. */
export function railway(town: Town): void {
  const { map } = town;
  const track = (x: number): Point => [x, -452 - x * 0.03];
  const points = [-640, -400, -150, 0, 150, 400, 640].map(track);
  map.line(points, { railway: "rail", gauge: 1435, name: "Valley Railway" });
  map.line(
    points.slice(1, 6).map(([x, y], i): Point => [x, y + (i === 0 || i === 4 ? 0 : 5)]),
    { railway: "rail", gauge: 1435, service: "siding" },
  );
  map.area(
    [
      [-60, -441.5],
      [60, -445.1],
      [60, -440.6],
      [-60, -437],
    ],
    { railway: "platform", public_transport: "platform", area: "yes" },
  );
  map.area(
    [
      [-22, -435],
      [22, -436.3],
      [22.3, -425.3],
      [-21.7, -424],
    ],
    {
      building: "train_station",
      name: "Webersbruck Station",
      height: 12,
      "roof:shape": "gabled",
      "roof:height": 5,
      "roof:orientation": "along",
      ...finish(town),
    },
  );
  for (const x of [-560, -320, -80, 160, 400]) map.node([x, -500 - x * 0.03], { power: "tower", height: 28 });
  map.line(
    [-560, -320, -80, 160, 400].map((x): Point => [x, -500 - x * 0.03]),
    { power: "line" },
  );
}

/** The river as water and as a line, with a meadow on its south bank. */
export function river(town: Town): void {
  const { map } = town;
  const xs = Array.from({ length: 45 }, (_, i) => -660 + i * 30);
  const bank = (side: 1 | -1) => xs.map((x): Point => [x, riverAt(x) + side * (10 + 1.5 * Math.sin(x / 47))]);
  map.area([...bank(-1), ...bank(1).reverse()], { natural: "water", water: "river", name: "Weber" });
  map.line(
    xs.map((x): Point => [x, riverAt(x)]),
    { waterway: "river", name: "Weber", width: 20 },
  );
  map.area([...bank(-1).map(([x, y]): Point => [x, y - 24]), ...bank(-1).reverse()], {
    landuse: "meadow",
    name: "Weber Meadows",
  });
  map.area(
    [
      ...bank(1),
      ...bank(1)
        .map(([x, y]): Point => [x, y + 14])
        .reverse(),
    ],
    { landuse: "grass" },
  );
  const row = xs.filter((x) => Math.abs(x) < 520);
  map.line(
    row.map((x): Point => [x, riverAt(x) - 20]),
    { natural: "tree_row", leaf_type: "broadleaved", spacing: 11 },
  );
}
