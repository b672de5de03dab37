import { expect, test } from "vitest";
import type { PlacedThing } from "./feature-source.ts";
import type { MapFeature, SourceSkip } from "./map-source.ts";
import { packThings, tagsOfThing, unpackThing, unpackWithKeys } from "./packed-things.ts";

const ring = (x: number, size: number) =>
  new Float64Array([x, 48, x + size, 48, x + size, 48 + size, x, 48 + size, x, 48]);

/** One of every kind, with everything a feature may carry. */
const made: (MapFeature | SourceSkip)[] = [
  {
    id: "p",
    tags: { natural: "tree", name: 'Eiche \ud83c\udf33 "alt"' },
    kind: "point",
    lon: -0,
    lat: 48.12345678901234,
  },
  { id: "broken", reason: "skip-outline-open" },
  {
    id: "l",
    tags: { highway: "path" },
    kind: "line",
    coordinates: new Float64Array([10, 48, 10.1, 48.1, 10.2, 48]),
  },
  {
    id: "a",
    tags: { building: "yes", __proto__x: "1" },
    kind: "area",
    polygons: [
      { outer: ring(10, 0.01), holes: [ring(10.002, 0.001), ring(10.004, 0.001)] },
      { outer: ring(11, 0.01), holes: [] },
    ],
    partOf: "block",
    model: {
      dataset: "City",
      heightSource: "LoD2",
      state: "repaired",
      solids: [
        {
          corners: new Float64Array([10, 48, 0, 10.01, 48, 0, 10, 48.01, 0, 10, 48, 9.5]),
          triangles: new Uint32Array([0, 2, 1, 0, 1, 3]),
        },
        {
          corners: new Float64Array([11, 48, 0, 11.01, 48, 0, 11, 48.01, 4]),
          triangles: new Uint32Array([2, 1, 0]),
        },
      ],
    },
  },
  { id: "bare", tags: {}, kind: "area", polygons: [{ outer: ring(12, 0.01), holes: [] }] },
];
const things = made.map((one): PlacedThing => ({ made: one, box: [0, 0, 1, 1] }));

test("every kind of thing comes out of the columns as it went in, also in another thread", () => {
  const packed = structuredClone(packThings(things));
  expect(packed.count).toBe(5);
  made.forEach((one, i) => {
    expect(unpackThing(packed, i)).toStrictEqual(one);
  });
  expect(things.map((_, i) => tagsOfThing(packed, i)?.name ?? null)).toEqual([
    'Eiche \ud83c\udf33 "alt"',
    null,
    null,
    null,
    null,
  ]);
});

test("of things without a tag of the keys asked for nothing is built; a skip without tags may be anything", () => {
  const packed = packThings([
    ...things,
    { made: { id: "b", reason: "skip-cut-off", tags: { highway: "path" } }, box: [0, 0, 1, 1] },
  ]);
  const found = Array.from({ length: 6 }, (_, i) => unpackWithKeys(packed, i, ["building", "__proto__"]));
  expect(found.map((one) => one?.id)).toEqual([undefined, "broken", undefined, "a", undefined, undefined]);
  expect(found[3]).toStrictEqual(made[3]);
});

test("what is built is a copy: who changes it or sends it away takes nothing from the others", () => {
  const packed = packThings(things);
  const line = unpackThing(packed, 2);
  if (!("coordinates" in line)) throw new Error("no line");
  line.coordinates.fill(0);
  expect(line.coordinates.buffer).toBeInstanceOf(ArrayBuffer);
  expect(unpackThing(packed, 2)).toStrictEqual(made[2]);
});

test("nothing is nothing", () => {
  expect(packThings([])).toMatchObject({ count: 0, heads: new Uint8Array(0) });
});
