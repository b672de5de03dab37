import { orientSheet, orientSolid } from "../geo/orient.ts";
import { createScratch } from "../geo/scratch.ts";
import type { WeldedFeature } from "../geo/weld.ts";
import type { LayerId } from "../layers/layer-id.ts";
import type { DrawnMesh } from "./display.ts";
import { featureBoxes } from "./feature-boxes.ts";
import { findEdges } from "./feature-edges.ts";
import { type DisplayBudget, defaultDisplayBudget, hasEdges, meshBounds } from "./make-display.ts";
import type { Bounds, MeshLayer } from "./scene-model.ts";
import type { ScenePiece } from "./scene-piece.ts";

/** The first piece is small, so that something is seen at once; later ones are worth their message. Triangles. */
const firstPiece = 4_096;
const largestPiece = 65_536;

/** Collects features of an answer that still streams and gives them out in pieces. */
export interface PieceMaker {
  /** `feature` in the model frame, any winding; copied. Features of one group come one after the other. */
  add(group: number, layer: LayerId, feature: WeldedFeature): void;
  /** Gives out what has been collected, however little it is. */
  close(): void;
}

interface PieceMakerOptions {
  /** Above it pieces of buildings hold boxes only. */
  budget?: DisplayBudget;
  /** See `PieceListener.spare`. */
  spare?: ArrayBuffer[];
}

/** `onPiece` owns the columns it gets. */
export function createPieceMaker(
  onPiece: (piece: ScenePiece) => void,
  { budget = defaultDisplayBudget, spare = [] }: PieceMakerOptions = {},
): PieceMaker {
  const groups = new Map<number, GroupSoFar>();
  const open = openPiece();
  let limit = firstPiece;
  const close = () => {
    if (open.firstIndex.length === 1) return;
    onPiece(finish(open, groupOf(groups, open.group), budget, spare));
    empty(open);
    limit = Math.min(largestPiece, limit * 2);
  };
  return {
    add(group, layer, feature) {
      if (open.group !== group) close();
      open.group = group;
      open.layer = layer;
      append(open, feature);
      if (open.indices.length / 3 >= limit) close();
    },
    close,
  };
}

/** What earlier pieces of a group have used up. */
interface GroupSoFar {
  vertices: number;
  features: number;
  triangles: number;
  /** On the graphics card. */
  bytes: number;
}

function groupOf(groups: Map<number, GroupSoFar>, group: number): GroupSoFar {
  const known = groups.get(group) ?? { vertices: 0, features: 0, triangles: 0, bytes: 0 };
  groups.set(group, known);
  return known;
}

/** The piece that is being filled, in memory that the next one uses again. */
function openPiece() {
  return {
    group: 0,
    layer: "buildings" as LayerId,
    positions: createScratch(Float32Array),
    indices: createScratch(Uint32Array),
    edges: createScratch(Uint32Array),
    firstVertex: [0],
    firstIndex: [0],
  };
}
type OpenPiece = ReturnType<typeof openPiece>;

function empty(piece: OpenPiece): void {
  for (const list of [piece.positions, piece.indices, piece.edges]) list.clear();
  piece.firstVertex.length = 1;
  piece.firstIndex.length = 1;
}

function append(piece: OpenPiece, { positions, vertexCount, indices, indexCount }: WeldedFeature): void {
  const base = piece.positions.length / 3;
  piece.positions.append(positions, 0, vertexCount * 3);
  for (let i = 0; i < indexCount; i++) piece.indices.push(indices[i] + base);
  piece.firstVertex.push(piece.positions.length / 3);
  piece.firstIndex.push(piece.indices.length);
}

function finish(open: OpenPiece, soFar: GroupSoFar, budget: DisplayBudget, spare: ArrayBuffer[]): ScenePiece {
  const { group, layer } = open;
  const mesh = {
    positions: open.positions.view(),
    indices: open.indices.view(),
    firstVertex: Uint32Array.from(open.firstVertex),
    firstIndex: Uint32Array.from(open.firstIndex),
  };
  const turn = layer === "surface" || layer === "topography" ? orientSheet : orientSolid;
  const features = mesh.firstIndex.length - 1;
  for (let i = 0; i < features; i++)
    turn(mesh.positions, mesh.indices, mesh.firstIndex[i], mesh.firstIndex[i + 1]);
  const bounds = meshBounds(mesh);
  const asBoxes = layer === "buildings" && exceeds(mesh, soFar, budget);
  if (!asBoxes && hasEdges(layer)) findEdges(mesh, open.edges);
  const { drawn, edges } = asBoxes ? featureBoxes(bounds) : { drawn: mesh, edges: open.edges.view() };
  const columns = pack(drawn, edges, soFar, spare);
  soFar.vertices += drawn.positions.length / 3;
  soFar.features += features;
  return { group, layer, ...columns, box: unionOf(bounds), asBoxes };
}

type Columns = Pick<ScenePiece, "buffer" | "positions" | "indices" | "edges" | "featureIds">;

/** Copies the columns into one buffer, counted from the group's first vertex and feature. */
function pack(
  drawn: Pick<DrawnMesh, "positions" | "indices" | "firstVertex">,
  edges: Uint32Array,
  soFar: GroupSoFar,
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

/** Counts a piece in; edges are guessed as for a whole model (`make-display.ts`). */
function exceeds(
  { positions, indices }: Pick<MeshLayer, "positions" | "indices">,
  soFar: GroupSoFar,
  budget: DisplayBudget,
): boolean {
  soFar.triangles += indices.length / 3;
  soFar.bytes += positions.byteLength + (positions.length / 3) * 4 + indices.byteLength * 1.5;
  return soFar.triangles > budget.triangles || soFar.bytes > budget.bytes;
}

function shift(numbers: Uint32Array, by: number, out: Uint32Array): void {
  for (let i = 0; i < numbers.length; i++) out[i] = numbers[i] + by;
}

function unionOf(bounds: Float32Array): Bounds {
  const min: Bounds["min"] = [Infinity, Infinity, Infinity];
  const max: Bounds["max"] = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < bounds.length; i += 6)
    for (let axis = 0; axis < 3; axis++) {
      min[axis] = Math.min(min[axis], bounds[i + axis]);
      max[axis] = Math.max(max[axis], bounds[i + 3 + axis]);
    }
  return { min, max };
}
