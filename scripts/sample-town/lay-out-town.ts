/** The plan of the town: a slightly crooked street grid between hill and river, and what stands in each block. */
import { fillWithHouses, fillWithRow, type Town, tree } from "./houses.ts";
import {
  castle,
  marketSquare,
  mill,
  park,
  railway,
  river,
  roofRow,
  school,
  towers,
  townHall,
} from "./landmarks.ts";
import { riverAt } from "./landscape.ts";
import { streetNames, townName } from "./names.ts";
import { at, between, frameOn, insetQuad } from "./plan-geometry.ts";
import { type Point, TownMap } from "./town-map.ts";

const columns = [-360, -240, -120, 0, 120, 240, 360];
const rows = [-95, -10, 90, 180, 270];
const southRows = [-290, -372, -440];
/** Half a street and its pavement. */
const margin = 7;

export function layOutTown(random: () => number): TownMap {
  const town: Town = { map: new TownMap(), random, numbers: new Map() };
  const crossing = crossings(town, rows);
  const south = crossings(town, southRows);
  town.map.node([0, 40], { place: "town", name: townName, population: 4200 });
  town.map.node([250, 200], { place: "neighbourhood", name: "Looms" });
  town.map.node([60, -360], { place: "suburb", name: "South Bank" });
  river(town);
  streets(town, crossing, south);
  northBlocks(town, crossing);
  southBlocks(town, south);
  castle(town);
  railway(town);
  surroundings(town);
  return town.map;
}

function crossings({ random }: Town, ys: number[]): Point[][] {
  return ys.map((y) =>
    columns.map((x): Point => [x + (x === 0 ? 0 : (random() - 0.5) * 16), y + (random() - 0.5) * 12]),
  );
}

/** Up on the hill there are no streets. */
function onHill(column: number, row: number): boolean {
  return column <= 1 && row >= 3 && !(column === 1 && row === 3);
}

function streets(town: Town, north: Point[][], south: Point[][]): void {
  const { map } = town;
  north.forEach((row, r) => {
    const open = row.filter((_, c) => !onHill(c, r));
    map.line(open, {
      highway: r === 1 ? "tertiary" : "residential",
      name: streetNames.rows[r],
      surface: r < 2 ? "sett" : "asphalt",
    });
  });
  south.forEach((row, r) => {
    map.line(row, {
      highway: r === 0 ? "residential" : "unclassified",
      name: streetNames.south[r],
      surface: "asphalt",
    });
  });
  columns.forEach((_, c) => {
    const points = north.map((row) => row[c]).filter((_, r) => !onHill(c, r));
    const name = streetNames.columns[c];
    if (c === 3)
      mainStreet(
        town,
        points,
        south.map((row) => row[c]),
        name,
      );
    else {
      map.line(points, { highway: "residential", name });
      map.line(
        south.map((row) => row[c]),
        { highway: "residential", name: `${name} South` },
      );
    }
  });
  footbridge(town, north[0][5], south[0][5]);
  for (const [r, c] of [
    [1, 2],
    [1, 4],
    [3, 3],
  ]) {
    const [x, y] = north[r][c];
    map.node([x + 9, y + 5], { highway: "bus_stop", name: `${streetNames.columns[c]} Stop` });
  }
}

/** Over the river by a bridge. */
function mainStreet({ map }: Town, north: Point[], south: Point[], name: string): void {
  const tags = { highway: "secondary", name, lanes: 2, surface: "asphalt" };
  const middle = riverAt(0);
  const [ends, start]: [Point, Point] = [
    [0, middle + 17],
    [0, middle - 17],
  ];
  map.line([...[...north].reverse(), ends], tags);
  map.line([ends, start], { ...tags, bridge: "yes", layer: 1, "bridge:name": "Weavers' Bridge" });
  map.line([start, ...south], tags);
}

function footbridge({ map }: Town, north: Point, south: Point): void {
  const middle = riverAt(north[0]);
  const [a, b]: [Point, Point] = [
    [north[0], middle + 16],
    [north[0], middle - 16],
  ];
  map.line([north, a], { highway: "footway" });
  map.line([a, b], { highway: "footway", bridge: "yes", layer: 1, surface: "wood", width: 3 });
  map.line([b, south], { highway: "footway" });
}

