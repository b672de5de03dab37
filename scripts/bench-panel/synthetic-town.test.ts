import { expect, test } from "vitest";
import { createSceneDecoder } from "../../shared/api/decode-scene.ts";
import { toRequest } from "../../shared/api/to-request.ts";
import { contextRequestSchema } from "../../shared/contract/context-request.ts";
import { areaFromRectangle } from "../../shared/geo/rectangle.ts";
import { checkScene } from "../../shared/scene/check-scene.ts";
import { isClosedFeature } from "../../shared/scene/measure.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { type ContextSettings, defaultSettings } from "../../shared/settings/schema.ts";
import { layerPieces, partsOf, townOpening, townSideM } from "./synthetic-town.ts";

const town = { buildings: 30, seed: 7 };
const area = areaFromRectangle([8.65, 49.87], townSideM(town) + 40, townSideM(town) + 40);

function answer(settings: ContextSettings, seed = town.seed): string {
  const request = contextRequestSchema.parse(toRequest(area, settings));
  return townOpening(request) + [...layerPieces(partsOf(request), { ...town, seed })].join("");
}

function decode(settings: ContextSettings): SceneModel {
  const decoder = createSceneDecoder({ area, settings });
  decoder.feed(new TextEncoder().encode(answer(settings)));
  return decoder.finish();
}

test.each(["Y", "Z"] as const)(
  "Every synthetic building is closed and has 60 triangles (up axis %s).",
  (upAxis) => {
    const model = decode({ ...defaultSettings, upAxis, topography: true });
    expect(checkScene(model)).toEqual([]);
    expect(model.warnings).toEqual([]);
    const buildings = model.layers.find(({ id }) => id === "buildings");
    if (buildings?.kind !== "mesh") throw new Error("The buildings are no meshes.");
    const counts = Array.from(
      { length: 30 },
      (_, i) => buildings.firstIndex[i + 1] - buildings.firstIndex[i],
    );
    expect(counts).toEqual(Array(30).fill(180));
    for (let i = 0; i < 30; i++) expect(isClosedFeature(buildings, i)).toBe(true);
    const ground = model.layers.find(({ id }) => id === "topography");
    expect(ground?.kind === "mesh" && ground.indices.length / 3).toBe(8192);
    const trees = model.layers.find(({ id }) => id === "infrastructure");
    expect(trees?.kind === "instances" && trees.kindIndex.length).toBe(1000);
  },
);

test("The same seed gives the same town, another seed another one.", () => {
  expect(answer(defaultSettings)).toBe(answer(defaultSettings));
  expect(answer(defaultSettings)).not.toBe(answer(defaultSettings, 8));
});
