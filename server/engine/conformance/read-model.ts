/** Triangles of somebody's OBJ or GLB file, in metres east, north, up of the file's own origin. */
import { z } from "zod";

/** Flat soup, nine numbers a triangle. `up`: which axis of an OBJ is the height; glTF is Y up, x east, z south. */
export function readModel(name: string, bytes: Uint8Array, up: "y" | "z"): number[] {
  if (/\.glb$/i.test(name)) return toEastNorthUp(readGlb(bytes), "y");
  if (/\.obj$/i.test(name)) return toEastNorthUp(readObj(new TextDecoder().decode(bytes)), up);
  throw new Error(`${name} is neither .obj nor .glb.`);
}

function toEastNorthUp(soup: number[], up: "y" | "z"): number[] {
  if (up === "z") return soup;
  for (let i = 0; i < soup.length; i += 3) [soup[i + 1], soup[i + 2]] = [-soup[i + 2], soup[i + 1]];
  return soup;
}

/** `v` and `f` lines; faces of more than three corners as fans. */
function readObj(text: string): number[] {
  const points: number[][] = [];
  const soup: number[] = [];
  for (const line of text.split("\n")) {
    const [kind, ...words] = line.trim().split(/\s+/);
    if (kind === "v") points.push(words.slice(0, 3).map(Number));
    if (kind !== "f") continue;
    const corners = words.map((word) => {
      const number = Number.parseInt(word, 10);
      return points[number < 0 ? points.length + number : number - 1];
    });
    if (corners.some((corner) => corner === undefined))
      throw new Error(`A face names a vertex that is not there: ${line}`);
    for (let i = 2; i < corners.length; i++) soup.push(...corners[0], ...corners[i - 1], ...corners[i]);
  }
  return soup;
}

const numbers = z.array(z.number());
/** As far as it is read here. */
const gltfSchema = z.looseObject({
  scene: z.number().default(0),
  scenes: z.array(z.looseObject({ nodes: numbers.default([]) })).default([]),
  nodes: z
    .array(
      z.looseObject({
        children: numbers.default([]),
        mesh: z.number().optional(),
        matrix: numbers.length(16).optional(),
        translation: numbers.length(3).optional(),
        rotation: numbers.length(4).optional(),
        scale: numbers.length(3).optional(),
      }),
    )
    .default([]),
  meshes: z
    .array(
      z.looseObject({
        primitives: z.array(
          z.looseObject({
            attributes: z.looseObject({ POSITION: z.number() }),
            indices: z.number().optional(),
            mode: z.number().default(4),
          }),
        ),
      }),
    )
    .default([]),
  accessors: z
    .array(
      z.looseObject({
        bufferView: z.number(),
        byteOffset: z.number().default(0),
        componentType: z.number(),
        count: z.number(),
      }),
    )
    .default([]),
  bufferViews: z
    .array(z.looseObject({ byteOffset: z.number().default(0), byteStride: z.number().optional() }))
    .default([]),
});
type Gltf = z.infer<typeof gltfSchema>;

/** Triangle lists with float positions in the file's own buffer; everything else is left out. */
function readGlb(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 20 || view.getUint32(0, true) !== 0x46546c67) throw new Error("This is no GLB file.");
  const jsonLength = view.getUint32(12, true);
  const gltf = gltfSchema.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + jsonLength))));
  const binary = 28 + jsonLength;
  const soup: number[] = [];
  const visit = (index: number, parent: number[]) => {
    const node = gltf.nodes[index];
    if (node === undefined) return;
    const matrix = multiply(parent, node.matrix ?? compose(node));
    for (const { attributes, indices, mode } of gltf.meshes[node.mesh ?? -1]?.primitives ?? []) {
      if (mode !== 4) continue;
      const points = column(gltf, view, binary, attributes.POSITION, 3);
      const order = indices === undefined ? null : column(gltf, view, binary, indices, 1);
      const count = order?.length ?? points.length / 3;
      for (let i = 0; i < count; i++) soup.push(...move(matrix, points, 3 * (order?.[i] ?? i)));
    }
    for (const child of node.children) visit(child, matrix);
  };
  for (const root of gltf.scenes[gltf.scene]?.nodes ?? [])
    visit(root, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  return soup;
}

function column(gltf: Gltf, view: DataView, binary: number, index: number, width: number): number[] {
  const accessor = gltf.accessors[index];
  if (accessor === undefined) throw new Error(`There is no accessor ${index}.`);
  const { byteOffset = 0, byteStride } = gltf.bufferViews[accessor.bufferView] ?? {};
  const size = { 5121: 1, 5123: 2, 5125: 4, 5126: 4 }[accessor.componentType];
  if (size === undefined) throw new Error(`Component type ${accessor.componentType} is not supported.`);
  const read = (at: number) => {
    if (size === 1) return view.getUint8(at);
    if (size === 2) return view.getUint16(at, true);
    return accessor.componentType === 5126 ? view.getFloat32(at, true) : view.getUint32(at, true);
  };
  const start = binary + byteOffset + accessor.byteOffset;
  const stride = byteStride ?? width * size;
  const values: number[] = [];
  for (let i = 0; i < accessor.count; i++)
    for (let k = 0; k < width; k++) values.push(read(start + i * stride + k * size));
  return values;
}

/** Column-major, as glTF has it. */
function compose({
  translation = [0, 0, 0],
  rotation = [0, 0, 0, 1],
  scale = [1, 1, 1],
}: {
  translation?: number[];
  rotation?: number[];
  scale?: number[];
}): number[] {
  const [x, y, z, w] = rotation;
  const [sx, sy, sz] = scale;
  return [
    (1 - 2 * (y * y + z * z)) * sx,
    2 * (x * y + z * w) * sx,
    2 * (x * z - y * w) * sx,
    0,
    2 * (x * y - z * w) * sy,
    (1 - 2 * (x * x + z * z)) * sy,
    2 * (y * z + x * w) * sy,
    0,
    2 * (x * z + y * w) * sz,
    2 * (y * z - x * w) * sz,
    (1 - 2 * (x * x + y * y)) * sz,
    0,
    ...translation,
    1,
  ];
}

function multiply(a: number[], b: number[]): number[] {
  return Array.from({ length: 16 }, (_, i) => {
    const [row, col] = [i % 4, Math.floor(i / 4)];
    return [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * k + row] * b[4 * col + k], 0);
  });
}

function move(m: number[], points: number[], at: number): [number, number, number] {
  const [x, y, z] = [points[at], points[at + 1], points[at + 2]];
  const row = (r: number) => m[r] * x + m[4 + r] * y + m[8 + r] * z + m[12 + r];
  return [row(0), row(1), row(2)];
}
