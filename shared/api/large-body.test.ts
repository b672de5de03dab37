import { expect, test } from "vitest";
import { areaFromRectangle } from "../geo/rectangle.ts";
import { defaultSettings } from "../settings/schema.ts";
import { createSceneDecoder } from "./decode-scene.ts";

/** One building of 1,920 triangles as JSON, with long numbers as careless services write them. */
function building(): string {
  const vertices: string[] = [];
  const text = (value: number) => value.toFixed(11);
  for (let i = 0; i < 1920; i++) {
    const [x, y, z] = [(i % 17) + 0.125, (i % 13) + 0.25, (i % 11) + 0.5];
    const corners = [x, y, z, x + 12.375, y, z, x, y + 7.625, z];
    vertices.push(corners.map(text).join(","));
  }
  return `{"vertices":[${vertices.join(",")}],"descriptor":{"type":"building"}}`;
}

test("a body over 512 MB, more than any text can hold, becomes a model within the size of its columns", {
  timeout: 120_000,
}, () => {
  const decoder = createSceneDecoder({
    area: areaFromRectangle([8.65, 49.87], 300, 300),
    settings: { ...defaultSettings, cropScene: false },
  });
  const encoder = new TextEncoder();
  const json = building();
  const copies = Math.ceil((530 * 1024 ** 2) / json.length);
  const chunk = encoder.encode(`,${json}`);
  const before = process.memoryUsage();
  decoder.feed(
    encoder.encode(
      `{"origin":[49.87,8.65],"geometry":[{"type":"buildings","geometryType":"meshes","meshes":[${json}`,
    ),
  );
  for (let i = 1; i < copies; i++) decoder.feed(chunk);
  const used = process.memoryUsage();
  decoder.feed(encoder.encode("]}]}"));
  expect(decoder.bytes).toBeGreaterThan(2 ** 29);
  const model = decoder.finish();
  const [layer] = model.layers;
  if (layer.kind !== "mesh") throw new Error("no mesh");
  expect(layer.descriptors.length).toBe(copies);
  expect(layer.indices.length).toBe(copies * 1920 * 3);
  const columns = layer.indices.byteLength + layer.positions.byteLength;
  const growth = used.arrayBuffers - before.arrayBuffers + used.heapUsed - before.heapUsed;
  console.log(
    `body ${Math.round(decoder.bytes / 1e6)} MB, columns ${Math.round(columns / 1e6)} MB, growth ${Math.round(growth / 1e6)} MB`,
  );
  expect(growth).toBeLessThan(columns * 1.5 + 64e6);
});
