import { expect, test } from "vitest";
import { createWelder, type WeldedFeature } from "../geo/weld.ts";
import { box } from "../testing/make-scene.ts";
import { createPieceMaker } from "./piece-maker.ts";
import type { ScenePiece } from "./scene-piece.ts";

/** A closed box of 12 triangles and 8 corners as the collector has it, its lower corner at (x, 0, 0). */
function house(x: number): WeldedFeature {
  const { points, triangles } = box(x, 0, 5, 4, 0, 3);
  return createWelder()(
    Float32Array.from(triangles.flatMap((i) => points.slice(i * 3, i * 3 + 3))),
    triangles.length * 3,
  );
}

function make(budgetTriangles = 1_000_000) {
  const pieces: ScenePiece[] = [];
  const maker = createPieceMaker((piece) => pieces.push(piece), {
    budget: { triangles: budgetTriangles, bytes: 1e9 },
  });
  return { pieces, maker };
}

test("the first piece is small, later ones are larger, and nothing is lost between them", () => {
  const { pieces, maker } = make();
  for (let i = 0; i < 3000; i++) maker.add(4, "buildings", house(i * 10));
  maker.close();
  maker.close();
  // 342 houses are the first with more than 4,096 triangles; then twice as many, and so on.
  expect(pieces.map(({ indices }) => indices.length / 36)).toEqual([342, 683, 1366, 609]);
  expect(pieces.map(({ positions }) => positions.length / 24)).toEqual([342, 683, 1366, 609]);
  expect(pieces.every(({ group, layer, asBoxes }) => group === 4 && layer === "buildings" && !asBoxes)).toBe(
    true,
  );
  expect(pieces[1].indices.every((vertex) => vertex >= 342 * 8 && vertex < 1025 * 8)).toBe(true);
  expect([...pieces[1].featureIds.slice(0, 9)]).toEqual([342, 342, 342, 342, 342, 342, 342, 342, 343]);
  expect(pieces[1].box).toEqual({ min: [3420, 0, 0], max: [10_245, 4, 3] });
  // A box shows its twelve edges and no diagonal.
  expect(pieces[0].edges.length).toBe(342 * 24);
});

test("another layer entry begins a piece of its own, counted from its own first vertex", () => {
  const { pieces, maker } = make();
  maker.add(0, "barriers", house(0));
  maker.add(1, "buildings", house(10));
  maker.add(1, "buildings", house(20));
  maker.close();
  expect(pieces.map(({ group, layer }) => [group, layer])).toEqual([
    [0, "barriers"],
    [1, "buildings"],
  ]);
  expect(Math.min(...pieces[1].indices)).toBe(0);
  expect(Math.max(...pieces[1].indices)).toBe(15);
});

test("the edges of a group are those of all its pieces, once; there are none of terrain or where features are boxes", () => {
  const { pieces, maker } = make(6000);
  const holed = { ...house(-10), indexCount: 33 };
  for (let i = 0; i < 400; i++) maker.add(0, "barriers", i === 7 || i === 370 ? holed : house(i * 10));
  for (let i = 0; i < 1200; i++) maker.add(1, "buildings", house(i * 10));
  maker.add(2, "topography", house(0));
  maker.close();
  const found = maker.takeEdges(0);
  expect([...(found?.edges ?? [])]).toEqual(
    pieces.filter(({ group }) => group === 0).flatMap(({ edges }) => [...edges]),
  );
  expect([...(found?.open ?? [])]).toEqual([7, 370]);
  expect([0, 1, 2, 3].map((group) => maker.takeEdges(group))).toEqual([null, null, null, null]);
});

test("buildings beyond the display budget are boxes, other layers are not", () => {
  const { pieces, maker } = make(6000);
  for (let i = 0; i < 1200; i++) maker.add(0, "buildings", house(i * 10));
  for (let i = 0; i < 1200; i++) maker.add(1, "barriers", house(i * 10));
  maker.close();
  expect(pieces.filter(({ layer }) => layer === "buildings").map(({ asBoxes }) => asBoxes)).toEqual([
    false,
    true,
    true,
  ]);
  expect(pieces.some(({ layer, asBoxes }) => layer === "barriers" && asBoxes)).toBe(false);
  const boxes = pieces[1];
  expect(boxes.positions.length / 3).toBe(683 * 8);
  expect(boxes.indices.every((vertex) => vertex >= 342 * 8 && vertex < 1025 * 8)).toBe(true);
});

test("the budget of bytes counts as well", () => {
  const pieces: ScenePiece[] = [];
  // A house of 8 corners and 12 triangles: 96 + 32 bytes of vertices, 144 of indices, 72 of edges.
  const maker = createPieceMaker((piece) => pieces.push(piece), {
    budget: { triangles: 1e9, bytes: 344 * 400 },
  });
  for (let i = 0; i < 1200; i++) maker.add(0, "buildings", house(i * 10));
  maker.close();
  expect(pieces.map(({ asBoxes }) => asBoxes)).toEqual([false, true, true]);
});

test("buffers that are given back are used again, and what they held does not show", () => {
  const spare: ArrayBuffer[] = [];
  const sums: number[] = [];
  const used = new Set<ArrayBuffer>();
  const maker = createPieceMaker(
    (piece) => {
      used.add(piece.buffer);
      sums.push(
        piece.positions.reduce((sum, value) => sum + value, 0),
        Math.max(...piece.featureIds),
      );
      new Uint8Array(piece.buffer).fill(255);
      spare.push(piece.buffer);
    },
    { spare },
  );
  for (let i = 0; i < 40; i++) {
    maker.add(0, "buildings", house(i % 2));
    maker.close();
  }
  // Corners of a box of 5 × 4 × 3 m: eight sums of x, y, z.
  expect(sums).toEqual(Array.from({ length: 40 }, (_, i) => [48 + 8 * (i % 2), i]).flat());
  expect(used.size).toBe(1);
});

test("an inside-out feature is turned over, as in the finished model", () => {
  const { pieces, maker } = make();
  const inside = house(0);
  for (let i = 0; i < inside.indexCount; i += 3)
    [inside.indices[i], inside.indices[i + 1]] = [inside.indices[i + 1], inside.indices[i]];
  maker.add(0, "buildings", inside);
  maker.close();
  expect(volume(pieces[0])).toBeCloseTo(60, 4);
});

/** m³, positive where faces look outwards: sum of tetrahedra to the origin. */
function volume({ positions: p, indices }: ScenePiece): number {
  let six = 0;
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [indices[i] * 3, indices[i + 1] * 3, indices[i + 2] * 3];
    six += p[a] * (p[b + 1] * p[c + 2] - p[b + 2] * p[c + 1]);
    six += p[a + 1] * (p[b + 2] * p[c] - p[b] * p[c + 2]);
    six += p[a + 2] * (p[b] * p[c + 1] - p[b + 1] * p[c]);
  }
  return six / 6;
}
