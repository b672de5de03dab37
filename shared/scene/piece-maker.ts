import { createGrowable, type Growable } from "../geo/growable.ts";
import { orientSheet, orientSolid } from "../geo/orient.ts";
import type { WeldedFeature } from "../geo/weld.ts";
import type { LayerId } from "../layers/layer-id.ts";
import { featureBoxes } from "./feature-boxes.ts";
import { featureEdges } from "./feature-edges.ts";
import { type DisplayBudget, defaultDisplayBudget, meshBounds } from "./make-display.ts";
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

/** `onPiece` owns the columns it gets. Above `budget` pieces of buildings hold boxes only. */
export function createPieceMaker(
  onPiece: (piece: ScenePiece) => void,
  budget: DisplayBudget = defaultDisplayBudget,
): PieceMaker {
  const groups = new Map<number, GroupSoFar>();
  let open: OpenPiece | null = null;
  let limit = firstPiece;
  const close = () => {
    if (open === null) return;
    onPiece(finish(open, groupOf(groups, open.group), budget));
    open = null;
    limit = Math.min(largestPiece, limit * 2);
  };
  return {
    add(group, layer, feature) {
      if (open !== null && open.group !== group) close();
      open ??= openPiece(group, layer);
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

interface OpenPiece {
  group: number;
  layer: LayerId;
  positions: Growable<Float32Array>;
  indices: Growable<Uint32Array>;
  firstVertex: number[];
  firstIndex: number[];
}

function openPiece(group: number, layer: LayerId): OpenPiece {
  return {
    group,
    layer,
    positions: createGrowable(Float32Array),
    indices: createGrowable(Uint32Array),
    firstVertex: [0],
    firstIndex: [0],
  };
}

function append(piece: OpenPiece, { positions, vertexCount, indices, indexCount }: WeldedFeature): void {
  const base = piece.positions.length / 3;
  piece.positions.append(positions, 0, vertexCount * 3);
  for (let i = 0; i < indexCount; i++) piece.indices.push(indices[i] + base);
  piece.firstVertex.push(piece.positions.length / 3);
  piece.firstIndex.push(piece.indices.length);
}

function finish(open: OpenPiece, soFar: GroupSoFar, budget: DisplayBudget): ScenePiece {
  const { group, layer } = open;
  const mesh = {
    positions: open.positions.take(),
    indices: open.indices.take(),
    firstVertex: Uint32Array.from(open.firstVertex),
    firstIndex: Uint32Array.from(open.firstIndex),
  };
  const turn = layer === "surface" || layer === "topography" ? orientSheet : orientSolid;
  const features = mesh.firstIndex.length - 1;
  for (let i = 0; i < features; i++)
    turn(mesh.positions, mesh.indices, mesh.firstIndex[i], mesh.firstIndex[i + 1]);
  const bounds = meshBounds(mesh);
  const asBoxes = layer === "buildings" && exceeds(mesh, soFar, budget);
  const { drawn, edges } = asBoxes ? featureBoxes(bounds) : { drawn: mesh, edges: featureEdges(mesh) };
  const featureIds = idsOf(drawn.firstVertex, soFar.features);
  const indices = shifted(drawn.indices, soFar.vertices);
  const piece = { positions: drawn.positions, indices, edges: shifted(edges, soFar.vertices), featureIds };
  soFar.vertices += drawn.positions.length / 3;
  soFar.features += features;
  return { group, layer, ...piece, box: unionOf(bounds), asBoxes };
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

function idsOf(firstVertex: Uint32Array, firstFeature: number): Uint32Array {
  const ids = new Uint32Array(firstVertex[firstVertex.length - 1]);
  for (let i = 0; i + 1 < firstVertex.length; i++)
    ids.fill(firstFeature + i, firstVertex[i], firstVertex[i + 1]);
  return ids;
}

function shifted(numbers: Uint32Array, by: number): Uint32Array {
  for (let i = 0; i < numbers.length; i++) numbers[i] += by;
  return numbers;
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
