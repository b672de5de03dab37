import { expect, test } from "vitest";
import { wireAxes } from "../scene/frame.ts";
import { createArrayCollector } from "./collect-arrays.ts";

const place = { group: 0, layer: "buildings" } as const;
const corners = [0, 0, 0, 10, 0, 0, 0, 10, 0];

function feature(positions: number[], indices: number[]) {
  return {
    positions: Float32Array.from(positions),
    vertexCount: positions.length / 3,
    indices: Uint32Array.from(indices),
    indexCount: indices.length,
    degenerate: 0,
  };
}

test.each([
  ["no corners", feature([], []), "skip-empty"],
  ["half a triangle", feature(corners, [0, 1]), "skip-odd-count"],
  ["a corner that is not its own", feature(corners, [0, 1, 3]), "skip-foreign-vertex"],
  ["a place that is no number", feature([0, 0, Number.NaN, 10, 0, 0, 0, 10, 0], [0, 1, 2]), "skip-too-far"],
  [
    "an endless place",
    feature([0, 0, 0, Number.POSITIVE_INFINITY, 0, 0, 0, 10, 0], [0, 1, 2]),
    "skip-too-far",
  ],
  ["a place 2,000 km away", feature([0, 0, 0, 2e6, 0, 0, 0, 10, 0], [0, 1, 2]), "skip-too-far"],
])("a welded feature with %s is kept out with its reason, its neighbours are not", (_, bad, reason) => {
  const collector = createArrayCollector(wireAxes.Z);
  const numbers = [feature(corners, [0, 1, 2]), bad, feature(corners, [2, 1, 0])].map((one) =>
    collector.addWelded(place, one),
  );
  expect(numbers).toEqual([0, 1, 2]);
  expect(collector.arrays.map(({ fault }) => fault?.id ?? null)).toEqual([null, reason, null]);
  const columns = collector.takeGroup(0);
  expect([...(columns?.positions ?? [])]).toEqual([...corners, ...corners]);
  expect([...(columns?.indices ?? [])]).toEqual([0, 1, 2, 5, 4, 3]);
  expect(collector.takeGroup(0)).toBeNull();
});

test("scratch memory may be used again at once, and a fault of the reader's own counts", () => {
  const collector = createArrayCollector(wireAxes.Z);
  const scratch = feature(corners, [0, 1, 2]);
  collector.addWelded(place, scratch);
  scratch.positions.fill(7);
  scratch.indices.fill(9);
  expect([...(collector.takeGroup(0)?.positions ?? [])]).toEqual(corners);
});

test("columns know their group until they are changed", () => {
  const collector = createArrayCollector(wireAxes.Z);
  collector.addWelded({ group: 5, layer: null }, feature(corners, [0, 1, 2]));
  const columns = collector.takeGroup(5);
  if (columns === null) throw new Error("no columns");
  expect(collector.groupOf(columns.positions)).toBe(5);
  expect(collector.groupOf(columns.positions.slice())).toBeNull();
  collector.disown();
  expect(collector.groupOf(columns.positions)).toBeNull();
});
