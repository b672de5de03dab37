import {
  type NodeTable,
  nodeStride,
  rotationUnit,
  scaleUnit,
} from "../../../shared/contract/compact-answer.ts";
import type { LayerId } from "../../../shared/layers/layer-id.ts";
import type { WireNode } from "../nodes.ts";
import { DescriptorTable } from "./descriptor-table.ts";
import { jsonSection, VarintWriter } from "./frame-bytes.ts";
import { encodeColumns } from "./mesh-batch.ts";

const fullNodes = 2048;

/** Nodes of one layer, gathered until they make a frame. */
export class NodeBatch {
  nodes = 0;
  readonly layer: LayerId;
  private readonly table = new DescriptorTable();
  private readonly rows = new VarintWriter();
  private readonly kinds = new Map<string, number>();
  private readonly columns = new Int32Array((fullNodes * nodeStride) / 4);

  constructor(layer: LayerId) {
    this.layer = layer;
  }

  /** Place in whole mm around the anchor. */
  add({ kind, x, y, z, scale, rotation, descriptor }: WireNode): void {
    this.rows.push(this.kindOf(kind));
    this.table.write(descriptor, this.rows);
    const row = [x, y, z, Math.round(scale * scaleUnit), Math.round(rotation * rotationUnit)];
    this.columns.set(row, (this.nodes++ * nodeStride) / 4);
  }

  get full(): boolean {
    return this.nodes === fullNodes;
  }

  /** The payload of its frame. */
  sections(): Uint8Array[] {
    const table: NodeTable = {
      layer: this.layer,
      nodes: this.nodes,
      kinds: [...this.kinds.keys()],
      shapes: this.table.shapes,
      values: this.table.values,
    };
    const rows = this.columns.subarray(0, (this.nodes * nodeStride) / 4);
    return [jsonSection(table), this.rows.bytes(), encodeColumns(rows, this.nodes, nodeStride)];
  }

  private kindOf(kind: string): number {
    const known = this.kinds.get(kind);
    if (known !== undefined) return known;
    this.kinds.set(kind, this.kinds.size);
    return this.kinds.size - 1;
  }
}
