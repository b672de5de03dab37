import { ContextileError } from "../../errors.ts";
import { type RhinoFile, type RhinoModule, release } from "./rhino.ts";

export interface Counted {
  objects: number;
  facets: number;
  instances: number;
}

/** Opens a Rhino file again and counts what is in it, blocks' own geometry left out. Throws `internal` when it does not open. */
export function countRhinoFile(rhino: RhinoModule, bytes: Uint8Array): Counted {
  const file: RhinoFile | null = rhino.File3dm.fromByteArray(bytes);
  if (file === null)
    throw new ContextileError("internal", "The Rhino file was written but could not be opened again.");
  const counted = { objects: 0, facets: 0, instances: 0 };
  const objects = file.objects();
  for (let i = 0; i < objects.count; i++) countObject(rhino, objects.get(i), counted);
  file.destroy();
  return counted;
}

function countObject(
  rhino: RhinoModule,
  object: ReturnType<ReturnType<RhinoFile["objects"]>["get"]>,
  counted: Counted,
): void {
  const attributes = object.attributes();
  const geometry = object.geometry();
  if (!attributes.isInstanceDefinitionObject) {
    counted.objects += 1;
    if (geometry instanceof rhino.Mesh) counted.facets += countFaces(geometry);
    if (geometry instanceof rhino.InstanceReference) counted.instances += 1;
  }
  release(attributes, geometry, object);
}

function countFaces(mesh: InstanceType<RhinoModule["Mesh"]>): number {
  const faces = mesh.faces();
  const { count } = faces;
  release(faces);
  return count;
}
