import { describe, expect, it } from "vitest";
import { boxLayer } from "../../testing/box-scene.ts";
import { createRandom } from "../../testing/random.ts";
import { splitCreases } from "./split-creases.ts";

/** Corner places of all triangles, in order: what must never change. */
function corners(positions: Float32Array, indices: Uint32Array): number[][] {
  return Array.from(indices, (vertex) => Array.from(positions.subarray(vertex * 3, vertex * 3 + 3)));
}

/** An upright prism with `sides` sides: walls meet at 360° / sides. */
function prismWalls(sides: number) {
  const positions: number[] = [];
  const indices: number[] = [];
  for (let side = 0; side < sides; side++) {
    const angle = (side / sides) * 2 * Math.PI;
    positions.push(Math.cos(angle), Math.sin(angle), 0, Math.cos(angle), Math.sin(angle), 3);
    const next = (side + 1) % sides;
    indices.push(2 * side, 2 * next, 2 * next + 1, 2 * side, 2 * next + 1, 2 * side + 1);
  }
  return { positions: Float32Array.from(positions), indices: Uint32Array.from(indices) };
}

describe("splitting at creases", () => {
  it("gives a box four vertices a side", () => {
    const { positions, indices } = boxLayer("buildings", [
      { at: [0, 0, 0], size: [2, 3, 4], descriptor: {} },
    ]);
    expect(splitCreases(positions, indices).positions.length / 3).toBe(24);
  });

  it("leaves a slope of small angles smooth and cuts a sharp one", () => {
    const round = prismWalls(32);
    expect(splitCreases(round.positions, round.indices).positions.length / 3).toBe(64);
    const square = prismWalls(4);
    expect(splitCreases(square.positions, square.indices).positions.length / 3).toBe(16);
  });

  it("moves no corner of any triangle", () => {
    const seed = 77;
    console.log(`seed ${seed}`);
    const random = createRandom(seed);
    const positions = Float32Array.from({ length: 300 }, () => random() * 1000 - 500);
    const indices = Uint32Array.from({ length: 900 }, () => Math.floor(random() * 100));
    const whole = Array.from({ length: 300 }, (_, i) => indices.subarray(i * 3, i * 3 + 3)).filter(
      ([a, b, c]) => a !== b && b !== c && c !== a,
    );
    const split = splitCreases(positions, indices);
    expect(corners(split.positions, split.indices)).toEqual(
      corners(positions, Uint32Array.from(whole.flatMap((corner) => Array.from(corner)))),
    );
  });

  it("counts indices from the feature's own first vertex", () => {
    const { positions, indices } = boxLayer("buildings", [
      { at: [0, 0, 0], size: [1, 1, 1], descriptor: {} },
    ]);
    const moved = splitCreases(
      positions,
      indices.map((index) => index + 500),
      500,
    );
    expect(moved).toEqual(splitCreases(positions, indices));
  });

  it("drops triangles with two corners in one vertex and keeps those without area", () => {
    const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 2, 0, 0);
    expect(splitCreases(positions, Uint32Array.of(0, 1, 2, 0, 0, 1)).indices).toEqual(
      Uint32Array.of(0, 1, 2),
    );
  });
});
