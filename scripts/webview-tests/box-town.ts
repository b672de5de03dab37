import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { type Box, boxLayer, nodeLayer, sceneOf } from "../../shared/testing/box-scene.ts";

/** `count` houses in a grid, two trees and a bench. */
export function sceneOfBoxes(count: number): SceneModel {
  const boxes = Array.from({ length: count }, (_, i): Box => {
    const height = 3 + (i % 29) * 1.37;
    const descriptor = { type: "building", name: `House ${i}`, buildingHeight: height, roofShape: "flat" };
    return { at: [(i % 64) * 21.3, Math.floor(i / 64) * 23.7, 0], size: [11.1, 13.7, height], descriptor };
  });
  return sceneOf(boxLayer("buildings", boxes), nodeLayer());
}
