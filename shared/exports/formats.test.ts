import { expect, it } from "vitest";
import { loadRhinoInNode } from "./3dm/load-node.ts";
import { exportFormats, findFormat } from "./formats.ts";

it("lists every format once, with the fields a menu needs", () => {
  const formats = exportFormats(loadRhinoInNode);
  expect(formats.map(({ id, extension, mimeType }) => [id, extension, mimeType])).toEqual([
    ["3dm", "3dm", "model/vnd.3dm"],
    ["glb", "glb", "model/gltf-binary"],
  ]);
  expect(findFormat(formats, "glb")?.label).toBe("glTF (.glb)");
  expect(findFormat(formats, "skp")).toBeUndefined();
});
