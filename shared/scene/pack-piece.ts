import type { DrawnMesh } from "./display.ts";
import type { ScenePiece } from "./scene-piece.ts";

type Columns = Pick<ScenePiece, "buffer" | "positions" | "indices" | "edges" | "featureIds">;

/**
 * Copies the columns of a piece into one buffer, counted from the group's first vertex and feature, of which earlier
 * pieces have used up `soFar`. `spare` as in `PieceListener`.
 */
export function packPiece(
  drawn: Pick<DrawnMesh, "positions" | "indices" | "firstVertex">,
  edges: Uint32Array,
  soFar: { vertices: number; features: number },
  spare: ArrayBuffer[],
): Columns {
  const vertices = drawn.positions.length / 3;
  const buffer = room((vertices * 4 + drawn.indices.length + edges.length) * 4, spare);
  let at = 0;
  const place = (length: number) => {
    const from = at;
    at += length * 4;
    return from;
  };
  const positions = new Float32Array(buffer, place(vertices * 3), vertices * 3);
  positions.set(drawn.positions);
  const columns = {
    buffer,
    positions,
    featureIds: new Uint32Array(buffer, place(vertices), vertices),
    indices: new Uint32Array(buffer, place(drawn.indices.length), drawn.indices.length),
    edges: new Uint32Array(buffer, place(edges.length), edges.length),
  };
  shift(drawn.indices, soFar.vertices, columns.indices);
  shift(edges, soFar.vertices, columns.edges);
  for (let i = 0; i + 1 < drawn.firstVertex.length; i++)
    columns.featureIds.fill(soFar.features + i, drawn.firstVertex[i], drawn.firstVertex[i + 1]);
  return columns;
}

/** A buffer that was used before, if it is large enough; a little more than is needed otherwise. */
function room(bytes: number, spare: ArrayBuffer[]): ArrayBuffer {
  const used = spare.pop();
  return used !== undefined && used.byteLength >= bytes ? used : new ArrayBuffer(Math.ceil(bytes / 3) * 4);
}

function shift(numbers: Uint32Array, by: number, out: Uint32Array): void {
  for (let i = 0; i < numbers.length; i++) out[i] = numbers[i] + by;
}
