import { failure } from "../../errors.ts";
import type { Descriptor, SceneLayer } from "../../scene/scene-model.ts";
import { says } from "../../sentences.ts";

/**
 * The library silently cuts files at 256 MiB and the rest cannot be read (measured: 268,435,370 bytes, no error).
 * So: no writing begins above an estimated 240 MB, and no file of 250 MB or more is given out.
 */
export interface SizeLimits {
  estimateBytes: number;
  fileBytes: number;
}

export const sizeLimits: SizeLimits = { estimateBytes: 240e6, fileBytes: 250e6 };

/** Measured with rhino3dm 8.35, version 7, float storage, normals; rounded up. */
const bytesPer = { mesh: 900, triangle: 26, node: 750, userString: 60 };

/** Upper estimate in bytes of the Rhino file of these layers. Grids count two triangles a cell. */
export function estimate3dmBytes(layers: readonly SceneLayer[], perFeature: boolean): number {
  return layers.reduce((sum, layer) => sum + layerBytes(layer, perFeature), 20_000);
}

function layerBytes(layer: SceneLayer, perFeature: boolean): number {
  if (layer.kind === "grid") return layer.segmentsX * layer.segmentsY * 2 * bytesPer.triangle;
  if (layer.kind === "instances")
    return (
      layer.kindIndex.length * bytesPer.node + textBytes(layer.descriptors) + layer.kinds.length * 10_000
    );
  const triangles = (layer.indices.length / 3) * bytesPer.triangle;
  return perFeature
    ? triangles + layer.descriptors.length * bytesPer.mesh + textBytes(layer.descriptors)
    : triangles;
}

/** Rhino keeps text in two bytes a letter. */
function textBytes(descriptors: readonly Descriptor[]): number {
  let bytes = 0;
  for (const descriptor of descriptors)
    for (const [key, value] of Object.entries(descriptor))
      bytes += bytesPer.userString + 2 * (key.length + String(value).length);
  return bytes;
}

/** Throws `too-big` with what to do when a Rhino file of `bytes` would reach `limit`. */
export function refuseTooBig(bytes: number, limit: number, perFeature: boolean): void {
  if (bytes < limit) return;
  const said = says("rhino-file-too-big", { mb: Math.ceil(bytes / 1e6), most: Math.floor(limit / 1e6) });
  const next = perFeature ? says("next-smaller-or-mesh") : undefined;
  throw failure("too-big", said, { next, data: { bytes, limit } });
}
