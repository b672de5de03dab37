/** The part of glTF 2.0 that we write. Source: Khronos glTF 2.0 specification. Frame: metres, x east, y up, z south. */
export interface GltfNode {
  name?: string;
  mesh?: number;
  children?: number[];
  translation?: number[];
  rotation?: number[];
  scale?: number[];
  extras?: Record<string, unknown>;
}

export interface GltfPrimitive {
  attributes: { POSITION: number };
  indices: number;
  material: number;
}

export interface GltfAccessor {
  bufferView: number;
  byteOffset: number;
  componentType: 5125 | 5126;
  count: number;
  type: "SCALAR" | "VEC3";
  min?: number[];
  max?: number[];
}

export interface GltfMaterial {
  name: string;
  pbrMetallicRoughness: { baseColorFactor: number[]; metallicFactor: number; roughnessFactor: number };
  doubleSided?: boolean;
}

export interface Gltf {
  asset: { version: "2.0"; generator: string; copyright?: string; extras?: Record<string, unknown> };
  scene: 0;
  scenes: { name: string; nodes: number[]; extras?: Record<string, unknown> }[];
  nodes: GltfNode[];
  meshes?: { name: string; primitives: GltfPrimitive[] }[];
  materials?: GltfMaterial[];
  accessors?: GltfAccessor[];
  bufferViews?: {
    buffer: 0;
    byteOffset: number;
    byteLength: number;
    /** Required where several accessors share a view of vertices. */
    byteStride?: number;
    target: 34962 | 34963;
  }[];
  buffers?: { byteLength: number }[];
}
