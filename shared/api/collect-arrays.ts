import { createGrowable, type Growable } from "../geo/growable.ts";
import { createWelder } from "../geo/weld.ts";
import { type AxisOrder, isMirrored, wireToModel } from "../scene/frame.ts";
import { type Said, says } from "../sentences.ts";
import type { ScannedArray } from "./skeleton-scanner.ts";

/** What became of one number array of the answer. Vertex and index ranges are those of its group's columns. */
export interface CollectedArray {
  group: number;
  firstVertex: number;
  vertices: number;
  firstIndex: number;
  /** Three per triangle. */
  indices: number;
  /** Triangles left out because two corners coincide. */
  degenerate: number;
  /** Heights of a height map; null for triangles. */
  heights: Float32Array | null;
  /** Why the array is not used; null when it is. */
  fault: Said | null;
}

/** Columns of one layer entry: every good feature of it, welded, model frame, in body order. */
export interface GroupColumns {
  positions: Float32Array;
  indices: Uint32Array;
}

export interface ArrayCollector {
  /** Takes one array over from the scanner; its number in `arrays` is what stands in the envelope. */
  addTriples(array: ScannedArray): number;
  addHeights(array: ScannedArray): number;
  readonly arrays: readonly CollectedArray[];
  /** Columns of a group: handed over, not copied, hence null the second time. */
  takeGroup(group: number): GroupColumns | null;
}

/** Farther from the origin than this float32 loses more than 6 cm: nothing that belongs to the area. Metres. */
const maxCoordinateM = 1_000_000;

/**
 * Welds each feature as it arrives, so that the triangle soup of the answer (about five times the size) never exists
 * as a whole. `order` is the axis order of the wire.
 */
export function createArrayCollector(order: AxisOrder): ArrayCollector {
  const arrays: CollectedArray[] = [];
  const pools = new Map<number, { positions: Growable<Float32Array>; indices: Growable<Uint32Array> }>();
  const weld = createWelder();
  const mirrored = isMirrored(order);

  const poolOf = (group: number) => {
    const known = pools.get(group);
    if (known !== undefined) return known;
    const pool = { positions: createGrowable(Float32Array), indices: createGrowable(Uint32Array) };
    pools.set(group, pool);
    return pool;
  };

  return {
    arrays,
    addTriples(array) {
      const pool = poolOf(array.group);
      const firstVertex = pool.positions.length / 3;
      const firstIndex = pool.indices.length;
      const entry: CollectedArray = {
        group: array.group,
        firstVertex,
        vertices: 0,
        firstIndex,
        indices: 0,
        degenerate: 0,
        heights: null,
        fault: tripleFault(array),
      };
      if (entry.fault === null) {
        wireToModel(array.values, order, 0, array.count);
        const feature = weld(array.values, array.count);
        entry.degenerate = feature.degenerate;
        if (feature.indexCount === 0) entry.fault = says("skip-no-area");
        else {
          for (let i = 0; i < feature.indexCount; i++) feature.indices[i] += firstVertex;
          if (mirrored) turnOver(feature.indices, feature.indexCount);
          pool.positions.append(feature.positions, 0, feature.vertexCount * 3);
          pool.indices.append(feature.indices, 0, feature.indexCount);
          entry.vertices = feature.vertexCount;
          entry.indices = feature.indexCount;
        }
      }
      return arrays.push(entry) - 1;
    },
    addHeights(array) {
      const heights = array.values.slice(0, array.count);
      const fault = array.fault === null ? null : says("skip-numbers", array.fault);
      const none = { firstVertex: 0, vertices: 0, firstIndex: 0, indices: 0, degenerate: 0 };
      return arrays.push({ group: array.group, ...none, heights, fault }) - 1;
    },
    takeGroup(group) {
      const pool = pools.get(group);
      if (pool === undefined) return null;
      pools.delete(group);
      return { positions: pool.positions.take(), indices: pool.indices.take() };
    },
  };
}

function tripleFault({ values, count, fault }: ScannedArray): Said | null {
  if (fault !== null) return says("skip-numbers", fault);
  if (count === 0) return says("skip-empty");
  if (count % 9 !== 0) return says("skip-odd-count", { count });
  for (let i = 0; i < count; i++) if (Math.abs(values[i]) > maxCoordinateM) return says("skip-too-far");
  return null;
}

function turnOver(indices: Uint32Array, count: number): void {
  for (let i = 0; i < count; i += 3) {
    const second = indices[i + 1];
    indices[i + 1] = indices[i + 2];
    indices[i + 2] = second;
  }
}
