import type { AnswerEnvelope } from "../../contract/answer-envelope.ts";
import { nodeStride, nodeTableSchema, rotationUnit, scaleUnit } from "../../contract/compact-answer.ts";
import type { LayerId } from "../../layers/layer-id.ts";
import { modelTripleToWire } from "../../scene/frame.ts";
import { decodeRows } from "./meshopt.ts";
import type { Place } from "./read-mesh-batch.ts";
import { readJson, readRow, readSections, VarintReader } from "./sections.ts";

type Node = Parameters<AnswerEnvelope["addNode"]>[1];

/** Payload of a `nodes` frame → nodes as the envelope has them. Throws DamagedFrame. */
export function readNodeBatch(payload: Uint8Array, place: Place): { layer: LayerId; nodes: Node[] } {
  const [tableSection, rowSection, columnSection] = readSections(payload, 3);
  const table = readJson(tableSection, nodeTableSchema);
  const rows = new VarintReader(rowSection);
  const columns = decodeRows(columnSection, table.nodes, nodeStride);
  const nodes: Node[] = [];
  for (let i = 0; i < table.nodes; i++) {
    const [x, y, z, scale, rotation] = columns.subarray(i * 5, i * 5 + 5);
    nodes.push({
      kind: table.kinds[rows.next(table.kinds.length)],
      descriptor: readRow(rows, table),
      place: toWire(x, y, z, place),
      scale: scale / scaleUnit,
      rotation: rotation / rotationUnit,
    });
  }
  rows.end();
  return { layer: table.layer, nodes };
}

/** Metres in the wire's order, as the JSON answer has them. */
function toWire(x: number, y: number, z: number, { anchor, wire }: Place): [number, number, number] {
  const [east, north, up] = [anchor[0] + x, anchor[1] + y, anchor[2] + z].map((value) => value / 1000);
  return modelTripleToWire(east, north, up, wire.order);
}
