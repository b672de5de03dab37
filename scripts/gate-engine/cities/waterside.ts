/** Towns at the water: canals between islands, a harbour at the coast. */
import type { Plat, Point } from "./plat.ts";
import { beside, box, circle, drawnIn, net, wavering } from "./shapes.ts";

/** Islands in one sheet of water, canals as lines as well, a bridge over each. */
export function canals(plat: Plat): void {
  const cells = Math.max(3, Math.round(plat.side / 110));
  const corners = net(plat, cells, cells, 14);
  const islands: Point[][] = [];
  for (let j = 0; j < cells; j++)
    for (let i = 0; i < cells; i++) {
      const cell = [corners[j][i], corners[j][i + 1], corners[j + 1][i + 1], corners[j + 1][i]];
      const island = drawnIn(cell, 5);
      islands.push(island);
      built(plat, island);
      // From island to island, over the canal.
      bridge(plat, mid(island[1], island[2]), [cell[1][0] + 8, mid(island[1], island[2])[1]]);
      bridge(plat, mid(island[2], island[3]), [mid(island[2], island[3])[0], cell[2][1] + 8]);
    }
  const margin = 30;
  const outer = box(-margin, -margin, plat.side + 2 * margin, plat.side + 2 * margin);
  plat.multipolygon([outer, ...islands], { natural: "water", water: "canal" });
  for (const row of corners.slice(1, -1)) plat.way(row, { waterway: "canal", width: 10 });
  plat.way(wavering(plat, [0, plat.side / 3], [plat.side, plat.side / 2], 9, 30), {
    waterway: "river",
    width: 35,
  });
}

const mid = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

function bridge(plat: Plat, from: Point, to: Point): void {
  const tags = plat.happens(0.3) ? { highway: "steps", width: 3 } : { highway: "footway", width: 2.5 };
  plat.way([from, to], { ...tags, bridge: "yes", layer: 1 });
}

/** Houses to the water's edge, sharing its nodes. */
function built(plat: Plat, island: Point[]): void {
  const yard = drawnIn(island, plat.between(10, 14));
  for (let side = 0; side < 4; side++) {
    const next = (side + 1) % 4;
    plat.area([island[side], island[next], yard[next], yard[side]], {
      building: "apartments",
      "building:levels": 3 + plat.below(3),
      "roof:shape": plat.pick(["hipped", "gabled", "flat"]),
    });
  }
  plat.area(yard, { highway: "pedestrian", area: "yes" });
  plat.way([yard[0], yard[1], yard[2]], { highway: "footway" });
  plat.node(mid(yard[0], yard[2]), { natural: "tree" });
}

/** The coast comes in from the west and leaves to the east; land lies to its left, as the map has it. */
export function harbour(plat: Plat): void {
  const { side } = plat;
  const coast = wavering(plat, [-60, 0.45 * side], [side + 60, 0.5 * side], 24, 25);
  const half = Math.floor(coast.length / 2);
  plat.way(coast.slice(0, half + 1), { natural: "coastline" });
  plat.way(coast.slice(half), { natural: "coastline" });
  // An island runs the other way round: land to the left.
  plat.area(circle([0.7 * side, 0.15 * side], 0.05 * side, 30), { natural: "coastline" });
  for (let x = 60; x < side - 40; x += 90) pier(plat, x, coast);
  plat.area(
    [
      [0.2 * side, 0.2 * side],
      [0.6 * side, 0.16 * side],
      [0.6 * side, 0.17 * side],
      [0.2 * side, 0.21 * side],
    ],
    { man_made: "breakwater" },
  );
  plat.way(
    [
      [0.62 * side, 0.1 * side],
      [0.8 * side, 0.3 * side],
    ],
    { man_made: "breakwater" },
  );
  plat.way(beside(coast, 6), { highway: "secondary", lanes: 2 });
  plat.way(beside(coast, 1), { barrier: "retaining_wall", height: 2 });
  plat.way(beside(coast, 30), { railway: "rail", gauge: 1435 });
  for (let x = 30; x + 80 < side; x += 100) {
    plat.area(box(x, 0.62 * side, 76, 40), {
      building: "warehouse",
      height: 12,
      "roof:shape": plat.pick(["gabled", "sawtooth", "flat", "round"]),
    });
    plat.area(circle([x + 20, 0.8 * side], 14, 32), {
      building: "storage_tank",
      man_made: "storage_tank",
      height: 14,
      "roof:shape": plat.pick(["flat", "dome", "cone"]),
      "roof:height": 4,
    });
  }
  plat.area(box(0, 0.55 * side, side, 0.4 * side), { landuse: "industrial" });
  plat.area(
    [
      [0.3 * side, 0.36 * side],
      [0.42 * side, 0.36 * side],
      [0.42 * side, 0.6 * side],
      [0.3 * side, 0.6 * side],
    ],
    { natural: "water", water: "basin" },
  );
}

function pier(plat: Plat, x: number, coast: Point[]): void {
  const shore = coast.reduce((best, point) =>
    Math.abs(point[0] - x) < Math.abs(best[0] - x) ? point : best,
  );
  const end: Point = [x, shore[1] - plat.between(40, 110)];
  if (plat.happens(0.5)) plat.way([shore, end], { man_made: "pier", width: 4, floating: "yes" });
  else
    plat.area(
      [
        [x - 4, shore[1] + 5],
        [x + 4, shore[1] + 5],
        [x + 4, end[1]],
        [x - 4, end[1]],
      ],
      { man_made: "pier" },
    );
  if (plat.happens(0.3)) plat.area(box(x - 3, end[1] + 2, 6, 8), { building: "yes", height: 4 });
}
