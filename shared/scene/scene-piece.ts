import type { LayerId } from "../layers/layer-id.ts";
import type { EdgesAndOpen } from "./feature-edges.ts";
import type { Bounds } from "./scene-model.ts";

/**
 * Finished features of one layer entry while the rest of the answer still streams: something to look at, not yet the
 * model. Pieces of a group follow each other without gaps, so a viewer appends their columns. Model frame, metres.
 */
export interface ScenePiece {
  /** Number of the layer entry: pieces with the same number become one layer. */
  group: number;
  layer: LayerId;
  /** Holds all four columns, one behind the other; may be longer. */
  buffer: ArrayBuffer;
  /** Stride 3. */
  positions: Float32Array;
  /** Stride 3; vertices are counted from the group's first one, earlier pieces included. */
  indices: Uint32Array;
  /** Pairs of vertex numbers, counted likewise: borders and creases as in `DisplayLayer.edges`. */
  edges: Uint32Array;
  /** For each vertex the feature it belongs to, counted from the group's first one. */
  featureIds: Uint32Array;
  /** Of this piece alone. */
  box: Bounds;
  /** True where the display budget is used up and the features of this piece are only their boxes. */
  asBoxes: boolean;
}

/** Who wants to see pieces, and what becomes of them. */
export interface PieceListener {
  onPiece(piece: ScenePiece): void;
  /** Buffers of pieces that nobody needs any more are put here and used again: garbage is what fills a page's memory. */
  readonly spare?: ArrayBuffer[];
  /** The answer is read anew from its start: everything so far is void. */
  onRestart(): void;
  /**
   * At the end, for each layer of the model: the group whose pieces together are exactly that layer, or null; and what
   * is known of its edges by then, or null (`makeDisplay`).
   */
  onSettled(groups: (number | null)[], found: (EdgesAndOpen | null)[]): void;
}
