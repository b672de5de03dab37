import { expect, test } from "vitest";
import { box, makeBuildings, meshLayer } from "../testing/make-scene.ts";
import { createRandom } from "../testing/random.ts";
import { createGrowable } from "./growable.ts";
import { orientSheet, orientSolid, signedVolume } from "./orient.ts";
import { createWelder } from "./weld.ts";

/** Triangle soup of one feature of the test buildings. */
function soupOf(feature: number): Float32Array {
  const { positions, indices, firstIndex } = makeBuildings(4);
  const own = indices.subarray(firstIndex[feature], firstIndex[feature + 1]);
  return new Float32Array([...own].flatMap((v) => [...positions.subarray(3 * v, 3 * v + 3)]));
}

test("a box of 36 corners becomes 8 vertices and the same triangles", () => {
  const soup = soupOf(1);
  const { positions, vertexCount, indices, indexCount, degenerate } = createWelder()(soup, soup.length);
  expect([soup.length, vertexCount, indexCount, degenerate]).toEqual([108, 8, 36, 0]);
  for (let corner = 0; corner < indexCount; corner++)
    expect([...positions.subarray(3 * indices[corner], 3 * indices[corner] + 3)]).toEqual([
      ...soup.subarray(3 * corner, 3 * corner + 3),
    ]);
});

test("one welder serves large and small features in turn", () => {
  const weld = createWelder();
  const [house, small] = [soupOf(0), soupOf(2)];
  for (let round = 0; round < 3; round++) {
    expect(weld(house, house.length).vertexCount).toBe(10);
    expect(weld(small, small.length).vertexCount).toBe(8);
    expect(weld(small, 9).vertexCount).toBe(3);
    expect(weld(small, 0)).toMatchObject({ vertexCount: 0, indexCount: 0 });
  }
});

test("triangles with two equal corners are left out and counted; −0 equals 0; neighbours a bit apart stay apart", () => {
  const soup = new Float32Array([
    0, 0, 0, 1, 0, 0, 1, 0, 0, -0, -0, 0, 1, 0, 0, 0, 1, 0, 0, 1e-7, 0, 1, 0, 0, 0, 1, 0,
  ]);
  const welded = createWelder()(soup, soup.length);
  expect(welded.degenerate).toBe(1);
  expect(welded.vertexCount).toBe(4);
  expect([...welded.indices.subarray(0, welded.indexCount)]).toEqual([0, 1, 2, 3, 1, 2]);
});

test("random soups keep every corner's place", () => {
  const seed = 77;
  console.log(`seed ${seed}`);
  const random = createRandom(seed);
  const weld = createWelder();
  for (let round = 0; round < 50; round++) {
    const soup = new Float32Array(9 * Math.floor(1 + random() * 400)).map(() => Math.floor(random() * 6));
    const { positions, indices, indexCount, degenerate, vertexCount } = weld(soup, soup.length);
    expect(indexCount / 3 + degenerate).toBe(soup.length / 9);
    const places = new Set<string>();
    for (let i = 0; i < vertexCount; i++) places.add([...positions.subarray(3 * i, 3 * i + 3)].join());
    expect(places.size).toBe(vertexCount);
    expect(Math.max(...indices.subarray(0, indexCount))).toBeLessThan(vertexCount);
  }
});

test("a solid that is inside out is turned over, a right one is left alone", () => {
  const { positions, indices, firstIndex } = makeBuildings(1);
  const [from, to] = [firstIndex[0], firstIndex[1]];
  const right = indices.slice();
  orientSolid(positions, indices, from, to);
  expect(indices).toEqual(right);
  for (let i = from; i < to; i += 3) indices.copyWithin(i, i, i + 3).set([indices[i + 1], indices[i]], i);
  expect(signedVolume(positions, indices, from, to)).toBeCloseTo(-600, 3);
  orientSolid(positions, indices, from, to);
  expect(signedVolume(positions, indices, from, to)).toBeCloseTo(600, 3);
  expect(indices.slice(to)).toEqual(right.slice(to));
});

test("ground triangles are turned to face up one by one", () => {
  const positions = new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 5]);
  const sheet = new Uint32Array([0, 2, 1, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
  orientSheet(positions, sheet, 0, 12);
  expect([...sheet]).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
});

test("a deck with thickness among the surfaces keeps its underside facing down", () => {
  const deck = meshLayer("surface", [box(0, 0, 20, 6, 4, 0.5)], [{}]);
  const right = deck.indices.slice();
  orientSheet(deck.positions, deck.indices, 0, 36);
  expect(deck.indices).toEqual(right);
});

test("a growable column keeps order across blocks and gives an exact array", () => {
  const column = createGrowable(Uint32Array);
  const part = new Uint32Array(100_003).map((_, i) => i);
  for (let round = 0; round < 7; round++) column.append(part, round, part.length);
  column.push(42);
  const length = 7 * part.length - 21 + 1;
  expect(column.length).toBe(length);
  const values = column.take();
  expect([values.length, values.buffer.byteLength, values[length - 1]]).toEqual([length, 4 * length, 42]);
  expect([values[0], values[100_003], values[100_003 + 100_002]]).toEqual([0, 1, 2]);
  expect([column.length, column.take().length]).toEqual([0, 0]);
});
