import { BufferGeometry, type Group, LineSegments, type Material, Mesh, Sphere } from "three";
import type { DrawnMesh } from "../../../shared/scene/display.ts";
import type { EdgeMaterial } from "./edge-material.ts";
import { GpuColumn, type Numbers, type Use } from "./gpu-column.ts";
import type { LitMaterial } from "./lit-material.ts";

/** Triangles of many features in one piece, with the lines to draw on them. */
export interface MeshSource extends Omit<DrawnMesh, "firstIndex"> {
  /** Pairs of vertex numbers; may be empty. */
  edges: Uint32Array;
}

/** Buffers that hold the columns of a mesh already: what was shown while the answer streamed. */
export interface FilledBuffers {
  positions: WebGLBuffer;
  ids: WebGLBuffer;
  indices: WebGLBuffer;
  /** Null where no lines are drawn. */
  edges: WebGLBuffer | null;
}

/** One draw call of faces and one of lines for a whole layer, filled while it is already on screen. */
export class MeshView {
  private readonly faces = new BufferGeometry();
  private readonly lines = new BufferGeometry();
  private readonly columns: { column: GpuColumn; shownBy?: BufferGeometry }[] = [];
  readonly edges: LineSegments | null;

  constructor(
    gl: WebGL2RenderingContext,
    source: MeshSource,
    lit: LitMaterial,
    edge: EdgeMaterial | null,
    group: Group,
    filled: FilledBuffers | null = null,
  ) {
    const vertices = source.positions.length / 3;
    const position = this.column(gl, "vertex", "float", 3, source.positions, filled?.positions);
    const ids = new GpuColumn(
      gl,
      "vertex",
      "uint",
      1,
      vertices,
      (from, to) => featureIds(source, from, to),
      filled?.ids,
    );
    this.columns.push({ column: ids });
    for (const geometry of [this.faces, this.lines]) {
      // three's types know no such attributes; its renderer does (WebGLAttributes.update, WebGLBindingStates.setup).
      Object.assign(geometry.attributes, { position: position.attribute, featureId: ids.attribute });
      geometry.boundingSphere = new Sphere();
      geometry.setDrawRange(0, 0);
    }
    this.setIndex(gl, this.faces, source.indices, filled?.indices);
    const mesh = new Mesh(this.faces, lit.material);
    mesh.customDepthMaterial = lit.depth;
    group.add(mesh);
    this.edges =
      edge === null || source.edges.length === 0 ? null : new LineSegments(this.lines, edge.material);
    if (this.edges !== null) {
      this.setIndex(gl, this.lines, source.edges, filled?.edges ?? null);
      group.add(this.edges);
    } else gl.deleteBuffer(filled?.edges ?? null);
    if (filled !== null) {
      this.faces.setDrawRange(0, source.indices.length);
      this.lines.setDrawRange(0, source.edges.length);
    }
    for (const object of group.children) {
      object.frustumCulled = false;
      object.matrixAutoUpdate = false;
    }
  }

  /** The same faces once more, for the counts of a section. */
  addFaces(material: Material, renderOrder: number, group: Group): Mesh {
    const mesh = new Mesh(this.faces, material);
    mesh.renderOrder = renderOrder;
    mesh.frustumCulled = false;
    mesh.matrixAutoUpdate = false;
    mesh.visible = false;
    group.add(mesh);
    return mesh;
  }

  /** One slice a step; what is up is drawn. */
  *upload(): Generator<void> {
    for (const { column, shownBy } of this.columns)
      for (const numbers of column.upload()) {
        shownBy?.setDrawRange(0, numbers);
        yield;
      }
  }

  /** After a lost context: everything has to be uploaded again. */
  reallocate(): void {
    this.faces.setDrawRange(0, 0);
    this.lines.setDrawRange(0, 0);
    for (const { column } of this.columns) column.reallocate();
  }

  dispose(): void {
    this.faces.dispose();
    this.lines.dispose();
    for (const { column } of this.columns) column.dispose();
  }

  private setIndex(
    gl: WebGL2RenderingContext,
    geometry: BufferGeometry,
    numbers: Uint32Array,
    filled: WebGLBuffer | null = null,
  ): void {
    const { attribute } = this.column(gl, "index", "uint", 1, numbers, filled, geometry);
    Object.assign(geometry, { index: attribute });
  }

  private column(
    gl: WebGL2RenderingContext,
    use: Use,
    type: "float" | "uint",
    itemSize: number,
    numbers: Numbers,
    filled: WebGLBuffer | null = null,
    shownBy?: BufferGeometry,
  ): GpuColumn {
    const slice = (from: number, to: number) => numbers.subarray(from, to);
    const column = new GpuColumn(gl, use, type, itemSize, numbers.length, slice, filled);
    this.columns.push({ column, shownBy });
    return column;
  }
}

/** Feature number of each vertex in `[from, to)`. */
export function featureIds({ firstVertex, featureOf }: MeshSource, from: number, to: number): Uint32Array {
  const ids = new Uint32Array(to - from);
  for (let block = blockOf(firstVertex, from), at = from; at < to; block++) {
    const end = Math.min(to, firstVertex[block + 1]);
    ids.fill(featureOf === null ? block : featureOf[block], at - from, end - from);
    at = end;
  }
  return ids;
}

/** The block that owns a vertex: the last one that begins at or before it. */
function blockOf(firstVertex: Uint32Array, vertex: number): number {
  let low = 0;
  let high = firstVertex.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (firstVertex[middle] <= vertex) low = middle;
    else high = middle;
  }
  return low;
}
