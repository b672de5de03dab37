import { MeshoptEncoder } from "meshoptimizer/encoder";
import type { WrittenDescriptor } from "../../../shared/contract/answer-text.ts";
import { type MeshTable, vertexStride } from "../../../shared/contract/compact-answer.ts";
import type { LayerId } from "../../../shared/layers/layer-id.ts";
import { DescriptorTable } from "./descriptor-table.ts";
import { jsonSection, VarintWriter } from "./frame-bytes.ts";
import type { MillimetreColumns } from "./weld-millimetres.ts";

/** A batch leaves when it has this many vertices or features: large enough to compress, small enough to stream. */
const fullVertices = 16_384;
const fullFeatures = 512;

/** Features of one layer, gathered until they make a frame. */
export class MeshBatch {
  features = 0;
  readonly layer: LayerId;
  private readonly columns: MillimetreColumns;
  private readonly table = new DescriptorTable();
  private readonly rows = new VarintWriter();
  private degenerate = 0;

  /** `columns` may be lent from batch to batch. */
  constructor(layer: LayerId, columns: MillimetreColumns) {
    this.layer = layer;
    this.columns = columns;
    columns.clear();
  }

  get vertices(): number {
    return this.columns.vertices;
  }

  get triangles(): number {
    return this.columns.indexCount / 3;
  }

  /** Nine numbers a triangle, whole mm around the anchor. */
  add(descriptor: WrittenDescriptor, corners: Float64Array): void {
    const added = this.columns.addFeature(corners);
    this.rows.push(added.vertices);
    this.rows.push(added.triangles);
    this.table.write(descriptor, this.rows);
    this.degenerate += added.degenerate;
    this.features++;
  }

  get full(): boolean {
    return this.features >= fullFeatures || this.columns.vertices >= fullVertices;
  }

  /** The payload of its frame. */
  sections(): Uint8Array[] {
    const { positions, vertices, indices, indexCount } = this.columns;
    const table: MeshTable = {
      layer: this.layer,
      features: this.features,
      vertices,
      triangles: indexCount / 3,
      ...(this.degenerate > 0 ? { degenerate: this.degenerate } : {}),
      shapes: this.table.shapes,
      values: this.table.values,
    };
    return [
      jsonSection(table),
      this.rows.bytes(),
      encodeColumns(positions.subarray(0, vertices * 3), vertices, vertexStride),
      MeshoptEncoder.encodeIndexBuffer(bytesOf(indices.subarray(0, indexCount)), indexCount, 4),
    ];
  }
}

/** Rows of int32, `stride` bytes each, as meshopt's vertex codec has them (version 1). */
export function encodeColumns(rows: Int32Array, count: number, stride: number): Uint8Array {
  return MeshoptEncoder.encodeVertexBufferLevel(bytesOf(rows), count, stride, 2, 1);
}

function bytesOf(view: Int32Array | Uint32Array): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
