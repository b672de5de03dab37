import { expect, test } from "vitest";
import { gridToMesh } from "../../../shared/geo/grid-to-mesh.ts";
import type { DrawnMesh } from "../../../shared/scene/display.ts";
import { previewSuite } from "../testing/preview-suite.ts";
import { rimOf, withSkirt } from "./terrain-skirt.ts";

const suite = previewSuite();

/** A square of 100 m in cells of 100 m / `segments`, its heights by column and row from the north-west. */
function ground(segments: number, height: (column: number, row: number) => number): DrawnMesh {
  const side = segments + 1;
  const mesh = gridToMesh({
    ...{ kind: "grid", id: "topography", segmentsX: segments, segmentsY: segments },
    ...{ widthM: 100, heightM: 100, centreX: 0, centreY: 0 },
    heights: Float32Array.from({ length: side * side }, (_, i) => height(i % side, Math.floor(i / side))),
  });
  return { ...mesh, featureOf: null };
}

/** The same triangles, no two of which share a corner. */
const soupOf = ({ positions, indices }: DrawnMesh): DrawnMesh => ({
  positions: Float32Array.from(Array.from(indices).flatMap((v) => [...positions.subarray(v * 3, v * 3 + 3)])),
  indices: indices.map((_, i) => i),
  firstVertex: Uint32Array.of(0, indices.length),
  firstIndex: Uint32Array.of(0, indices.length),
  featureOf: null,
});

/** Under a mesh and above a level: a floor at that level would add nothing. */
function volumeAbove({ positions, indices }: DrawnMesh, floorM: number): number {
  let six = 0;
  const at = (i: number) => {
    const [x, y, z] = positions.subarray(indices[i] * 3, indices[i] * 3 + 3);
    return [x, y, z - floorM];
  };
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [at(i), at(i + 1), at(i + 2)];
    six += a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]);
    six += a[2] * (b[0] * c[1] - b[1] * c[0]);
  }
  return six / 6;
}

test("ground and sides enclose what lies between the ground and the floor, corners shared or not", () => {
  const level = ground(4, () => 3);
  for (const mesh of [level, soupOf(level)])
    expect(volumeAbove(withSkirt(mesh, -2), -2)).toBeCloseTo(100 * 100 * 5, 3);
  // A slope from 0 in the west to 40 m in the east: 20 m in the mean, and 10 m below it.
  const slope = ground(4, (column) => column * 10);
  expect(volumeAbove(withSkirt(slope, -10), -10)).toBeCloseTo(100 * 100 * 30, 2);
});

test("every side hangs on the rim and ends at the floor, and belongs to the ground's own feature", () => {
  const slope = ground(4, (column) => column * 10);
  expect(rimOf(slope.positions, slope.indices)).toHaveLength(2 * 16);
  const skirted = withSkirt(slope, -10);
  const foot = rimOf(skirted.positions, skirted.indices);
  expect(foot).toHaveLength(2 * 16);
  for (const vertex of foot) expect(skirted.positions[vertex * 3 + 2]).toBe(-10);
  expect(Array.from(skirted.firstVertex)).toEqual([0, 25 + 16 * 4]);
  expect(Array.from(skirted.firstIndex)).toEqual([0, 96 + 16 * 6]);
});

test("two pieces of ground that meet in one corner have a rim each, and sides that close", () => {
  const one = ground(2, () => 4);
  const other = one.positions.map((value, i) => (i % 3 === 2 ? value : value + 100));
  const count = one.positions.length / 3;
  const both: DrawnMesh = {
    positions: Float32Array.of(...one.positions, ...other),
    indices: Uint32Array.of(...one.indices, ...one.indices.map((vertex) => vertex + count)),
    firstVertex: Uint32Array.of(0, 2 * count),
    firstIndex: Uint32Array.of(0, 2 * one.indices.length),
    featureOf: null,
  };
  expect(rimOf(both.positions, both.indices)).toHaveLength(2 * 16);
  expect(volumeAbove(withSkirt(both, -1), -1)).toBeCloseTo(2 * 100 * 100 * 5, 2);
});

test("ground that lies below the floor keeps its height, and one of very many triangles stays as it is", () => {
  const pit = withSkirt(
    ground(4, () => -20),
    -10,
  );
  expect(Math.min(...pit.positions.filter((_, i) => i % 3 === 2))).toBe(-20);
  const fine = ground(160, () => 0);
  expect(withSkirt(fine, -5)).toBe(fine);
  const nothing = soupOf({ ...fine, indices: new Uint32Array(0) });
  expect(withSkirt(nothing, -5).indices).toHaveLength(0);
});

test("in an elevation hills stand on a level foot, and a click on their side tells the terrain, not what lies behind it", async () => {
  await suite.driver.showTown(4, true);
  await suite.driver.page.evaluate(() => {
    window.preview.view("north");
    for (const layer of ["buildings", "surface", "barriers", "infrastructure"] as const)
      window.preview.setLayerVisible(layer, false);
  });
  const picture = await suite.driver.picture();
  /** The lowest row of each column that is not background, every ten pixels. */
  const feet = await suite.driver.page.evaluate((of) => {
    const { data, width, height } = window.pictures[of];
    const background = data.slice(0, 3).join();
    return Array.from({ length: 36 }, (_, i) => {
      for (let y = height - 1; y >= 0; y--) {
        const at = (y * width + 60 + i * 10) * 4;
        if (data.slice(at, at + 3).join() !== background) return y;
      }
      return -1;
    });
  }, picture);
  expect(Math.min(...feet)).toBeGreaterThan(180);
  expect(Math.max(...feet) - Math.min(...feet)).toBeLessThanOrEqual(1);
  await suite.driver.page.mouse.click(240, feet[18] - 1);
  expect((await suite.driver.picks()).map((pick) => pick?.layer)).toEqual(["topography"]);
  expect(suite.driver.complaints).toEqual([]);
});
