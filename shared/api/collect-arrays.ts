import { createGrowable, type Growable } from "../geo/growable.ts";
import { createWelder, type WeldedFeature } from "../geo/weld.ts";
import { type AxisOrder, isMirrored, wireToModel } from "../scene/frame.ts";
import type { PieceMaker } from "../scene/piece-maker.ts";
import { type Said, says } from "../sentences.ts";
import type { FeaturePlace, FeatureSink, NumberList } from "./feature-sink.ts";

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

export interface ArrayCollector extends FeatureSink {
  /** In the order of the numbers that were answered. */
  readonly arrays: readonly CollectedArray[];
  /** Columns of a group: handed over, not copied, hence null the second time. */
  takeGroup(group: number): GroupColumns | null;
  /** The group whose columns, whole and unchanged, these positions are; null for all others. */
  groupOf(positions: Float32Array): number | null;
  /** Columns were changed after they were taken: they are no group's any more. */
  disown(): void;
}

/** Farther from the origin than this float32 loses more than 6 cm: nothing that belongs to the area. Metres. */
const maxCoordinateM = 1_000_000;

/**
 * Welds each feature as it arrives, so that the triangle soup of the answer (about five times the size) never exists
 * as a whole. `order` is the axis order of the wire. `pieces` gets every good feature of a known layer as well.
 */
export function createArrayCollector(order: AxisOrder, pieces?: PieceMaker): ArrayCollector {
  const arrays: CollectedArray[] = [];
  const pools = new Map<number, { positions: Growable<Float32Array>; indices: Growable<Uint32Array> }>();
  const taken = new Map<Float32Array, number>();
  const weld = createWelder();
  const mirrored = isMirrored(order);

  const poolOf = (group: number) => {
    const known = pools.get(group);
    if (known !== undefined) return known;
    const pool = { positions: createGrowable(Float32Array), indices: createGrowable(Uint32Array) };
    pools.set(group, pool);
    return pool;
  };

  /** `read` gives the feature where nothing was wrong so far. */
  const addFeature = (place: FeaturePlace, fault: Said | null, read: () => WeldedFeature): number => {
    const pool = poolOf(place.group);
    const entry = {
      ...noArray(place.group, fault),
      firstVertex: pool.positions.length / 3,
      firstIndex: pool.indices.length,
    };
    const feature = fault === null ? read() : null;
    if (feature?.indexCount === 0) entry.fault = says("skip-no-area");
    else if (feature !== null) {
      if (place.layer !== null) pieces?.add(place.group, place.layer, feature);
      pool.positions.append(feature.positions, 0, feature.vertexCount * 3);
      pool.indices.appendShifted(feature.indices, 0, feature.indexCount, entry.firstVertex);
      entry.vertices = feature.vertexCount;
      entry.indices = feature.indexCount;
    }
    entry.degenerate = feature?.degenerate ?? 0;
    return arrays.push(entry) - 1;
  };

  return {
    arrays,
    addSoup: (place, soup) =>
      addFeature(place, soupFault(soup), () => {
        wireToModel(soup.values, order, 0, soup.count);
        const feature = weld(soup.values, soup.count);
        if (mirrored) turnOver(feature.indices, feature.indexCount);
        return feature;
      }),
    addWelded: (place, feature, fault = null) =>
      addFeature(place, fault === null ? weldedFault(feature) : says("skip-numbers", fault), () => feature),
    addHeights({ group }, { values, count, fault }) {
      const entry = noArray(group, fault === null ? null : says("skip-numbers", fault));
      return arrays.push({ ...entry, heights: values.slice(0, count) }) - 1;
    },
    takeGroup(group) {
      const pool = pools.get(group);
      if (pool === undefined) return null;
      pools.delete(group);
      const columns = { positions: pool.positions.take(), indices: pool.indices.take() };
      taken.set(columns.positions, group);
      return columns;
    },
    groupOf: (positions) => taken.get(positions) ?? null,
    disown: () => taken.clear(),
  };
}

function noArray(group: number, fault: Said | null): CollectedArray {
  const none = { firstVertex: 0, vertices: 0, firstIndex: 0, indices: 0, degenerate: 0 };
  return { group, ...none, heights: null, fault };
}

function soupFault({ values, count, fault }: NumberList): Said | null {
  if (fault !== null) return says("skip-numbers", fault);
  if (count === 0) return says("skip-empty");
  if (count % 9 !== 0) return says("skip-odd-count", { count });
  return distanceFault(values, count);
}

function weldedFault({ positions, vertexCount, indices, indexCount }: WeldedFeature): Said | null {
  if (vertexCount === 0 || indexCount === 0) return says("skip-empty");
  if (indexCount % 3 !== 0) return says("skip-odd-count", { count: indexCount });
  for (let i = 0; i < indexCount; i++) if (indices[i] >= vertexCount) return says("skip-foreign-vertex");
  return distanceFault(positions, vertexCount * 3);
}

/** Also catches what is no number at all. */
function distanceFault(values: Float32Array, count: number): Said | null {
  for (let i = 0; i < count; i++) if (!(Math.abs(values[i]) <= maxCoordinateM)) return says("skip-too-far");
  return null;
}

function turnOver(indices: Uint32Array, count: number): void {
  for (let i = 0; i < count; i += 3) {
    const second = indices[i + 1];
    indices[i + 1] = indices[i + 2];
    indices[i + 2] = second;
  }
}
