/** Reads a Rhino file with the library's reader and computes bounds and volume in plain code. */

import { loadRhinoInNode } from "../exports/3dm/load-node.ts";
import type { RhinoFile, RhinoModule } from "../exports/3dm/rhino.ts";

export interface OpenedObject {
  kind: "mesh" | "block" | "other";
  name: string;
  layer: string;
  userStrings: Record<string, string>;
  closed: boolean;
  doubles: boolean;
  vertices: number;
  facets: number;
  volume: number;
  bounds: { min: number[]; max: number[] };
  block: string;
  /** Row-major 4 × 4. */
  transform: number[];
}

/** Opens, reads everything a test asks for, closes. Throws when the file does not open. */
export async function openRhino(bytes: Uint8Array) {
  const rhino = await loadRhinoInNode();
  const file: RhinoFile | null = rhino.File3dm.fromByteArray(bytes);
  if (file === null) throw new Error("the file does not open");
  const settings = file.settings();
  const anchor = settings.earthAnchorPoint;
  const layers = list(file.layers());
  const opened = {
    version: file.archiveVersion,
    metres: settings.modelUnitSystem === rhino.UnitSystem.Meters,
    tolerance: settings.modelAbsoluteTolerance,
    anchor: {
      lat: anchor.earthBasepointLatitude,
      lon: anchor.earthBasepointLongitude,
      elevation: anchor.earthBasepointElevation,
      north: anchor.modelNorth,
      east: anchor.modelEast,
    },
    layers: Object.fromEntries(layers.map((layer) => [layer.fullPath, rgb(layer.color)])),
    strings: Object.fromEntries(list(file.strings()).map((entry) => Object.values(entry))) as Record<
      string,
      string
    >,
    blocks: list(file.instanceDefinitions()).map(({ name }) => name),
    objects: readObjects(
      rhino,
      file,
      layers.map(({ fullPath }) => fullPath),
    ),
  };
  file.destroy();
  return opened;
}

function list<T>(table: { count: number; get(index: number): T }): T[] {
  return Array.from({ length: table.count }, (_, i) => table.get(i));
}

function rgb(colour: object): number[] {
  return ["r", "g", "b"].map((channel) => Number(Reflect.get(colour, channel)));
}

function readObjects(rhino: RhinoModule, file: RhinoFile, layers: string[]): OpenedObject[] {
  const blocks = new Map(list(file.instanceDefinitions()).map(({ id, name }) => [id, name]));
  return list(file.objects()).flatMap((object) => {
    const attributes = object.attributes();
    if (attributes.isInstanceDefinitionObject) return [];
    const geometry = object.geometry();
    const isBlock = geometry instanceof rhino.InstanceReference;
    const isMesh = geometry instanceof rhino.Mesh;
    const triangles = isMesh ? readMesh(geometry) : { vertices: [], faces: [] };
    return {
      kind: isMesh ? "mesh" : isBlock ? "block" : "other",
      name: attributes.name,
      layer: layers[attributes.layerIndex] ?? "",
      userStrings: Object.fromEntries(attributes.getUserStrings().map((pair) => [pair[0], pair[1]])),
      closed: isMesh && geometry.isClosed && geometry.isValid,
      doubles: isMesh && geometry.vertices().useDoublePrecisionVertices,
      vertices: triangles.vertices.length,
      facets: triangles.faces.length,
      volume: volumeOf(triangles),
      bounds: boundsOf(triangles.vertices),
      block: isBlock ? (blocks.get(geometry.parentIdefId) ?? "") : "",
      transform: isBlock ? geometry.xform.toFloatArray(true) : [],
    } satisfies OpenedObject;
  });
}

type Triangles = { vertices: number[][]; faces: number[][] };

function readMesh(mesh: InstanceType<RhinoModule["Mesh"]>): Triangles {
  return { vertices: list(mesh.vertices()), faces: list(mesh.faces()) };
}

/** Sum of signed tetrahedra against the first vertex. */
function volumeOf({ vertices, faces }: Triangles): number {
  const [ox, oy, oz] = vertices[0] ?? [0, 0, 0];
  let six = 0;
  for (const [i, j, k] of faces) {
    const [ax, ay, az] = relative(vertices[i!]!);
    const [bx, by, bz] = relative(vertices[j!]!);
    const [cx, cy, cz] = relative(vertices[k!]!);
    six += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }
  return six / 6;

  function relative(point: number[]): [number, number, number] {
    return [point[0]! - ox!, point[1]! - oy!, point[2]! - oz!];
  }
}

function boundsOf(vertices: number[][]) {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (const vertex of vertices)
    for (let axis = 0; axis < 3; axis++) {
      min[axis] = Math.min(min[axis]!, vertex[axis]!);
      max[axis] = Math.max(max[axis]!, vertex[axis]!);
    }
  return { min, max };
}
