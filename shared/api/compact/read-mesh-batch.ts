import { meshTableSchema, vertexStride } from "../../contract/compact-answer.ts";
import type { WeldedFeature } from "../../geo/weld.ts";
import type { LayerId } from "../../layers/layer-id.ts";
import type { WireFrame } from "../wire-frame.ts";
import { decodeRows, decodeTriangles } from "./meshopt.ts";
import { DamagedFrame, readJson, readRow, readSections, VarintReader } from "./sections.ts";

/** Where a batch's whole millimetres count from, and what the client subtracts from the answer's reference. */
export interface Place {
  /** East, north, up; whole mm. */
  anchor: readonly number[];
  wire: WireFrame;
}

export interface MeshBatch {
  layer: LayerId;
  vertices: number;
  triangles: number;
  /** Views of the batch's columns, model frame. */
  features: { descriptor: Record<string, unknown>; feature: WeldedFeature }[];
}

/** Payload of a `meshes` frame. All of it is read before any of it is used. Throws DamagedFrame. */
export function readMeshBatch(payload: Uint8Array, place: Place): MeshBatch {
  const [tableSection, rowSection, vertexSection, indexSection] = readSections(payload, 4);
  const table = readJson(tableSection, meshTableSchema);
  const { layer, vertices, triangles, degenerate = 0 } = table;
  const rows = new VarintReader(rowSection);
  const positions = toModel(decodeRows(vertexSection, vertices, vertexStride), place);
  const indices = decodeTriangles(indexSection, triangles);
  const features: MeshBatch["features"] = [];
  let vertex = 0;
  let index = 0;
  // A feature takes a byte at least, so the rows bound how many there can be.
  for (let i = 0; i < table.features; i++) {
    const vertexCount = rows.next(vertices - vertex + 1);
    const indexCount = 3 * rows.next(triangles - index / 3 + 1);
    const descriptor = readRow(rows, table);
    const feature = {
      positions: positions.subarray(vertex * 3, (vertex + vertexCount) * 3),
      vertexCount,
      indices: countFrom(vertex, indices.subarray(index, index + indexCount)),
      indexCount,
      degenerate: i === 0 ? degenerate : 0,
    };
    features.push({ descriptor, feature });
    vertex += vertexCount;
    index += indexCount;
  }
  rows.end();
  if (vertex !== vertices || index !== triangles * 3) throw new DamagedFrame("its features do not fill it");
  return { layer, vertices, triangles, features };
}

/** Whole mm from the anchor → metres in the model: summed as whole numbers, rounded to float32 once, as JSON is read. */
function toModel(rows: Int32Array, { anchor, wire }: Place): Float32Array {
  const [east, north] = wire.falseOriginM ?? [0, 0];
  const positions = new Float32Array(rows.length);
  for (let i = 0; i < rows.length; i += 3) {
    positions[i] = (anchor[0] + rows[i]) / 1000 - east;
    positions[i + 1] = (anchor[1] + rows[i + 1]) / 1000 - north;
    positions[i + 2] = (anchor[2] + rows[i + 2]) / 1000;
  }
  return positions;
}

/** In place. A number below the feature's first vertex becomes a huge one, which the sink refuses. */
function countFrom(first: number, indices: Uint32Array): Uint32Array {
  for (let i = 0; i < indices.length; i++) indices[i] -= first;
  return indices;
}
