import { nodeKind, nodeSchema, type WireNode } from "../contract/context-response.ts";
import { sampleGrid } from "../geo/sample-grid.ts";
import type { LayerId } from "../layers/layer-id.ts";
import { wireTripleToModel } from "../scene/frame.ts";
import type { Descriptor, GridLayer, InstanceLayer } from "../scene/scene-model.ts";
import { says } from "../sentences.ts";
import { readDescriptor } from "./read-descriptor.ts";
import type { SkipLog } from "./skip-log.ts";
import type { WireFrame } from "./wire-frame.ts";

/** More kinds than any city has; the rest of a hostile answer becomes "unknown". */
const maxKinds = 1000;
const maxCoordinateM = 1_000_000;

/** Node elements → one instance layer, or null when nothing is left. Nodes without a height are put on the grid. */
export function readNodes(
  id: LayerId,
  elements: readonly unknown[],
  wire: WireFrame,
  grids: readonly GridLayer[],
  skips: SkipLog,
): InstanceLayer | null {
  const kinds = new Map<string, number>();
  const kindIndex: number[] = [];
  const positions: number[] = [];
  const scales: number[] = [];
  const rotations: number[] = [];
  const descriptors: Descriptor[] = [];
  for (const [index, element] of elements.entries()) {
    const parsed = nodeSchema.safeParse(element);
    if (!parsed.success) {
      skips.add(id, index, says("skip-not-node"));
      continue;
    }
    const node = parsed.data;
    const place = placeOf(node, wire, grids);
    if (place.some((value) => Math.abs(value) > maxCoordinateM)) {
      skips.add(id, index, says("skip-too-far"));
      continue;
    }
    kindIndex.push(kindNumber(kinds, nodeKind(node)));
    positions.push(...place);
    scales.push(node.scale !== undefined && node.scale > 0 ? Math.min(node.scale, 10_000) : 1);
    rotations.push(node.rotation ?? 0);
    descriptors.push(readDescriptor(node.descriptor, nodeKind(node)));
  }
  if (kindIndex.length === 0) return null;
  return {
    kind: "instances",
    id,
    kinds: Array.from(kinds.keys()),
    kindIndex: new Uint16Array(kindIndex),
    positions: new Float32Array(positions),
    scales: new Float32Array(scales),
    rotations: new Float32Array(rotations),
    descriptors,
  };
}

/** With three coordinates a node is a triple like any vertex; with two they are its plan (east, north). */
function placeOf(node: WireNode, wire: WireFrame, grids: readonly GridLayer[]): [number, number, number] {
  if (node.z !== undefined) {
    const [a, b, c] = wire.offsets;
    return wireTripleToModel(node.x - a, node.y - b, node.z - c, wire.order);
  }
  const [falseEast, falseNorth] = wire.falseOriginM ?? [0, 0];
  const [x, y] = [node.x - falseEast, node.y - falseNorth];
  for (const grid of grids) {
    const height = sampleGrid(grid, x, y);
    if (height !== null) return [x, y, height];
  }
  return [x, y, 0];
}

function kindNumber(kinds: Map<string, number>, kind: string): number {
  const name = kinds.size < maxKinds || kinds.has(kind) ? kind.slice(0, 100) : "unknown";
  const known = kinds.get(name);
  if (known !== undefined) return known;
  kinds.set(name, kinds.size);
  return kinds.size - 1;
}
