import { z } from "zod";
import { layerIds } from "../layers/layer-id.ts";
import { saidSchema } from "./said-schema.ts";

/** What the bytes of a handoff are. `scene`: our columnar container (docs/handoff-format.md). `3dm`: a Rhino file. */
export const handoffFormats = ["scene", "3dm", "glb"] as const;
export type HandoffFormat = (typeof handoffFormats)[number];

/** WGS84 place of the model origin, degrees and metres, as a document stores it. */
export const georeferenceSchema = z.strictObject({
  originLonDeg: z.number().min(-180).max(180),
  originLatDeg: z.number().min(-90).max(90),
  originHeightM: z.number(),
  crs: z.enum(["local", "EPSG:3857", "UTM"]),
  epsg: z.number().int().optional(),
});
export type Georeference = z.infer<typeof georeferenceSchema>;

/**
 * The header of a hand-over: everything but the bytes. `offsetM` (east, north, up; metres) is where the model's
 * origin lies in the document's own frame: non-zero when the document already had a georeference.
 */
export const handoffHeaderSchema = z.strictObject({
  handoffId: z.string().min(8).max(64),
  format: z.enum(handoffFormats),
  totalBytes: z.number().int().min(1),
  totalChunks: z.number().int().min(1),
  /** Lower-case hex of the whole payload. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Same key = same area: what an earlier import with this key made is replaced. */
  replaceKey: z.string().min(1).max(128),
  /** Name of the one undo step and of the group/collection in the document. */
  name: z.string().min(1).max(200),
  georeference: georeferenceSchema,
  offsetM: z.array(z.number()).length(3),
  /** One object per building instead of one mesh per layer; hosts may cap it and say so in the receipt. */
  perFeature: z.boolean(),
  attribution: z.array(z.string()),
});
export type HandoffHeader = z.infer<typeof handoffHeaderSchema>;

/** A complete hand-over in memory, before it is cut into chunks. */
export interface HostHandoff {
  header: HandoffHeader;
  bytes: Uint8Array;
}

/** What the host made of it. Counts are of the document, not of the message. */
export const handoffReceiptSchema = z.strictObject({
  handoffId: z.string(),
  undoName: z.string(),
  documentName: z.string(),
  made: z.array(
    z.strictObject({
      layer: z.enum(layerIds),
      objects: z.number().int(),
      facets: z.number().int(),
      instances: z.number().int(),
    }),
  ),
  /** Objects of an earlier import of the same area that were removed. */
  replaced: z.number().int(),
  skipped: z.array(
    z.strictObject({
      what: z.string(),
      reason: z.string(),
      /** The reason by id and figures, where it is one of `sentences.ts`. */
      said: saidSchema.optional(),
      count: z.number().int(),
    }),
  ),
  /** Names or ids by which the host finds what was made (at most 1,000; see `made` for counts). */
  hostIds: z.array(z.string()).max(1000),
  /** Files written, for hosts whose document is a folder. */
  files: z.array(z.strictObject({ name: z.string(), bytes: z.number().int(), path: z.string() })).optional(),
  georeference: z.enum(["stored", "aligned", "unsupported"]),
  warnings: z.array(z.string()),
});
export type HandoffReceipt = z.infer<typeof handoffReceiptSchema>;
