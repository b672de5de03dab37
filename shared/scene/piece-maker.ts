import { createGrowable, type Growable } from "../geo/growable.ts";
import { orientSheet, orientSolid } from "../geo/orient.ts";
import { createScratch } from "../geo/scratch.ts";
import type { WeldedFeature } from "../geo/weld.ts";
import type { LayerId } from "../layers/layer-id.ts";
import { featureBoxes } from "./feature-boxes.ts";
import { type EdgesAndOpen, findEdges } from "./feature-edges.ts";
import { type DisplayBudget, defaultDisplayBudget, hasEdges, meshBounds } from "./make-display.ts";
import { packPiece } from "./pack-piece.ts";
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
  /**
   * What was found of all edges of a group, counted from its first vertex and feature; handed over, hence null the
   * second time, and null where no lines are drawn or some features are boxes.
   */
  takeEdges(group: number): EdgesAndOpen | null;
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
    takeEdges(group) {
      const found = groups.get(group)?.found ?? null;
      groups.delete(group);
      return found === null ? null : { edges: found.edges.take(), open: found.open.take() };
    },
  };
}

/** What earlier pieces of a group have used up. */
interface GroupSoFar {
  vertices: number;
  features: number;
  triangles: number;
  /** On the graphics card. */
  bytes: number;
  /** See `PieceMaker.takeEdges`. */
  found: { edges: Growable<Uint32Array>; open: Growable<Uint32Array> } | null;
}

function groupOf(groups: Map<number, GroupSoFar>, group: number): GroupSoFar {
  const known = groups.get(group);
  if (known !== undefined) return known;
  const found = { edges: createGrowable(Uint32Array), open: createGrowable(Uint32Array) };
  const begun = { vertices: 0, features: 0, triangles: 0, bytes: 0, found };
  groups.set(group, begun);
  return begun;
}

/** The piece that is being filled, in memory that the next one uses again. */
function openPiece() {
  return {
    group: 0,
    layer: "buildings" as LayerId,
    positions: createScratch(Float32Array),
    indices: createScratch(Uint32Array),
    edges: createScratch(Uint32Array),
    openFeatures: createScratch(Uint32Array, 64),
    firstVertex: [0],
    firstIndex: [0],
  };
}
type OpenPiece = ReturnType<typeof openPiece>;

function empty(piece: OpenPiece): void {
  for (const list of [piece.positions, piece.indices, piece.edges, piece.openFeatures]) list.clear();
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
  if (asBoxes || !hasEdges(layer)) soFar.found = null;
  else findEdges(mesh, open.edges, open.openFeatures);
  const { drawn, edges } = asBoxes ? featureBoxes(bounds) : { drawn: mesh, edges: open.edges.view() };
  const columns = packPiece(drawn, edges, soFar, spare);
  soFar.found?.edges.append(columns.edges, 0, edges.length);
  const openFeatures = open.openFeatures.view();
  soFar.found?.open.appendShifted(openFeatures, 0, openFeatures.length, soFar.features);
  soFar.vertices += drawn.positions.length / 3;
  soFar.features += features;
  return { group, layer, ...columns, box: unionOf(bounds), asBoxes };
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
