import type { LayerId } from "../../shared/layers/layer-id.ts";
import { layerStyles } from "../../shared/layers/layer-style.ts";
import type { SceneLayer, SceneModel } from "../../shared/scene/scene-model.ts";
import { excludedFeatures, exclusionsOf } from "../state/exclusions.ts";
import { knownWords } from "../ui/known-words.ts";
import { layerWord, toldWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";

interface LayerRow {
  id: LayerId;
  name: string;
  colour: readonly [number, number, number];
  /** Features or nodes; null for a height grid, which is one piece. */
  count: number | null;
  /** Features the user leaves out; they are not in `count`. A height grid is one. */
  leftOut: number;
}

/** One row per layer that is there, in the order of the model; a mesh and a grid of the terrain are one row. */
export function layerRows(model: SceneModel): LayerRow[] {
  const excluded = excludedFeatures(exclusionsOf(model).value);
  const rows = new Map<LayerId, LayerRow>();
  model.layers.forEach((layer, number) => {
    const { colour } = layerStyles[layer.id];
    const earlier = rows.get(layer.id);
    const out = excluded.get(number)?.size ?? 0;
    const own = layer.kind === "grid" ? null : layer.descriptors.length - out;
    const count = own === null ? (earlier?.count ?? null) : own + (earlier?.count ?? 0);
    const leftOut = out + (earlier?.leftOut ?? 0);
    rows.set(layer.id, { id: layer.id, name: t.layerNames[layer.id], colour, count, leftOut });
  });
  return [...rows.values()];
}

interface ModelFigures {
  features: number;
  triangles: number;
  points: number;
}

/** What the model is made of. Nodes count as features; their shapes are the viewer's and are not counted. */
export function modelFigures(model: SceneModel): ModelFigures {
  const figures = { features: 0, triangles: 0, points: 0 };
  for (const layer of model.layers) {
    const { features, triangles, points } = layerFigures(layer);
    figures.features += features;
    figures.triangles += triangles;
    figures.points += points;
  }
  return figures;
}

function layerFigures(layer: SceneLayer): ModelFigures {
  if (layer.kind === "grid")
    return { features: 1, triangles: layer.segmentsX * layer.segmentsY * 2, points: layer.heights.length };
  const features = layer.descriptors.length;
  if (layer.kind === "instances") return { features, triangles: 0, points: features };
  return { features, triangles: layer.indices.length / 3, points: layer.positions.length / 3 };
}

/** Left-out features by reason, most first. */
export function skippedRows(model: SceneModel): { what: string; reason: string; count: number }[] {
  const rows = new Map<string, { what: string; reason: string; count: number }>();
  for (const { layer, reason: text, said, count } of model.skipped) {
    const what = layerWord(layer);
    const reason = knownWords(toldWords(said, text));
    const row = rows.get(what + reason) ?? { what, reason, count: 0 };
    rows.set(what + reason, { ...row, count: row.count + count });
  }
  return [...rows.values()].sort((a, b) => b.count - a.count);
}
