/**
 * The answer of `POST /v1/context`, in both spellings of everything. Number arrays (`vertices`, `elevationMap`) never
 * reach zod: the scanner leaves `[offset, count]` in their place (`api/`), hence `numbers`.
 */
import { z } from "zod";

/** Either a plain array (small answers, tests) or the scanner's reference into its buffer. */
export interface NumberSlice {
  offset: number;
  count: number;
}

const latLon = z.array(z.number()).length(2);

/** Descriptors are free: show whatever is there. Nested values are dropped later, never an error. */
export const descriptorSchema = z.record(z.string(), z.unknown());

export const referenceSchema = z.looseObject({ crs: z.string().optional(), origin: latLon.optional() });

/** Layer entry: the key that holds the elements is the value of `geometryType`. */
export const layerEntrySchema = z.looseObject({ type: z.string(), geometryType: z.string() });

/** QS/GS write the plural, the only JSON sample the singular: accept both, emit the singular. */
export const elevationKeys = ["elevationMap", "elevationMaps"] as const;

export const elevationInfoSchema = z.looseObject({
  width: z.number().positive(),
  height: z.number().positive(),
  segmentsWidth: z.number().int().min(1),
  segmentsHeight: z.number().int().min(1),
  moveVector: z.looseObject({ x: z.number(), y: z.number() }),
});

export const nodeSchema = z.looseObject({
  type: z.string().optional(),
  instanceType: z.string().optional(),
  x: z.number(),
  y: z.number(),
  /** Missing in the documentation, present on the live service: absent means "plan only". */
  z: z.number().optional(),
  scale: z.number().optional(),
  rotation: z.number().optional(),
  descriptor: descriptorSchema.optional(),
});
export type WireNode = z.infer<typeof nodeSchema>;

/** The envelope; `geometry` entries are checked one by one so that one bad entry does not cost the answer. */
export const contextResponseSchema = z.looseObject({
  origin: latLon.optional(),
  geometry: z.array(z.unknown()),
  spatialReference: referenceSchema.optional(),
  spacialReference: referenceSchema.optional(),
  /** Our service: what was left out and why, credits, warnings. */
  report: z
    .looseObject({
      skipped: z
        .array(z.looseObject({ layer: z.string(), reason: z.string(), count: z.number() }))
        .optional(),
      attribution: z
        .array(
          z.looseObject({ text: z.string(), licence: z.string().optional(), date: z.string().optional() }),
        )
        .optional(),
      warnings: z.array(z.string()).optional(),
    })
    .optional(),
});
export type WireResponse = z.infer<typeof contextResponseSchema>;

/** Kind of a node: `instanceType`, then the descriptor's, then `type`; the literal "instance" says nothing. */
export function nodeKind(node: WireNode): string {
  const fromDescriptor = node.descriptor?.type;
  const candidates = [
    node.instanceType,
    typeof fromDescriptor === "string" ? fromDescriptor : undefined,
    node.type,
  ];
  return candidates.find((kind) => kind !== undefined && kind !== "" && kind !== "instance") ?? "unknown";
}

/** Error bodies seen or allowed: `{error: text | {message}}`, `{message}`, plain text. */
export const errorBodySchema = z.looseObject({
  error: z.union([z.string(), z.looseObject({ message: z.string().optional() })]).optional(),
  message: z.string().optional(),
});
