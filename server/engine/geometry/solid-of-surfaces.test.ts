import type { ManifoldToplevel } from "manifold-3d";
import { beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../seeded.ts";
import {
  houseCorners as corners,
  houseGables as gables,
  houseGround as ground,
  houseSides as sides,
  houseSlopes as slopes,
} from "../testing/gabled-house.ts";
import { judgeSolid, loadManifold } from "../testing/judge-solids.ts";
import { cutSolid } from "./cut-solid.ts";
import type { Point } from "./mesh-corners.ts";
import type { Polygon } from "./rings.ts";
import { solidOfSurfaces } from "./solid-of-surfaces.ts";

let manifold: ManifoldToplevel;
beforeAll(async () => {
  manifold = await loadManifold();
});

const house = [ground, ...gables, ...sides, ...slopes];

function surfaces(faces: number[][]): Point[][][] {
  return faces.map((face) => [face.map((corner) => at(corners[corner]))]);
}

function at([x, y, z]: number[]): Point {
  return [Math.round(x * 1000), Math.round(y * 1000), Math.round(z * 1000)];
}

function judged(soup: number[]) {
  return judgeSolid(
    soup.map((value) => value / 1000),
    manifold,
  );
}

function made(faces: Point[][][]) {
  const found = solidOfSurfaces(faces);
  return found === null ? null : { ...judged(found.soup), repaired: found.repaired };
}

const whole = { closed: true, manifold: true, degenerate: 0, bottom: 0, top: 9 };

describe("solidOfSurfaces", () => {
  it("takes a closed model as it is", () => {
    expect(made(surfaces(house))).toMatchObject({ ...whole, repaired: false });
    expect(made(surfaces(house))?.volume).toBeCloseTo(1500, 6);
  });

  it("turns faces that are wound the wrong way, one or all", () => {
    for (const wrong of [[1], [0, 3], house.map((_, i) => i)]) {
      const faces = house.map((face, i) => (wrong.includes(i) ? [...face].reverse() : face));
      expect(made(surfaces(faces))).toMatchObject({ ...whole, repaired: true });
      expect(made(surfaces(faces))?.volume).toBeCloseTo(1500, 6);
    }
  });

  it("closes a model without its ground, or without a wall", () => {
    for (const missing of [0, 3]) {
      const found = made(surfaces(house.filter((_, i) => i !== missing)));
      expect(found).toMatchObject({ ...whole, repaired: true });
      expect(found?.volume).toBeCloseTo(1500, 6);
    }
  });

  it("refuses what has no roof to speak of", () => {
    expect(made(surfaces([ground, ...gables, ...sides]))).toBeNull();
    expect(made(surfaces([...slopes]))).toBeNull();
    expect(made([])).toBeNull();
  });

  it("refuses a floor and a roof without walls: two skins, not two solids (fuzz seed 11, case 93)", () => {
    expect(made(surfaces([ground, [4, 5, 6, 7]]))).toBeNull();
    expect(made(surfaces([[0, 1, 2, 3]]))).toBeNull();
  });

  it("joins faces whose corners lie on a neighbour's edge", () => {
    // The eastern wall is in two halves, the slope above it is not.
    const faces = surfaces(house.filter((face) => face !== sides[0]));
    const half = (from: number, to: number) => [
      [
        [10, from, 0],
        [10, to, 0],
        [10, to, 6],
        [10, from, 6],
      ].map(at),
    ];
    const found = made([...faces, half(0, 7), half(7, 20)]);
    expect(found).toMatchObject({ ...whole, repaired: true });
    expect(found?.volume).toBeCloseTo(1500, 6);
  });

  it("keeps holes in faces: a tower with a yard, its rings wound either way", () => {
    const square = (from: number, to: number, z: number) =>
      [
        [from, from, z],
        [to, from, z],
        [to, to, z],
        [from, to, z],
      ].map(at);
    const wall = (ring: (z: number) => Point[], i: number) => {
      const [low, high] = [ring(0), ring(12)];
      const j = (i + 1) % 4;
      return [[low[i], low[j], high[j], high[i]]];
    };
    const outer = (z: number) => square(0, 20, z);
    const inner = (z: number) => square(5, 15, z);
    const walls = [0, 1, 2, 3].flatMap((i) => [wall(outer, i), wall(inner, i)]);
    for (const turn of [false, true]) {
      const hole = (z: number) => (turn ? inner(z).reverse() : inner(z));
      const found = made([[outer(0), hole(0)], [outer(12), hole(12)], ...walls]);
      expect(found).toMatchObject({ ...whole, top: 12 });
      expect(found?.volume).toBeCloseTo(3600, 6);
    }
    // Without its ground: the cap has the yard in it too.
    const found = made([[outer(12), inner(12)], ...walls]);
    expect(found).toMatchObject({ closed: true, manifold: true, repaired: true });
    expect(found?.volume).toBeCloseTo(3600, 6);
  });

  it("drops repeated corners and spikes", () => {
    const faces = surfaces(house);
    const [first, second] = faces[0][0];
    faces[0][0] = [first, first, second, [7000, 9000, 0], second, ...faces[0][0].slice(2)];
    expect(made(faces)).toMatchObject(whole);
  });
});

describe("cutSolid", () => {
  const soup = solidOfSurfaces(surfaces(house))?.soup ?? [];
  const area = (...points: number[]): Polygon => ({
    outer: points.map((metres) => metres * 1000),
    holes: [],
  });

  it("cuts a house at one wall and closes the cut", () => {
    const [half, ...more] = cutSolid(soup, area(-50, -50, 50, -50, 50, 8, -50, 8)) ?? [];
    expect(more).toEqual([]);
    expect(judged(half)).toMatchObject(whole);
    // 8 of 20 m.
    expect(judged(half).volume).toBeCloseTo(600, 3);
  });

  it("leaves whole what lies inside, and nothing of what lies outside", () => {
    expect(cutSolid(soup, area(-50, -50, 50, -50, 50, 50, -50, 50))).toEqual([soup]);
    expect(cutSolid(soup, area(30, -50, 50, -50, 50, 50, 30, 50))).toEqual([]);
  });

  it("cuts along its own wall without leaving a skin", () => {
    expect(cutSolid(soup, area(10, -50, 50, -50, 50, 50, 10, 50))).toEqual([]);
    const [kept] = cutSolid(soup, area(-50, -50, 10, -50, 10, 50, -50, 50)) ?? [];
    expect(judged(kept).volume).toBeCloseTo(1500, 3);
  });

  it("makes closed pieces with the volume of the whole, over 300 random cuts in two", () => {
    console.log("seeds cut-0 … cut-299");
    for (let i = 0; i < 300; i++) {
      const random = seededRandom(`cut-${i}`);
      const angle = random() * 2 * Math.PI;
      const [dx, dy] = [100 * Math.cos(angle), 100 * Math.sin(angle)];
      const [x, y] = [1 + 8 * random(), 1 + 18 * random()];
      // Left and right of a line through (x, y).
      const side = (s: number) =>
        area(
          x - dx,
          y - dy,
          x + dx,
          y + dy,
          x + dx - s * dy,
          y + dy + s * dx,
          x - dx - s * dy,
          y - dy + s * dx,
        );
      const left = cutSolid(soup, side(1));
      const right = cutSolid(soup, turned(side(-1)));
      expect([left, right], `cut-${i}`).not.toContain(null);
      const verdicts = [...(left ?? []), ...(right ?? [])].map(judged);
      for (const verdict of verdicts)
        expect(verdict, `cut-${i}`).toMatchObject({ closed: true, manifold: true, degenerate: 0 });
      expect(Math.abs(verdicts.reduce((sum, { volume }) => sum + volume, 0) - 1500), `cut-${i}`).toBeLessThan(
        0.5,
      );
    }
  });

  it("cuts at an area that is drawn in there: several closed pieces", () => {
    const drawnIn = area(-50, -50, 50, -50, 50, 50, 5, 10, -50, 50);
    const pieces = (cutSolid(soup, drawnIn) ?? []).map(judged);
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(piece).toMatchObject({ closed: true, manifold: true });
    // Lost are ∫₀⁵ (9 − 3x/5)(10 − 8x/9) dx right of the ridge and ∫₀⁵ (9 − 3x/5)(10 − 8x/11) dx left of it.
    const lost = 297.222 + 311.364;
    expect(Math.abs(pieces.reduce((sum, { volume }) => sum + volume, 0) - (1500 - lost))).toBeLessThan(0.5);
  });
});

function turned({ outer }: Polygon): Polygon {
  const points = Array.from({ length: outer.length / 2 }, (_, i) => [outer[2 * i], outer[2 * i + 1]]);
  return { outer: points.reverse().flat(), holes: [] };
}
