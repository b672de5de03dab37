/**
 * The compact form of the answer (docs/compact-format.md): what its writer in the service and its reader in the client
 * must agree on. Everything binary is little-endian; lengths are whole millimetres; axes are east, north, up whatever
 * `upAxis` says.
 */
import { z } from "zod";
import { layerIds } from "../layers/layer-id.ts";
import { gridInfoSchema, readGridInfo } from "./elevation.ts";

/** "CTXC", version 1, two bytes that are zero. */
export const compactMagic: readonly number[] = [0x43, 0x54, 0x58, 0x43, 1, 0, 0, 0];

/** First byte of a frame's header. */
export const frameKinds = { head: 1, meshes: 2, nodes: 3, grid: 4, report: 5, end: 6 } as const;
export type FrameKind = keyof typeof frameKinds;

/** Header of a frame: u8 kind, three zero bytes, u32 payload length, u32 CRC-32 of those eight bytes and the payload. */
export const frameHeaderBytes = 12;
/** A longer frame is a lie or a mistake; batches are cut far below. */
export const maxFrameBytes = 64 * 1024 * 1024;

/** Bytes per vertex: three int32, millimetres east, north, up of the head's `anchor`. */
export const vertexStride = 12;
/** Bytes per node: three int32 as a vertex, int32 scale in thousandths, int32 rotation in ten-thousandths of a radian. */
export const nodeStride = 20;
export const scaleUnit = 1000;
export const rotationUnit = 10_000;
/** Bytes per height of a grid: one int32, millimetres. */
export const heightStride = 4;

const count = z.number().int().min(0);

/** Head: `origin` and `spatialReference` are read as in the JSON answer; coordinates count from `anchor`, whole mm. */
export const compactHeadSchema = z.looseObject({
  anchor: z.array(z.number().int()).length(3),
});

/**
 * Descriptors of a batch: `values` are all its distinct values, `shapes` all its distinct lists of keys. A feature's
 * row names its shape and then one value per key.
 */
const descriptorTable = {
  shapes: z.array(z.array(z.string())),
  /** Free, like every descriptor: what is no plain value is dropped later. */
  values: z.array(z.unknown()),
};

export const meshTableSchema = z.looseObject({
  layer: z.enum(layerIds),
  features: count,
  vertices: count,
  triangles: count,
  /** Triangles without an area that were left out; absent when there are none. */
  degenerate: count.optional(),
  ...descriptorTable,
});
export type MeshTable = z.infer<typeof meshTableSchema>;

export const nodeTableSchema = z.looseObject({
  layer: z.enum(layerIds),
  nodes: count,
  kinds: z.array(z.string()),
  ...descriptorTable,
});
export type NodeTable = z.infer<typeof nodeTableSchema>;

/** A grid's table → its shape. */
export const gridTableSchema = z
  .looseObject({ info: gridInfoSchema })
  .transform(({ info }) => readGridInfo(info));

/** The end says how much was sent, so that a cut or thinned stream is noticed. `frames` counts all but itself. */
export const compactEndSchema = z.looseObject({
  frames: count,
  features: count,
  nodes: count,
  grids: count,
  vertices: count,
  triangles: count,
});
export type CompactTotals = z.infer<typeof compactEndSchema>;
