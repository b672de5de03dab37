import { expect, it } from "vitest";
import { overlaps } from "../testing/overlaps.ts";
import { byId, heights, sheets, streetOnBridge, way } from "./testing/scene.ts";

const road = [
  ...streetOnBridge(),
  way(4, [
    [0, -90],
    [0, 90],
  ]),
];
const pavement = (y: number, tags: Record<string, string> = { footway: "sidewalk" }) =>
  way(
    5,
    [
      [-200, y],
      [-32, y],
    ],
    { highway: "footway", width: "2", ...tags },
  );

it("rise with the ramp that they run along", async () => {
  const meshes = await sheets([...road, pavement(5)]);
  for (const x of [-40, -55, -70, -85]) {
    const ramp = heights(byId(meshes, "way/2"), x, 0.5)[0];
    expect(ramp).toBeGreaterThan(0.4);
    expect(Math.abs(heights(byId(meshes, "way/5"), x, 5.3)[0] - ramp)).toBeLessThan(0.25);
  }
  expect(heights(byId(meshes, "way/5"), -150, 5.3)[0]).toBe(0);
  expect(overlaps(meshes.map(({ vertices }) => vertices))).toEqual([]);
});

it("stay down farther away, beside another road, and where they are paths of their own", async () => {
  const at = async (more: ReturnType<typeof pavement>[]) =>
    heights(byId(await sheets([...road, ...more]), "way/5"), -50, more.length > 1 ? 8.3 : 5.3)[0] ?? 0;
  expect(await at([pavement(5, { footway: "crossing" })])).toBe(0);
  const frontage = way(6, [
    [-200, 12.5],
    [-32, 12.5],
  ]);
  expect(await at([pavement(8), frontage])).toBe(0);
  const far = await sheets([...road, pavement(9)]);
  expect(heights(byId(far, "way/5"), -50, 9.3)[0]).toBe(0);
});
