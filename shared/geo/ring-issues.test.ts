import { expect, test } from "vitest";
import type { LonLat } from "../scene/area-selection.ts";
import { areaFromCircle } from "./circle.ts";
import { createLocalProjection } from "./local-projection.ts";
import { areaFromRectangle } from "./rectangle.ts";
import { maxRingPoints, ringIssues } from "./ring-issues.ts";

const { toLonLat } = createLocalProjection(8.65, 49.87);
/** A ring from metres. */
const metres = (points: [number, number][]): LonLat[] => points.map(([x, y]) => toLonLat(x, y));
const codes = (ring: LonLat[]) => ringIssues(ring).map(({ code }) => code);

test.each([
  ["a rectangle", areaFromRectangle([8.65, 49.87], 300, 200, 12).ring],
  ["a circle", areaFromCircle([8.65, 49.87], 300).ring],
  ["a clockwise rectangle", [...areaFromRectangle([8.65, 49.87], 300, 200).ring].reverse()],
  [
    "a triangle",
    metres([
      [0, 0],
      [100, 0],
      [0, 100],
      [0, 0],
    ]),
  ],
  [
    "an L with straight-on corners",
    metres([
      [0, 0],
      [50, 0],
      [100, 0],
      [100, 50],
      [50, 50],
      [50, 100],
      [0, 100],
      [0, 0],
    ]),
  ],
  ["a rectangle near the pole", areaFromRectangle([10, 89.5], 500, 500).ring],
  ["a rectangle beside the antimeridian", areaFromRectangle([179.99, -16.8], 500, 500).ring],
])("%s is fine", (_, ring) => {
  expect(ringIssues(ring)).toEqual([]);
});

test.each<[string, LonLat[], string[]]>([
  ["nothing", [], ["ring-too-few-points"]],
  [
    "a point",
    [
      [8, 49],
      [8, 49],
    ],
    ["ring-too-few-points"],
  ],
  [
    "a line",
    [
      [8, 49],
      [8.001, 49],
      [8, 49],
    ],
    ["ring-too-few-points"],
  ],
  [
    "two corners repeated",
    [
      [8, 49],
      [8.001, 49],
      [8, 49],
      [8.001, 49],
      [8, 49],
    ],
    ["ring-too-few-points"],
  ],
  [
    "an open ring",
    metres([
      [0, 0],
      [100, 0],
      [100, 100],
      [0, 100],
    ]),
    ["ring-open"],
  ],
  [
    "a bow tie",
    metres([
      [0, 0],
      [100, 100],
      [100, 0],
      [0, 100],
      [0, 0],
    ]),
    ["ring-self-crossing"],
  ],
  [
    "a lopsided bow tie",
    metres([
      [0, 0],
      [100, 100],
      [100, 0],
      [0, 150],
      [0, 0],
    ]),
    ["ring-self-crossing"],
  ],
  [
    "a corner that touches a side",
    metres([
      [0, 0],
      [100, 0],
      [100, 100],
      [50, 0],
      [0, 100],
      [0, 0],
    ]),
    ["ring-self-crossing"],
  ],
  [
    "two corners in the same place",
    metres([
      [0, 0],
      [100, 0],
      [50, 50],
      [100, 100],
      [0, 100],
      [50, 50],
      [0, 0],
    ]),
    ["ring-self-crossing"],
  ],
  [
    "a spike",
    metres([
      [0, 0],
      [100, 0],
      [100, 100],
      [100, 200],
      [100, 100.5],
      [0, 100],
      [0, 0],
    ]),
    ["ring-self-crossing"],
  ],
  [
    "sides that lie on each other",
    metres([
      [0, 0],
      [100, 0],
      [100, 50],
      [60, 50],
      [60, 0],
      [40, 0],
      [40, 50],
      [0, 50],
      [0, 0],
    ]),
    ["ring-self-crossing"],
  ],
  [
    "a doubled corner",
    metres([
      [0, 0],
      [100, 0],
      [100, 0],
      [100, 100],
      [0, 100],
      [0, 0],
    ]),
    ["ring-repeated-point"],
  ],
  [
    "a flat sliver",
    metres([
      [0, 0],
      [100, 0],
      [200, 0],
      [0, 0],
    ]),
    ["ring-zero-area"],
  ],
  [
    "latitude 91",
    [
      [8, 91],
      [8.1, 49],
      [8.1, 49.1],
      [8, 91],
    ],
    ["ring-out-of-range"],
  ],
  [
    "longitude 181",
    [
      [181, 49],
      [181.1, 49],
      [181.1, 49.1],
      [181, 49],
    ],
    ["ring-out-of-range"],
  ],
  [
    "not a number",
    [
      [8, 49],
      [Number.NaN, 49],
      [8.1, 49.1],
      [8, 49],
    ],
    ["ring-not-finite"],
  ],
  [
    "endless",
    [
      [8, 49],
      [8.1, Number.POSITIVE_INFINITY],
      [8.1, 49.1],
      [8, 49],
    ],
    ["ring-not-finite"],
  ],
  [
    "across the antimeridian",
    [
      [179.9, 10],
      [-179.9, 10],
      [-179.9, 10.1],
      [179.9, 10.1],
      [179.9, 10],
    ],
    ["ring-antimeridian"],
  ],
  ["around the north pole", areaFromRectangle([8, 90], 500, 500).ring, ["ring-pole"]],
  ["around the south pole, off its middle", areaFromRectangle([8, -89.999], 500, 500).ring, ["ring-pole"]],
  [
    "across the antimeridian beside a pole",
    areaFromRectangle([180, 89.9], 500, 500).ring,
    ["ring-antimeridian"],
  ],
  ["half a country", areaFromRectangle([8.65, 49.87], 31_623, 31_623).ring, ["ring-too-large"]],
  ["a long strip", areaFromRectangle([8.65, 49.87], 21_000, 10).ring, ["ring-too-large"]],
  [
    "half the Earth",
    [
      [-90, 0],
      [89, 0],
      [89, 80],
      [-90, 80],
      [-90, 0],
    ],
    ["ring-too-large"],
  ],
  ["0 km²", areaFromRectangle([8.65, 49.87], 0, 0).ring, ["ring-too-few-points"]],
  [
    "open and too large",
    areaFromRectangle([8.65, 49.87], 31_623, 31_623).ring.slice(0, -1),
    ["ring-open", "ring-too-large"],
  ],
])("%s is refused", (_, ring, expected) => {
  expect(codes(ring)).toEqual(expected);
  for (const { message, path } of ringIssues(ring)) {
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(path).toMatch(/^area\.ring/);
  }
});

test("swapped latitude and longitude is hinted at", () => {
  expect(
    ringIssues([
      [43.7, 107.4],
      [43.8, 107.4],
      [43.8, 107.5],
      [43.7, 107.4],
    ])[0].message,
  ).toContain("wrong way round");
});

test("the largest ring that is allowed is checked in time; one more corner is refused", () => {
  const ring = areaFromCircle([8.65, 49.87], 5000, maxRingPoints).ring;
  const before = performance.now();
  expect(ringIssues(ring)).toEqual([]);
  expect(performance.now() - before).toBeLessThan(5000);
  expect(codes(areaFromCircle([8.65, 49.87], 5000, maxRingPoints + 1).ring)).toEqual([
    "ring-too-many-points",
  ]);
});
