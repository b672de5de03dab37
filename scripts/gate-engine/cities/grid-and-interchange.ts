/** A dense American grid with alleys and dual carriageways, and a motorway crossing with loops on three levels. */
import { gridCity } from "../../bench-engine/grid-city.ts";
import type { Plat, Point } from "./plat.ts";
import { arc, beside, box } from "./shapes.ts";

const step = { x: 180, y: 100 } as const;

export function denseGrid(plat: Plat): void {
  for (const { outline, tags } of gridCity(plat.side, plat.below(1000)))
    plat.area(
      outline,
      plat.happens(0.2) ? { ...tags, "roof:shape": plat.pick(["gabled", "hipped", "mansard"]) } : tags,
    );
  streets(plat);
  for (let x = 90; x < plat.side; x += 2 * step.x)
    for (let y = 40; y < plat.side; y += 3 * step.y) {
      // A tower of parts on its own podium, over the lots.
      plat.area(box(x, y, 36, 30), { building: "office", height: 60 });
      plat.area(box(x, y, 36, 15), { "building:part": "yes", height: 60, min_height: 12 });
      plat.area(box(x, y + 15, 36, 15), { "building:part": "yes", height: 12 });
    }
}

function streets(plat: Plat): void {
  const xs: number[] = [];
  const ys: number[] = [];
  for (let x = -10; x <= plat.side; x += step.x) xs.push(x);
  for (let y = -10; y <= plat.side; y += step.y) ys.push(y);
  const lines: [Point[], boolean][] = [
    ...xs.map((x): [Point[], boolean] => [ys.map((y) => [x, y]), x % 3 === 0]),
    ...ys.map((y): [Point[], boolean] => [xs.map((x) => [x, y]), y % 7 === 0]),
  ];
  for (const [line, dual] of lines) {
    if (!dual)
      plat.way(line, { highway: plat.pick(["residential", "tertiary"]), lanes: 2, surface: "asphalt" });
    else
      for (const side of [4.5, -4.5])
        plat.way(beside(line, side), {
          highway: "primary",
          oneway: "yes",
          lanes: 3,
          "turn:lanes": "left|through|right",
        });
    for (const side of [8, -8]) plat.way(beside(line, side), { highway: "footway", footway: "sidewalk" });
  }
  for (const x of xs)
    for (const y of ys) {
      plat.way(
        [
          [x - 8, y - 8],
          [x + 8, y - 8],
        ],
        { highway: "footway", footway: "crossing" },
      );
      plat.node([x + 9, y + 9], { highway: "traffic_signals" });
      // The alley between the two rows of lots of a block.
      plat.way(
        [
          [x, y + 50],
          [x + step.x, y + 50],
        ],
        { highway: "service", service: "alley", width: 3 },
      );
      for (let k = 1; k < 8; k++) plat.node([x + 22 * k, y + 7], { natural: "tree" });
    }
}

export function interchange(plat: Plat): void {
  const middle = plat.side / 2;
  const carriageway = { highway: "motorway", oneway: "yes", lanes: 3 };
  for (const side of [9, -9]) {
    split(
      plat,
      [
        [0, middle + side],
        [middle - 60, middle + side],
        [middle + 60, middle + side],
        [plat.side, middle + side],
      ],
      carriageway,
      1,
    );
    plat.way(
      [
        [middle + side, 0],
        [middle + side, middle],
        [middle + side, plat.side],
      ],
      carriageway,
    );
  }
  // A third road high above both, turned against them.
  split(
    plat,
    [
      [0, 60],
      [middle - 130, middle - 110],
      [middle + 130, middle + 90],
      [plat.side, plat.side - 80],
    ],
    { highway: "trunk", lanes: 4 },
    2,
  );
  const quarters: [number, number][] = [
    [1, 1],
    [-1, 1],
    [-1, -1],
    [1, -1],
  ];
  for (const [sx, sy] of quarters) {
    const centre: Point = [middle + sx * 75, middle + sy * 75];
    const loop = arc(centre, 60, Math.atan2(-sy, 0), Math.atan2(-sy, 0) + sx * sy * 1.5 * Math.PI, 24);
    plat.way([[centre[0] - sx * 66, middle + sy * 9], ...loop], {
      highway: "motorway_link",
      oneway: "yes",
      lanes: 1,
    });
    const corner: Point = [middle + sx * 220, middle + sy * 220];
    const ramp = arc(corner, 205, Math.atan2(-sy, 0), Math.atan2(0, -sx) + (sy < 0 && sx > 0 ? 0 : 0), 16);
    plat.way(ramp, {
      highway: "motorway_link",
      oneway: "yes",
      lanes: 2,
      ...(plat.happens(0.5) ? { bridge: "yes", layer: 1 } : {}),
    });
    plat.area(box(centre[0] - 20, centre[1] - 20, 40, 40), { landuse: "grass" });
  }
  plat.way(
    [
      [middle, 0],
      [middle, plat.side],
    ],
    { barrier: "guard_rail" },
  );
  plat.way(
    [
      [0, middle - 160],
      [plat.side, middle - 150],
    ],
    { waterway: "stream", width: 4 },
  );
  plat.area(box(20, plat.side - 120, 90, 60), { building: "warehouse", height: 9 });
}

/** A road whose middle piece is a bridge. */
function split(plat: Plat, line: Point[], tags: Record<string, string | number>, layer: number): void {
  plat.way(line.slice(0, 2), tags);
  plat.way(line.slice(1, 3), { ...tags, bridge: "yes", layer });
  plat.way(line.slice(2), tags);
}
