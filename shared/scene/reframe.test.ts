import proj4 from "proj4";
import { expect, test } from "vitest";
import { makeScene } from "../testing/make-scene.ts";
import type { Georeference } from "./handoff.ts";
import { measureScene } from "./measure.ts";
import { reframe } from "./reframe.ts";
import type { InstanceLayer, MeshLayer } from "./scene-model.ts";

const document: Georeference = {
  originLonDeg: 8.75,
  originLatDeg: 49.92,
  originHeightM: 100,
  crs: "local",
};
const local = (lon: number, lat: number) =>
  `+proj=tmerc +lat_0=${lat} +lon_0=${lon} +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m +no_defs`;

test("a vertex lands where proj4 puts it, to 0.1 mm, at any distance from the model's origin", () => {
  const model = makeScene({ boxes: 40 });
  const moved = reframe(model, document);
  const before = model.layers.find((layer) => layer.id === "buildings") as MeshLayer;
  const after = moved.model.layers.find((layer) => layer.id === "buildings") as MeshLayer;
  const { originLonDeg, originLatDeg } = model.frame;
  const convert = proj4(
    local(originLonDeg, originLatDeg),
    local(document.originLonDeg, document.originLatDeg),
  );
  for (let i = 0; i < before.positions.length; i += 3) {
    const [x, y] = convert.forward([before.positions[i], before.positions[i + 1]]);
    expect(Math.abs(after.positions[i] + moved.offsetM[0] - x)).toBeLessThan(1e-4);
    expect(Math.abs(after.positions[i + 1] + moved.offsetM[1] - y)).toBeLessThan(1e-4);
    expect(after.positions[i + 2]).toBe(before.positions[i + 2]);
  }
});

test("heights differ by the difference of the two datums' zero points", () => {
  expect(reframe(makeScene(), document).offsetM[2]).toBe(-100);
});

test("trees turn with the frame: by the meridian convergence, -0.0765 degrees here", () => {
  const model = makeScene();
  const before = model.layers.find((layer) => layer.kind === "instances") as InstanceLayer;
  const after = reframe(model, document).model.layers.find((l) => l.kind === "instances") as InstanceLayer;
  const turned = ((after.rotations[0] - before.rotations[0]) * 180) / Math.PI;
  expect(turned).toBeCloseTo(-0.1 * Math.sin((49.87 * Math.PI) / 180), 3);
});

test("a document with the same origin, or none, leaves the model untouched", () => {
  const model = makeScene();
  const same = {
    ...document,
    originLonDeg: model.frame.originLonDeg,
    originLatDeg: model.frame.originLatDeg,
  };
  expect(reframe(model, null)).toEqual({ model, offsetM: [0, 0, 0] });
  expect(reframe(model, same).model).toBe(model);
});

test("closed solids keep their volume to a millionth", () => {
  const model = makeScene({ boxes: 10 });
  const volume = (scene: typeof model) =>
    measureScene(scene).find((l) => l.id === "buildings")?.volumeM3 ?? 0;
  const ratio = volume(reframe(model, document).model) / volume(model);
  expect(Math.abs(ratio - 1)).toBeLessThan(1e-5);
});
