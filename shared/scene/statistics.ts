/** What a model says about its place: figures for people, not for machines. Metres and square metres. */
import {
  buildingKey,
  type HeightOrigin,
  heightOrigin,
  type RoofOrigin,
  roofOrigin,
  statedHeightM,
} from "./building-facts.ts";
import type { MeshLayer, SceneModel } from "./scene-model.ts";

export interface SceneStatistics {
  /** Distinct buildings: parts of one building count once. */
  buildings: number;
  /** Building meshes, parts included. */
  buildingMeshes: number;
  /** Plan area under roofs. Parts that begin above the ground stand over others and are not counted. */
  footprintM2: number;
  /** Mean over buildings, each with its highest part; null without buildings. */
  meanHeightM: number | null;
  highestM: number | null;
  /** Building meshes by how their height and roof are known. */
  heights: Record<HeightOrigin, number>;
  roofs: Record<RoofOrigin, number>;
  /** Oldest and newest date of the data (ISO), where the service states any. */
  dataDates: { oldest: string; newest: string } | null;
}

/** One pass over the triangles of the buildings. */
export function sceneStatistics(model: SceneModel): SceneStatistics {
  const statistics: SceneStatistics = {
    buildings: 0,
    buildingMeshes: 0,
    footprintM2: 0,
    meanHeightM: null,
    highestM: null,
    heights: { stated: 0, levels: 0, default: 0, unknown: 0 },
    roofs: { stated: 0, default: 0, unknown: 0 },
    dataDates: dataDates(model),
  };
  const heights = new Map<string, number>();
  model.layers.forEach((layer, number) => {
    if (layer.kind !== "mesh" || layer.id !== "buildings") return;
    layer.descriptors.forEach((descriptor, feature) => {
      statistics.buildingMeshes += 1;
      statistics.heights[heightOrigin(descriptor)] += 1;
      statistics.roofs[roofOrigin(descriptor)] += 1;
      const floating = typeof descriptor.buildingMinHeight === "number" && descriptor.buildingMinHeight > 0;
      if (!floating) statistics.footprintM2 += areaUnderRoof(layer, feature);
      const key = buildingKey(descriptor) ?? `${number}/${feature}`;
      const height = statedHeightM(descriptor) ?? ownHeightM(layer, feature);
      heights.set(key, Math.max(heights.get(key) ?? 0, height));
    });
  });
  statistics.buildings = heights.size;
  if (heights.size === 0) return statistics;
  let sum = 0;
  let highest = 0;
  heights.forEach((height) => {
    sum += height;
    highest = Math.max(highest, height);
  });
  return { ...statistics, meanHeightM: sum / heights.size, highestM: highest };
}

/** Sum of the plan areas of the triangles that look upwards. */
function areaUnderRoof({ positions: p, indices, firstIndex }: MeshLayer, feature: number): number {
  let twice = 0;
  for (let i = firstIndex[feature]; i < firstIndex[feature + 1]; i += 3) {
    const [a, b, c] = [indices[i] * 3, indices[i + 1] * 3, indices[i + 2] * 3];
    const area = (p[b] - p[a]) * (p[c + 1] - p[a + 1]) - (p[b + 1] - p[a + 1]) * (p[c] - p[a]);
    if (area > 0) twice += area;
  }
  return twice / 2;
}

/** Height of a feature's own box. A foundation below the ground counts too: there is nothing better to know. */
export function ownHeightM({ positions, firstVertex }: MeshLayer, feature: number): number {
  let low = Infinity;
  let high = -Infinity;
  for (let i = firstVertex[feature] * 3 + 2; i < firstVertex[feature + 1] * 3; i += 3) {
    if (positions[i] < low) low = positions[i];
    if (positions[i] > high) high = positions[i];
  }
  return high > low ? high - low : 0;
}

function dataDates({ attributions }: SceneModel): SceneStatistics["dataDates"] {
  const dates = attributions.flatMap(({ date }) => (date === undefined ? [] : [date])).sort();
  return dates.length === 0 ? null : { oldest: dates[0], newest: dates[dates.length - 1] };
}
