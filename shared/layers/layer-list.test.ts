import { expect, test } from "vitest";
import { layerList } from "./layer-list.ts";

test("layers are listed from the ground up under the names documents store", () => {
  expect(layerList.map(({ id, name }) => `${id}=${name}`)).toEqual([
    "topography=Topography",
    "surface=Surface",
    "barriers=Barriers",
    "buildings=Buildings",
    "infrastructure=Infrastructure",
  ]);
});
