import type { Rgb } from "../../layers/feature-colour.ts";
import { modelToYUp } from "../../scene/frame.ts";
import type { Gltf, GltfAccessor, GltfMaterial, GltfNode, GltfPrimitive } from "./gltf-json.ts";

/** Grows a glTF document column by column; positions go in in the model frame and are turned to y-up here. */
export class GlbBuilder {
  readonly columns: (Float32Array | Uint32Array)[] = [];
  readonly nodes: GltfNode[] = [];
  private readonly meshes: { name: string; primitives: GltfPrimitive[] }[] = [];
  private readonly materials: GltfMaterial[] = [];
  private readonly accessors: GltfAccessor[] = [];
  private readonly views: NonNullable<Gltf["bufferViews"]> = [];
  private readonly materialByKey = new Map<string, number>();
  private bytes = 0;

  /** Metres, model frame, stride 3; copied. Returns a handle for `positionRange`. */
  addPositions(positions: Float32Array): PositionColumn {
    const yUp = positions.slice();
    modelToYUp(yUp);
    return { view: this.addView(yUp, 34962), yUp };
  }

  /** Accessor of vertices `[from, to)` of a column. */
  positionRange({ view, yUp }: PositionColumn, from: number, to: number): number {
    const { min, max } = extent(yUp, from * 3, to * 3);
    return this.addAccessor({
      bufferView: view,
      byteOffset: from * 12,
      componentType: 5126,
      count: to - from,
      type: "VEC3",
      min,
      max,
    });
  }

  /** Returns the view for `indexRange`; numbers count from the first vertex of the accessor they are used with. */
  addIndices(indices: Uint32Array): number {
    return this.addView(indices, 34963);
  }

  indexRange(view: number, from: number, to: number): number {
    return this.addAccessor({
      bufferView: view,
      byteOffset: from * 4,
      componentType: 5125,
      count: to - from,
      type: "SCALAR",
    });
  }

  addMesh(name: string, primitives: GltfPrimitive[]): number {
    return this.meshes.push({ name, primitives }) - 1;
  }

  addNode(node: GltfNode): number {
    return this.nodes.push(node) - 1;
  }

  /** Matt material of an sRGB colour, made once per name and colour. */
  material(name: string, [red, green, blue]: Rgb, doubleSided: boolean): number {
    const key = `${name} ${red} ${green} ${blue} ${doubleSided}`;
    const known = this.materialByKey.get(key);
    if (known !== undefined) return known;
    const made = this.materials.push({
      name,
      pbrMetallicRoughness: {
        baseColorFactor: [linear(red), linear(green), linear(blue), 1],
        metallicFactor: 0,
        roughnessFactor: 1,
      },
      ...(doubleSided ? { doubleSided } : {}),
    });
    this.materialByKey.set(key, made - 1);
    return made - 1;
  }

  /** Empty lists are left out: glTF forbids them. */
  finish(head: Pick<Gltf, "asset" | "scene" | "scenes">): Gltf {
    return {
      ...head,
      nodes: this.nodes,
      ...filled("meshes", this.meshes),
      ...filled("materials", this.materials),
      ...filled("accessors", this.accessors),
      ...filled("bufferViews", this.views),
      ...(this.bytes > 0 ? { buffers: [{ byteLength: this.bytes }] } : {}),
    };
  }

  private addView(column: Float32Array | Uint32Array, target: 34962 | 34963): number {
    this.columns.push(column);
    this.views.push({
      buffer: 0,
      byteOffset: this.bytes,
      byteLength: column.byteLength,
      ...(target === 34962 ? { byteStride: 12 } : {}),
      target,
    });
    this.bytes += column.byteLength;
    return this.views.length - 1;
  }

  private addAccessor(accessor: GltfAccessor): number {
    return this.accessors.push(accessor) - 1;
  }
}

export interface PositionColumn {
  view: number;
  yUp: Float32Array;
}

function filled<K extends string, T>(key: K, list: T[]): Partial<Record<K, T[]>> {
  return list.length > 0 ? ({ [key]: list } as Record<K, T[]>) : {};
}

function extent(p: Float32Array, from: number, to: number): { min: number[]; max: number[] } {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let i = from; i < to; i++) {
    const axis = i % 3;
    if (p[i] < min[axis]) min[axis] = p[i];
    if (p[i] > max[axis]) max[axis] = p[i];
  }
  return { min, max };
}

/** sRGB 0..255 → linear 0..1 (IEC 61966-2-1), rounded to what eight bits can tell apart. */
function linear(value: number): number {
  const s = value / 255;
  const exact = s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  return Math.round(exact * 1e5) / 1e5;
}
