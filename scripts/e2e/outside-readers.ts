/** Opens our files with readers that are not ours and measures what they see: rhino3dm, three's GLTFLoader, Khronos. */
import { createRequire } from "node:module";
import rhino3dm from "rhino3dm";
import { type Mesh, Vector3 } from "three";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import type { LayerFacts } from "../host-tests/expected.ts";

/** Facts of the meshes of each layer, by layer name; block instances are counted, not measured. */
export interface FileFacts {
  layers: Record<string, LayerFacts>;
  instances: number;
}

/** Rhino file, layer by layer: the top layer under the root counts, whatever its sub-layer. */
export async function read3dm(bytes: Uint8Array): Promise<FileFacts> {
  const rhino = await rhino3dm();
  const file = rhino.File3dm.fromByteArray(bytes);
  if (file === null) throw new Error("rhino3dm cannot open the file");
  const facts: FileFacts = { layers: {}, instances: 0 };
  const objects = file.objects();
  for (let i = 0; i < objects.count; i++) {
    const object = objects.get(i);
    const attributes = object.attributes();
    // Objects that a block is made of are in the table too, as definition objects.
    if (attributes.isInstanceDefinitionObject) continue;
    const geometry = object.geometry();
    if (geometry instanceof rhino.InstanceReference) facts.instances += 1;
    if (!(geometry instanceof rhino.Mesh)) continue;
    const layer = file.layers().get(attributes.layerIndex).fullPath.split("::")[1] ?? "";
    const vertices = geometry.vertices();
    const faces = geometry.faces();
    for (let f = 0; f < faces.count; f++) {
      const [a, b, c, d] = faces.get(f);
      addTriangle(
        facts,
        layer,
        [a, b, c].map((v) => vertices.get(v)),
      );
      if (d !== c)
        addTriangle(
          facts,
          layer,
          [a, c, d].map((v) => vertices.get(v)),
        );
    }
  }
  return facts;
}

/** glTF file: layers are the children of the root node; y-up becomes z-up. */
export async function readGlb(bytes: Uint8Array): Promise<FileFacts> {
  const gltf = await new GLTFLoader().parseAsync(Uint8Array.from(bytes).buffer, "");
  gltf.scene.updateMatrixWorld(true);
  const facts: FileFacts = { layers: {}, instances: 0 };
  for (const layer of gltf.scene.children[0].children) {
    layer.traverse((node) => {
      const mesh = node as Mesh;
      if (!mesh.isMesh) return;
      const position = mesh.geometry.getAttribute("position");
      const index = mesh.geometry.getIndex();
      const corner = (i: number) => {
        const { x, y, z } = new Vector3()
          .fromBufferAttribute(position, index ? index.getX(i) : i)
          .applyMatrix4(mesh.matrixWorld);
        return [x, -z, y];
      };
      const count = index ? index.count : position.count;
      for (let i = 0; i < count; i += 3)
        addTriangle(facts, layer.name, [corner(i), corner(i + 1), corner(i + 2)]);
    });
  }
  return facts;
}

interface Report {
  issues: { numErrors: number; messages: { code: string; pointer?: string; severity: number }[] };
}
const validator: { validateBytes(bytes: Uint8Array): Promise<Report> } = createRequire(import.meta.url)(
  "gltf-validator",
);

/** Errors the Khronos validator finds. */
export async function khronosErrors(bytes: Uint8Array): Promise<string[]> {
  const { issues } = await validator.validateBytes(bytes);
  return issues.messages
    .filter(({ severity }) => severity === 0)
    .map(({ code, pointer }) => `${code} ${pointer ?? ""}`);
}

function addTriangle(facts: FileFacts, layer: string, corners: number[][]): void {
  facts.layers[layer] ??= { facets: 0, volume: 0, min: [1e30, 1e30, 1e30], max: [-1e30, -1e30, -1e30] };
  const found = facts.layers[layer];
  const [a, b, c] = corners;
  found.facets += 1;
  found.volume +=
    (a[0] * (b[1] * c[2] - b[2] * c[1]) +
      a[1] * (b[2] * c[0] - b[0] * c[2]) +
      a[2] * (b[0] * c[1] - b[1] * c[0])) /
    6;
  for (const corner of corners)
    for (let axis = 0; axis < 3; axis++) {
      found.min[axis] = Math.min(found.min[axis], corner[axis]);
      found.max[axis] = Math.max(found.max[axis], corner[axis]);
    }
}
