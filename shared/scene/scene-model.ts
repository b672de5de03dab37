import type { LayerId } from "../layers/layer-id.ts";
import type { Told } from "../sentences.ts";
import type { GeoFrame } from "./geo-frame.ts";

/** Facts about one feature as the service sent them: flat, JSON values only. Text in it is hostile: never HTML. */
export type Descriptor = Record<string, string | number | boolean | null>;

/**
 * One layer of triangles. Columns, not objects:
 * - `positions`: stride 3, metres, frame of `SceneModel.frame` (x east, y north, z up), welded per feature
 *   (no vertex is shared by two features), so a feature's vertices are also one contiguous range.
 * - `indices`: stride 3, vertex numbers into `positions / 3`, counter-clockwise seen from outside/above.
 * - feature i owns indices `[firstIndex[i], firstIndex[i + 1])` and vertices `[firstVertex[i], firstVertex[i + 1])`.
 */
export interface MeshLayer {
  kind: "mesh";
  id: LayerId;
  positions: Float32Array;
  indices: Uint32Array;
  /** Length = features + 1; the last entry is `indices.length`. */
  firstIndex: Uint32Array;
  /** Length = features + 1; the last entry is `positions.length / 3`. */
  firstVertex: Uint32Array;
  /** Length = features. */
  descriptors: Descriptor[];
}

/** Points with a kind (trees, benches …). `kindIndex[i]` points into `kinds`; scale and rotation per node. */
export interface InstanceLayer {
  kind: "instances";
  id: LayerId;
  kinds: string[];
  kindIndex: Uint16Array;
  /** Stride 3, metres, x east, y north, z up. */
  positions: Float32Array;
  /** 1 = unit model; for trees the height in metres (see docs/wire-readings.md). */
  scales: Float32Array;
  /** Radians, counter-clockwise seen from above, 0 = east. */
  rotations: Float32Array;
  descriptors: Descriptor[];
}

/** A height grid: rows north to south, columns west to east, `(segmentsX + 1) * (segmentsY + 1)` heights in metres. */
export interface GridLayer {
  kind: "grid";
  id: "topography";
  segmentsX: number;
  segmentsY: number;
  /** Metres, full extent. */
  widthM: number;
  heightM: number;
  /** Metres, centre of the grid in the model frame. */
  centreX: number;
  centreY: number;
  heights: Float32Array;
}

export type SceneLayer = MeshLayer | InstanceLayer | GridLayer;

/** A source of data with what its licence makes us print. */
export interface Attribution {
  text: string;
  licence?: string;
  /** ISO date of the data, when the service says so. */
  date?: string;
  url?: string;
}

/** One feature that did not make it into the model, and why. Nothing is dropped silently. */
export interface Skipped {
  layer: LayerId | "unknown";
  /** Index in the answer's array, or -1 when the whole layer entry was skipped. */
  index: number;
  reason: string;
  /** The reason's id and figures, where it is one of `sentences.ts`; absent where it is a service's own. */
  said?: Told;
  count: number;
}

export interface SceneModel {
  frame: GeoFrame;
  layers: SceneLayer[];
  attributions: Attribution[];
  skipped: Skipped[];
  /** Sentences the user should see (axis order differs, geometry outside the area …). */
  warnings: string[];
  /** Those of `warnings` that are in `sentences.ts`, by id and figures; the others are the service's own. */
  saidWarnings?: Told[];
  /** What was charged for it, when the service says so. */
  chargedKm2?: number;
}

/** Axis-aligned box in the model frame, metres. */
export interface Bounds {
  min: [number, number, number];
  max: [number, number, number];
}
