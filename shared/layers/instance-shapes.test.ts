import { expect, test } from "vitest";
import { instanceShape, kindsScaledByHeight, nodeKinds } from "./instance-shapes.ts";
import type { Solid } from "./solid-builder.ts";

/** Directed edges that have no opposite partner: none in a closed, consistently wound mesh. */
function openEdges({ indices }: Solid): number {
  const seen = new Map<string, number>();
  for (let i = 0; i < indices.length; i += 3) {
    const corners = [indices[i], indices[i + 1], indices[i + 2]];
    corners.forEach((from, side) => {
      const key = `${from}>${corners[(side + 1) % 3]}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    });
  }
  return [...seen].filter(([key, count]) => {
    const [from, to] = key.split(">");
    return count !== 1 || seen.get(`${to}>${from}`) !== 1;
  }).length;
}

/** Vertex numbers grouped by connectedness. */
function parts({ positions, indices }: Solid): number[][] {
  const root = Array.from({ length: positions.length / 3 }, (_, vertex) => vertex);
  const find = (vertex: number): number => (root[vertex] === vertex ? vertex : find(root[vertex]));
  for (let i = 0; i < indices.length; i += 3) {
    root[find(indices[i + 1])] = find(indices[i]);
    root[find(indices[i + 2])] = find(indices[i]);
  }
  const groups = new Map<number, number[]>();
  for (let i = 0; i < indices.length; i += 3) {
    const group = groups.get(find(indices[i])) ?? [];
    group.push(indices[i], indices[i + 1], indices[i + 2]);
    groups.set(find(indices[i]), group);
  }
  return [...groups.values()];
}

function volume(positions: Float32Array, corners: ArrayLike<number>): number {
  let six = 0;
  for (let i = 0; i < corners.length; i += 3) {
    const [ax, ay, az] = positions.subarray(corners[i] * 3);
    const [bx, by, bz] = positions.subarray(corners[i + 1] * 3);
    const [cx, cy, cz] = positions.subarray(corners[i + 2] * 3);
    six += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }
  return six / 6;
}

const heights = (shape: Solid) => Array.from(shape.positions).filter((_, i) => i % 3 === 2);

test("the seventeen kinds keep the spelling and order of the API", () => {
  expect(nodeKinds.join(" ")).toBe(
    "tree adColumn transmissionTower utilityPole wire hydrant trackedCrane towerCrane bench picnicTable busStop windTurbine shrubbery memorial statueSmall statueBig sculpture",
  );
});

test.each([...nodeKinds, "somethingNew"])("every part of %s is closed and wound outwards", (kind) => {
  const shape = instanceShape(kind);
  expect(openEdges(shape)).toBe(0);
  for (const part of parts(shape)) expect(volume(shape.positions, part)).toBeGreaterThan(0);
});

test.each([...nodeKinds, "somethingNew"])("%s stands on z = 0 and stays low-poly", (kind) => {
  const shape = instanceShape(kind);
  expect(Math.min(...heights(shape))).toBeCloseTo(0, 2);
  expect(shape.indices.length / 3).toBeLessThanOrEqual(110);
  expect(Array.from(shape.positions).every(Number.isFinite)).toBe(true);
});

test.each(kindsScaledByHeight)("%s is one metre high, so that its scale is its height", (kind) => {
  expect(Math.max(...heights(instanceShape(kind)))).toBeCloseTo(1, 1);
});

test("a kind nobody has heard of, or one named like an object's inner property, is a marker and not a tree", () => {
  expect(instanceShape("somethingNew")).toBe(instanceShape("__proto__"));
  expect(instanceShape("somethingNew")).not.toBe(instanceShape("tree"));
  expect(instanceShape("somethingNew").indices.length / 3).toBe(8);
});
