import type { LayerId } from "../layers/layer-id.ts";

/** What a viewer needs beside a layer's triangles; made in the worker, transferred with the model. Same order as `SceneModel.layers`. */
export interface DisplayLayer {
  id: LayerId;
  /**
   * Pairs of vertex numbers (of `drawn` where there is one, else of the layer): borders and creases sharper than 25°.
   * None of terrain: its rim says nothing, its creases would be noise.
   */
  edges: Uint32Array;
  /**
   * Numbers of the features that are no closed bodies as drawn, ascending: sheets of ground, and whatever a service sent
   * with a hole. Everything else has an inside, which a section can fill.
   */
  open: Uint32Array;
  /** Stride 6 per feature: min x, y, z, max x, y, z in metres. */
  bounds: Float32Array;
  /** Triangles to draw instead of the layer's own: of a grid, of nodes that are not instanced, of boxes. Else null. */
  drawn: DrawnMesh | null;
  /** Kinds of nodes that are worth a draw call of their own, most frequent first; empty for other layers. */
  instanced: InstancedNodes[];
  /** True where a viewer's budget was exceeded: every feature is drawn as its box. The model itself is complete. */
  asBoxes: boolean;
}

/** Triangles of many features. Metres, model frame; block i owns `[firstVertex[i], firstVertex[i + 1])`. */
export interface DrawnMesh {
  /** Stride 3. */
  positions: Float32Array;
  /** Stride 3, vertex numbers. */
  indices: Uint32Array;
  /** Length = blocks + 1. */
  firstVertex: Uint32Array;
  /** Length = blocks + 1. */
  firstIndex: Uint32Array;
  /** Feature of block i; null where block i is feature i. */
  featureOf: Uint32Array | null;
}

/** All nodes of one kind. */
export interface InstancedNodes {
  kind: string;
  /** Node numbers in the layer. */
  nodes: Uint32Array;
  /** Stride 16 per node, column-major: scale, then rotation about z, then place. */
  matrices: Float32Array;
}
