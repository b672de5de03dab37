/**
 * The JSON header of the `scene` container (docs/handoff-format.md), as read and as written. Unknown fields are
 * tolerated, so that a newer writer can say more; everything a reader relies on is checked here once.
 */

import { z } from "zod";
import { layerIds } from "../layers/layer-id.ts";
import { saidSchema } from "../scene/said-schema.ts";

const count = z.number().int().min(0).max(0xffffffff);

/** Where a column lies: `offset` in bytes from the start of the body, `count` in numbers of 4 bytes each. */
export const columnSchema = z.looseObject({ offset: count.multipleOf(4), count });
export type Column = z.infer<typeof columnSchema>;

const descriptor = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const colour = z.array(z.number().int().min(0).max(255)).length(3);
const named = { id: z.enum(layerIds), name: z.string(), colour };

const meshSchema = z.looseObject({
  ...named,
  kind: z.literal("mesh"),
  positions: columnSchema,
  indices: columnSchema,
  firstIndex: columnSchema,
  firstVertex: columnSchema,
  /** One 0xRRGGBB per feature; only where features differ in colour. */
  colours: columnSchema.optional(),
  descriptors: z.array(descriptor),
});
export type MeshHeader = z.infer<typeof meshSchema>;

const instancesSchema = z.looseObject({
  ...named,
  kind: z.literal("instances"),
  kinds: z.array(z.string()).max(65_536),
  kindIndex: columnSchema,
  positions: columnSchema,
  scales: columnSchema,
  rotations: columnSchema,
  descriptors: z.array(descriptor),
  shapes: z.array(z.looseObject({ positions: columnSchema, indices: columnSchema })),
});
export type InstancesHeader = z.infer<typeof instancesSchema>;

const layerSchema = z.discriminatedUnion("kind", [meshSchema, instancesSchema]);
export type LayerHeader = z.infer<typeof layerSchema>;

const frameSchema = z.object({
  originLonDeg: z.number(),
  originLatDeg: z.number(),
  originHeightM: z.number(),
  crs: z.enum(["local", "EPSG:3857", "UTM"]),
  falseOriginM: z.tuple([z.number(), z.number()]).optional(),
  epsg: z.number().int().optional(),
});

export const sceneHeaderSchema = z.looseObject({
  frame: frameSchema,
  name: z.string(),
  /** Sentences to print, one per source. */
  attribution: z.array(z.string()),
  /** The same sources with licence, date and address where they are known. */
  sources: z
    .array(
      z.object({
        text: z.string(),
        licence: z.string().optional(),
        date: z.string().optional(),
        url: z.string().optional(),
      }),
    )
    .optional(),
  skipped: z
    .array(
      z.object({
        layer: z.enum([...layerIds, "unknown"]),
        index: z.number().int(),
        reason: z.string(),
        said: saidSchema.optional(),
        count: z.number().int(),
      }),
    )
    .optional(),
  warnings: z.array(z.string()).optional(),
  saidWarnings: z.array(saidSchema).optional(),
  chargedKm2: z.number().optional(),
  layers: z.array(layerSchema).max(64),
});
export type SceneHeader = z.infer<typeof sceneHeaderSchema>;
