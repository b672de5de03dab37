import { z } from "zod";
import { layerIds } from "../../shared/layers/layer-id.ts";
import { measureScene, sceneBounds } from "../../shared/scene/measure.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";

export const summarySchema = z.strictObject({
  origin: z.strictObject({ lon: z.number(), lat: z.number(), height_m: z.number(), crs: z.string() }),
  bounds_m: z
    .strictObject({ min: z.array(z.number()).length(3), max: z.array(z.number()).length(3) })
    .describe("East, north, up in metres from the origin."),
  layers: z.array(
    z.strictObject({
      layer: z.enum(layerIds),
      kind: z.string(),
      features: z.number(),
      triangles: z.number(),
    }),
  ),
  skipped: z.array(z.strictObject({ layer: z.string(), reason: z.string(), count: z.number() })),
  warnings: z.array(z.string()),
  attribution: z.array(z.string()),
  charged_km2: z.number().optional(),
});
export type Summary = z.infer<typeof summarySchema>;

/** A model in a few hundred bytes: what an agent needs to decide what comes next. */
export function summarise(model: SceneModel): Summary {
  const { frame } = model;
  return {
    origin: {
      lon: frame.originLonDeg,
      lat: frame.originLatDeg,
      height_m: frame.originHeightM,
      crs: frame.crs,
    },
    bounds_m: sceneBounds(model),
    layers: measureScene(model).map(({ id, kind, features, facets }) => ({
      layer: id,
      kind,
      features,
      triangles: facets,
    })),
    skipped: model.skipped.map(({ layer, reason, count }) => ({ layer, reason, count })),
    warnings: model.warnings,
    attribution: model.attributions.map(({ text, licence }) =>
      licence === undefined ? text : `${text} (${licence})`,
    ),
    charged_km2: model.chargedKm2,
  };
}
