import { z } from "zod";
import { layerIds } from "../../../shared/layers/layer-id.ts";
import type { Descriptor, MeshLayer, SceneLayer } from "../../../shared/scene/scene-model.ts";
import { summarise, summarySchema } from "../summary.ts";
import { defineTool } from "../tool.ts";

const feature = z.strictObject({
  index: z.number(),
  top_m: z.number().optional().describe("Highest point above the model's zero."),
  descriptor: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

/** Counts of a scene and, page by page, the facts about its features. */
export const describeScene = defineTool({
  name: "describe_scene",
  title: "Describe a fetched scene",
  description:
    "Counts, bounds, attribution and what was skipped; with a layer also its features, page by page. Free.",
  input: z.strictObject({
    scene_id: z.string(),
    layer: z.enum(layerIds).optional().describe("List this layer's features."),
    offset: z.number().int().min(0).default(0),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  output: z.strictObject({
    summary: summarySchema,
    features: z.array(feature),
    total: z.number(),
    has_more: z.boolean(),
    next_offset: z.number().optional(),
  }),
  hints: { readOnly: true, idempotent: true, openWorld: false },
  async run({ scene_id, layer: wanted, offset, limit }, { scenes }) {
    const { model } = await scenes.scene(scene_id);
    const layer = model.layers.find((candidate) => candidate.id === wanted && candidate.kind !== "grid");
    const total = layer === undefined || layer.kind === "grid" ? 0 : layer.descriptors.length;
    const end = Math.min(total, offset + limit);
    const features = layer === undefined ? [] : pageOf(layer, offset, end);
    const has_more = end < total;
    const next_offset = has_more ? end : undefined;
    return { structured: { summary: summarise(model), features, total, has_more, next_offset } };
  },
});

function pageOf(layer: SceneLayer, from: number, to: number) {
  if (layer.kind === "grid") return [];
  const page = [];
  for (let index = from; index < to; index++) {
    const top_m = layer.kind === "mesh" ? topOf(layer, index) : layer.positions[index * 3 + 2];
    page.push({ index, top_m, descriptor: plain(layer.descriptors[index] ?? {}) });
  }
  return page;
}

function topOf({ positions, firstVertex }: MeshLayer, feature: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let v = firstVertex[feature]; v < firstVertex[feature + 1]; v++)
    top = Math.max(top, positions[v * 3 + 2]);
  return top;
}

/** Text from maps is cut to a length no answer suffers from. */
function plain(descriptor: Descriptor): Record<string, string | number | boolean> {
  const out: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(descriptor).slice(0, 40))
    if (value !== null) out[key.slice(0, 60)] = typeof value === "string" ? value.slice(0, 300) : value;
  return out;
}
