import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { measureScene } from "../scene/measure.ts";
import type { MeshLayer, SceneModel } from "../scene/scene-model.ts";
import { makeScene } from "../testing/make-scene.ts";
import { glbFormat } from "./glb.ts";

interface Report {
  issues: { numErrors: number; numWarnings: number; messages: { code: string; pointer?: string }[] };
  info: { totalTriangleCount: number; totalVertexCount: number };
}
/** The Khronos validator has no types of its own. */
const validator: { validateBytes(bytes: Uint8Array): Promise<Report> } = createRequire(import.meta.url)(
  "gltf-validator",
);

const merged = { name: "Luisenplatz", perFeature: false };
const single = { name: "Luisenplatz", perFeature: true };

async function complaints(bytes: Uint8Array): Promise<string[]> {
  const { issues } = await validator.validateBytes(bytes);
  expect(issues.numErrors).toBe(0);
  return issues.messages.map(({ code, pointer }) => `${code} ${pointer ?? ""}`);
}

/** A reader of its own: knows the specification, nothing of the writer. */
function read(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const jsonLength = view.getUint32(12, true);
  const json = JSON.parse(Buffer.from(bytes.subarray(20, 20 + jsonLength)).toString("utf8"));
  const body = 28 + jsonLength;
  const numbers = (accessor: number, width: number): number[] => {
    const { bufferView, byteOffset, count, componentType } = json.accessors[accessor];
    const from = body + json.bufferViews[bufferView].byteOffset + byteOffset;
    return Array.from({ length: count * width }, (_, i) =>
      componentType === 5126 ? view.getFloat32(from + i * 4, true) : view.getUint32(from + i * 4, true),
    );
  };
  return { json, numbers };
}

/** Facets, box (east, north, up) and volume of everything under a node that is not placed by a transform. */
function measureNode(file: ReturnType<typeof read>, node: number) {
  const result = {
    facets: 0,
    volume: 0,
    min: [Infinity, Infinity, Infinity],
    max: [-Infinity, -Infinity, -Infinity],
  };
  const visit = (at: number) => {
    const { mesh, children = [] } = file.json.nodes[at];
    for (const primitive of mesh === undefined ? [] : file.json.meshes[mesh].primitives) {
      const points = file.numbers(primitive.attributes.POSITION, 3);
      const corners = file.numbers(primitive.indices, 1);
      result.facets += corners.length / 3;
      for (let i = 0; i < corners.length; i += 3) {
        const [a, b, c] = [0, 1, 2].map((k) => {
          const [x, y, z] = points.slice(corners[i + k] * 3, corners[i + k] * 3 + 3);
          return [x, -z, y];
        });
        for (const point of [a, b, c])
          for (let axis = 0; axis < 3; axis++) {
            result.min[axis] = Math.min(result.min[axis], point[axis]);
            result.max[axis] = Math.max(result.max[axis], point[axis]);
          }
        result.volume +=
          (a[0] * (b[1] * c[2] - b[2] * c[1]) -
            a[1] * (b[0] * c[2] - b[2] * c[0]) +
            a[2] * (b[0] * c[1] - b[1] * c[0])) /
          6;
      }
    }
    children.forEach(visit);
  };
  visit(node);
  return result;
}

test.each([merged, single])("the Khronos validator finds neither error nor warning (%o)", async (options) => {
  const { bytes } = await glbFormat.encode(makeScene({ boxes: 40, trees: 30 }), options);
  expect(await complaints(bytes)).toEqual([]);
});

test.each([merged, single])("counts, bounds and volume are those of the model (%o)", async (options) => {
  const model = makeScene({ boxes: 25, terrain: "grid" });
  const file = read((await glbFormat.encode(model, options)).bytes);
  for (const layer of measureScene(model)) {
    if (layer.kind === "instances" || layer.bounds === null) continue;
    const node = file.json.nodes.findIndex(
      (candidate: { extras?: { contextileLayer?: string } }) =>
        candidate.extras?.contextileLayer === layer.id,
    );
    const found = measureNode(file, node);
    expect(found.facets).toBe(layer.facets);
    for (let axis = 0; axis < 3; axis++) {
      expect(Math.abs(found.min[axis] - layer.bounds.min[axis])).toBeLessThan(0.001);
      expect(Math.abs(found.max[axis] - layer.bounds.max[axis])).toBeLessThan(0.001);
    }
    expect(Math.abs(found.volume - layer.volumeM3)).toBeLessThanOrEqual(
      Math.abs(layer.volumeM3) * 1e-4 + 1e-6,
    );
  }
});

test("the gabled house keeps its 600 cubic metres and its facts when every building is an object", async () => {
  const file = read((await glbFormat.encode(makeScene(), single)).bytes);
  const house = file.json.nodes.findIndex((node: { extras?: { id?: number } }) => node.extras?.id === 100);
  expect(measureNode(file, house).volume).toBeCloseTo(600, 3);
  expect(file.json.nodes[house].extras).toEqual({
    type: "building",
    id: 100,
    buildingName: "Gabled <b>house</b> “Ö”",
    buildingHeight: 9,
    hasDefaultRoof: false,
  });
});

