import type { LayerId } from "./../layers/layer-id.ts";

/** What a viewer needs beside a layer's triangles; made in the worker, transferred with the model. Same order as `SceneModel.layers`. */
export interface DisplayLayer {
  id: LayerId;
  /** Pairs of vertex numbers: borders and creases sharper than 25°. Empty for instances. */
  edges: Uint32Array;
  /** Stride 6 per feature: min x, y, z, max x, y, z in metres. */
  bounds: Float32Array;
}