function northBlocks(town: Town, crossing: Point[][]): void {
  for (let r = 0; r + 1 < rows.length; r++)
    for (let c = 0; c + 1 < columns.length; c++) {
      if (onHill(c, r + 1) || onHill(c + 1, r + 1)) continue;
      const block = [crossing[r][c], crossing[r][c + 1], crossing[r + 1][c + 1], crossing[r + 1][c]];
      const quad = insetQuad(block, margin);
      const names = [
        streetNames.rows[r],
        streetNames.columns[c + 1],
        streetNames.rows[r + 1],
        streetNames.columns[c],
      ];
      fillBlock(town, quad, names, c, r);
    }
}

function fillBlock(town: Town, quad: Point[], names: string[], c: number, r: number): void {
  if (c === 2 && r === 1) marketSquare(town, quad);
  else if (c === 3 && r === 1) townHall(town, quad);
  else if (c === 5 && r === 0) mill(town, quad);
  else if (c === 5 && r === 1) towers(town, quad);
  else if (c === 5 && r === 2) school(town, quad);
  else if (c === 4 && r === 2) roofRow(town, quad, names[0]);
  else if (r <= 1 && c >= 1 && c <= 4) fillWithRow(town, quad, names, 12);
  else fillWithHouses(town, quad, names, c <= 1 ? [1, 2] : [2, 3]);
}

function southBlocks(town: Town, south: Point[][]): void {
  for (let r = 0; r + 1 < southRows.length; r++)
    for (let c = 0; c + 1 < columns.length; c++) {
      const [low, high] = [south[r + 1], south[r]];
      const quad = insetQuad([low[c], low[c + 1], high[c + 1], high[c]], margin);
      const names = [
        streetNames.south[r + 1],
        streetNames.columns[c + 1],
        streetNames.south[r],
        streetNames.columns[c],
      ];
      if (r === 0 && c === 3) park(town, quad);
      else if (r === 1 && (c === 2 || c === 3)) town.map.area(quad, { landuse: "grass" });
      else fillWithHouses(town, quad, names, [1, 2]);
    }
}

/** Fields, an orchard, a quarry, and lindens along the main street. */
function surroundings(town: Town): void {
  const { map } = town;
  map.area(
    [
      [-620, -660],
      [-60, -660],
      [-60, -520],
      [-620, -505],
    ],
    { landuse: "farmland", crop: "wheat" },
  );
  map.area(
    [
      [-40, -660],
      [560, -660],
      [560, -530],
      [-40, -520],
    ],
    { landuse: "meadow" },
  );
  map.area(
    [
      [400, 20],
      [620, 0],
      [620, 250],
      [400, 270],
    ],
    { landuse: "orchard" },
  );
  map.area(
    [
      [-620, 10],
      [-390, 0],
      [-390, 150],
      [-620, 160],
    ],
    { landuse: "farmland" },
  );
  map.area(
    [
      [400, -100],
      [520, -110],
      [520, -20],
      [400, -20],
    ],
    { landuse: "construction", name: "Quay East" },
  );
  map.area(
    [
      [-520, -90],
      [-400, -85],
      [-400, -40],
      [-520, -45],
    ],
    { natural: "scrub" },
  );
  map.area(
    [
      [-80, -158],
      [-30, -160],
      [-30, -150],
      [-80, -148],
    ],
    { natural: "beach", surface: "sand" },
  );
  map.node([470, -60], { man_made: "crane", "crane:type": "crawler", height: 30 });
  for (let i = 0; i < 40; i++) {
    const frame = frameOn([405, 30], [610, 12]);
    tree(town, at(frame, 8 + (i % 8) * 25, 12 + Math.floor(i / 8) * 42));
  }
  map.line([between([9, -100], [9, 0], 0), [9, -20]], { natural: "tree_row", genus: "Tilia", height: 10 });
  for (const y of [100, 118, 136, 154, 190, 208, 226, 244]) map.node([-7.5, y], { power: "pole" });
}
