import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  Mesh,
  MeshBasicMaterial,
  Raycaster,
  Vector3,
} from "three";
import { expect, test } from "vitest";
import { makeDisplay } from "../../../shared/scene/make-display.ts";
import type { InstanceLayer, MeshLayer } from "../../../shared/scene/scene-model.ts";
import { box, makeScene, meshLayer } from "../../../shared/testing/make-scene.ts";
import { createRandom } from "../../../shared/testing/random.ts";
import { madeTown } from "../testing/made-town.ts";
import { type PickLayer, pickFeature, type Ray } from "./pick.ts";

function pickable(geometry: MeshLayer | InstanceLayer, pull = 0): PickLayer {
  const [display] = makeDisplay({ ...makeScene(), layers: [geometry] });
  return { geometry, bounds: display.bounds, pull: () => pull, isHidden: () => false };
}

const down = (x: number, y: number): Ray => ({ origin: [x, y, 500], direction: [0, 0, -1] });

test("300 seeded rays into a town meet the same building as three's own ray caster", () => {
  const seed = 20_261_122;
  console.log(`seed ${seed}`);
  const random = createRandom(seed);
  const buildings = madeTown(5, true).layers.find((layer): layer is MeshLayer => layer.id === "buildings")!;
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(buildings.positions, 3));
  geometry.setIndex(new BufferAttribute(buildings.indices, 1));
  const mesh = new Mesh(geometry, new MeshBasicMaterial({ side: DoubleSide }));
  let met = 0;
  for (let i = 0; i < 300; i++) {
    const eye = new Vector3(400 * random() - 200, 400 * random() - 200, 60 + 200 * random());
    const aim = new Vector3(300 * random() - 150, 300 * random() - 150, 0).sub(eye);
    const [expected] = new Raycaster(eye, aim.clone().normalize()).intersectObject(mesh);
    const hit = pickFeature({ origin: eye.toArray(), direction: aim.toArray() }, [pickable(buildings)]);
    expect(hit === null).toBe(expected === undefined);
    if (hit === null || expected === undefined) continue;
    met += 1;
    expect(hit.distance * aim.length()).toBeCloseTo(expected.distance, 3);
    const corner = expected.faceIndex! * 3;
    expect(corner).toBeGreaterThanOrEqual(buildings.firstIndex[hit.feature]);
    expect(corner).toBeLessThan(buildings.firstIndex[hit.feature + 1]);
  }
  expect(met).toBeGreaterThan(100);
});

test("of two layers the nearer is picked, and a hidden feature lets the ray through", () => {
  const high = pickable(meshLayer("buildings", [box(0, 0, 10, 10, 0, 30)], [{}]));
  const low = pickable(meshLayer("surface", [box(-50, -50, 100, 100, -1, 1)], [{}]));
  expect(pickFeature(down(5, 5), [low, high])).toMatchObject({ layer: 1, feature: 0, distance: 470 });
  expect(pickFeature(down(5, 5), [low, { ...high, isHidden: () => true }])).toMatchObject({
    layer: 0,
    distance: 500,
  });
  expect(pickFeature(down(200, 5), [low, high])).toBeNull();
});

test("a road in the terrain's plane is picked before the terrain, as it is drawn", () => {
  const terrain = pickable(meshLayer("topography", [box(-50, -50, 100, 100, -1, 1.02)], [{}]));
  const road = pickable(meshLayer("surface", [box(-5, -50, 10, 100, -1, 1)], [{}]), 0.0015);
  expect(pickFeature(down(0, 0), [terrain, road])?.layer).toBe(1);
  expect(pickFeature(down(20, 0), [terrain, road])?.layer).toBe(0);
});

test("along parallel lines of sight the pull is a share of how far the eye looks, wherever the ray begins", () => {
  const terrain = pickable(meshLayer("topography", [box(-50, -50, 100, 100, -1, 2)], [{}]));
  const road = pickable(meshLayer("surface", [box(-5, -50, 10, 100, -1, 1)], [{}]), 0.0015);
  // A metre deep in the terrain: seen from a kilometre away it is drawn 1.5 m nearer, from 500 m only 75 cm.
  const pick = (from: number, parallelAt: number) =>
    pickFeature({ origin: [0, 0, from], direction: [0, 0, -1], parallelAt }, [terrain, road]);
  expect(pick(500, 1000)).toMatchObject({ layer: 1, at: 500, distance: 498.5 });
  expect(pick(90_000, 1000)?.layer).toBe(1);
  expect(pick(90_000, 500)?.layer).toBe(0);
});

test("what lies behind the eye is not picked", () => {
  const tower = pickable(meshLayer("buildings", [box(0, 0, 10, 10, 0, 30)], [{}]));
  expect(pickFeature({ origin: [5, 5, 100], direction: [0, 0, 1] }, [tower])).toBeNull();
});

test("a turned bench is picked by its shape, not by its box", () => {
  const bench: InstanceLayer = {
    kind: "instances",
    id: "infrastructure",
    kinds: ["bench"],
    kindIndex: Uint16Array.of(0),
    positions: Float32Array.of(100, 50, 2),
    scales: Float32Array.of(1),
    rotations: Float32Array.of(Math.PI / 2),
    descriptors: [{}],
  };
  const layer = pickable(bench);
  // 1.8 m long: along north at rotation 0, along east after a quarter turn.
  expect(pickFeature(down(100.8, 50), [layer])?.distance).toBeCloseTo(500 - 2.46, 4);
  expect(pickFeature(down(100, 50.8), [layer])).toBeNull();
});

test("a feature without triangles is never met", () => {
  const empty = { points: [], triangles: [] };
  const layer = pickable(meshLayer("buildings", [empty, box(0, 0, 10, 10, 0, 30)], [{}, {}]));
  expect(pickFeature(down(5, 5), [layer])?.feature).toBe(1);
});