test("layers hang under Contextile by name, and the answer's counts are those of the file", async () => {
  const artifact = await glbFormat.encode(makeScene({ boxes: 4, trees: 6 }), merged);
  const { json } = read(artifact.bytes);
  const root = json.nodes[json.scenes[0].nodes[0]];
  expect(root.name).toBe("Contextile");
  expect(root.children.map((child: number) => json.nodes[child].name)).toEqual([
    "Topography",
    "Surface",
    "Barriers",
    "Buildings",
    "Infrastructure",
  ]);
  const { objects, facets, instances, fileName } = artifact;
  // 4 merged layers + 6 nodes; 16 terrain + 4 surface + 12 barrier + 16 + 4 · 12 building triangles.
  expect({ objects, facets, instances, fileName }).toEqual({
    objects: 10,
    facets: 96,
    instances: 6,
    fileName: "Luisenplatz.glb",
  });
});

test("nodes of a kind share one mesh and stand where and as high as the model says", async () => {
  const model = makeScene({ trees: 6 });
  const { json } = read((await glbFormat.encode(model, merged)).bytes);
  const nodes = json.nodes.filter((node: { scale?: number[] }) => node.scale !== undefined);
  expect(new Set(nodes.map((node: { mesh: number }) => node.mesh)).size).toBe(2);
  const layer = model.layers.find((candidate) => candidate.kind === "instances");
  if (layer?.kind !== "instances") throw new Error("The scene has lost its trees.");
  nodes.forEach((node: { translation: number[]; scale: number[]; rotation: number[] }, i: number) => {
    expect(node.translation[0]).toBe(layer.positions[i * 3]);
    expect(node.translation[1]).toBe(layer.positions[i * 3 + 2]);
    expect(node.translation[2]).toBe(-layer.positions[i * 3 + 1]);
    expect(node.scale[1]).toBe(layer.scales[i]);
    const angle = 2 * Math.atan2(node.rotation[1], node.rotation[3]);
    expect(Math.cos(angle - layer.rotations[i])).toBeCloseTo(1, 6);
  });
});

test("surfaces are grouped by colour, each with a material of its own", async () => {
  const { json } = read((await glbFormat.encode(makeScene(), merged)).bytes);
  const surface = json.meshes.find((mesh: { name: string }) => mesh.name === "Surface");
  const names = surface.primitives.map(({ material }: { material: number }) => json.materials[material].name);
  expect(names).toEqual(["Surface roadway", "Surface grass"]);
  // 150 of 255 in sRGB is 0.3050 of full light.
  const grass = json.materials.find(({ name }: { name: string }) => name === "Surface grass");
  expect(grass.pbrMetallicRoughness.baseColorFactor[0]).toBeCloseTo(0.305, 3);
});

test("the file says where on Earth it lies and whose data it is", async () => {
  const { json } = read((await glbFormat.encode(makeScene(), merged)).bytes);
  expect(json.scenes[0].extras.georeference).toMatchObject({
    originLonDeg: 8.65,
    originLatDeg: 49.87,
    originHeightM: 0,
    crs: "local",
  });
  expect(json.asset.copyright).toBe("Made by a test (MIT)");
});

test("broken text from a map neither breaks the file nor the validator", async () => {
  const model = makeScene();
  const buildings = model.layers.find((layer): layer is MeshLayer => layer.id === "buildings");
  buildings?.descriptors.splice(0, 1, { name: "half \ud83c moon \0 </script>", "\udfff": "\ud800" });
  model.attributions.push({ text: "© \udc00 mappers", date: "2026-01-02" });
  const { bytes } = await glbFormat.encode(model, { name: "Größe \ud83c 🏙", perFeature: true });
  expect(await complaints(bytes)).toEqual([]);
  const { json } = read(bytes);
  expect(json.nodes.map((node: { name: string }) => node.name)).toContain("half \ufffd moon \0 </script>");
  expect(json.asset.copyright).toBe("Made by a test (MIT); © \ufffd mappers (2026-01-02)");
  expect(json.scenes[0].name).toBe("Größe \ufffd 🏙");
});

test.each([merged, single])("a model without anything in it is still a valid file (%o)", async (options) => {
  const bare: SceneModel = { ...makeScene(), layers: [] };
  const emptied = makeScene({ boxes: 0, trees: 0, terrain: "none" });
  const hollow = emptied.layers.map((layer) =>
    layer.kind === "mesh"
      ? {
          ...layer,
          positions: new Float32Array(0),
          indices: new Uint32Array(0),
          firstIndex: new Uint32Array(layer.firstIndex.length),
          firstVertex: new Uint32Array(layer.firstVertex.length),
        }
      : layer,
  );
  for (const model of [bare, { ...emptied, layers: hollow }]) {
    const artifact = await glbFormat.encode(model, options);
    expect((await validator.validateBytes(artifact.bytes)).issues.numErrors).toBe(0);
    expect(artifact.facets + artifact.instances + artifact.objects).toBe(0);
  }
});
