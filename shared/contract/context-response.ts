/**
 * The answer of `POST /v1/context`, in both spellings of everything. Number arrays (`vertices`, `elevationMap`) never
 * reach zod: the scanner leaves a reference in their place (`api/skeleton-scanner.ts`).
 */
import { z } from "zod";
import { errorCodes } from "../errors.ts";
import { type LayerId, layerIds } from "../layers/layer-id.ts";

/** What stands in the scanned envelope where a long number array stood: its number, in body order, and its length. */
export const numberArrayRefSchema = z.strictObject({
  array: z.number().int().min(0),
  count: z.number().int().min(0),
});
export type NumberArrayRef = z.infer<typeof numberArrayRefSchema>;

/** Keys whose arrays hold numbers: triples of coordinates, or heights. The latter also name lists of height maps. */
export const tripleKey = "vertices";

const latLon = z.array(z.number()).length(2);

/** Descriptors are free: show whatever is there. Nested values are dropped later, never an error. */
export const descriptorSchema = z.record(z.string(), z.unknown());

/**
 * `zone` and `epsg` are [reading]: what a UTM answer says of itself is not documented. `originHeight` is our own
 * service's: metres above its datum that height 0 stands for.
 */
export const referenceSchema = z.looseObject({
  crs: z.string().optional().catch(undefined),
  origin: latLon.optional().catch(undefined),
  zone: z.union([z.number(), z.string()]).optional().catch(undefined),
  epsg: z.union([z.number(), z.string()]).optional().catch(undefined),
  originHeight: z.number().optional().catch(undefined),
});

/** Layer entry: the key that holds the elements is the value of `geometryType`. */
export const layerEntrySchema = z.looseObject({
  type: z.string().optional().catch(undefined),
  geometryType: z.string().optional().catch(undefined),
});

/** One mesh: flat triangle soup and what it is. `type` may stand on the mesh (JSON sample) or in the descriptor. */
export const meshSchema = z.looseObject({
  vertices: z.unknown().optional(),
  type: z.string().optional().catch(undefined),
  descriptor: descriptorSchema.optional().catch(undefined),
});
/** Key of a layer entry's own name. */
export const layerNameKey = "type";
export const meshesKey = "meshes";
export const nodesKey = "nodes";

/** Wire name of a layer → ours; `instances` is the request's alias of `infrastructure`. */
export const layerAliases: ReadonlyMap<string, LayerId> = new Map([
  ...layerIds.map((id) => [id, id] as const),
  ["instances", "infrastructure"],
]);

/** QS/GS write the plural, the only JSON sample the singular: accept both, emit the singular. */
export const elevationKeys = ["elevationMap", "elevationMaps"] as const;

export const elevationInfoSchema = z.looseObject({
  width: z.number().positive(),
  height: z.number().positive(),
  segmentsWidth: z.number().int().min(1),
  segmentsHeight: z.number().int().min(1),
  moveVector: z.looseObject({ x: z.number(), y: z.number() }),
});

/** One height map: its numbers under either key, and its size. */
export const elevationSchema = z.looseObject({
  elevationMap: z.unknown().optional(),
  elevationMaps: z.unknown().optional(),
  info: elevationInfoSchema,
});

/** Oddly typed extras count as absent: a tree with a wrong `scale` is still a tree. */
export const nodeSchema = z.looseObject({
  type: z.string().optional().catch(undefined),
  instanceType: z.string().optional().catch(undefined),
  x: z.number(),
  y: z.number(),
  /** Missing in the documentation, present on the live service: absent means "plan only". */
  z: z.number().optional().catch(undefined),
  scale: z.number().optional().catch(undefined),
  rotation: z.number().optional().catch(undefined),
  descriptor: descriptorSchema.optional().catch(undefined),
});
export type WireNode = z.infer<typeof nodeSchema>;

/** Id and figures of a sentence, beside its words, so that it can be said in another language. */
const toldSchema = z.object({
  id: z.string().optional().catch(undefined),
  data: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .catch(undefined),
});

/** The envelope; `geometry` entries are checked one by one so that one bad entry does not cost the answer. */
export const contextResponseSchema = z.looseObject({
  origin: latLon.optional().catch(undefined),
  geometry: z.array(z.unknown()),
  spatialReference: referenceSchema.optional().catch(undefined),
  spacialReference: referenceSchema.optional().catch(undefined),
  /** Our service: what was left out and why, credits, warnings. */
  report: z
    .looseObject({
      skipped: z
        .array(
          z.looseObject({ layer: z.string(), reason: z.string(), count: z.number(), ...toldSchema.shape }),
        )
        .optional(),
      attribution: z
        .array(
          z.looseObject({
            text: z.string(),
            licence: z.string().optional(),
            date: z.string().optional(),
            url: z.string().optional(),
          }),
        )
        .optional(),
      warnings: z.array(z.string()).optional(),
      /** Those of the warnings that are in `sentences.ts`. */
      saidWarnings: z.array(toldSchema).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});
export type WireResponse = z.infer<typeof contextResponseSchema>;

/** The reference object under either of its spellings. */
export const referenceOf = (response: WireResponse) => response.spatialReference ?? response.spacialReference;

/** A layer entry: its own name, and its elements under the key it names or any known one; null where there are none. */
export function layerContent(entry: z.infer<typeof layerEntrySchema>): {
  name: string;
  key: string;
  elements: unknown[] | null;
} {
  const fields: Record<string, unknown> = entry;
  const { type: name = "", geometryType = "" } = entry;
  const keys = [geometryType, ...elevationKeys, meshesKey, nodesKey];
  const key = keys.find((candidate) => candidate !== "" && Array.isArray(fields[candidate])) ?? "";
  const elements = fields[key];
  return { name, key, elements: key !== "" && Array.isArray(elements) ? elements : null };
}

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

/** What belongs to our own error family, in a service's body or in a host's. */
const familyFields = {
  message: z.string().optional().catch(undefined),
  code: z.enum(errorCodes).optional().catch(undefined),
  charged: z.enum(["no", "yes", "unknown"]).optional().catch(undefined),
  next: z.string().optional().catch(undefined),
  said: toldSchema.optional().catch(undefined),
  nextSaid: toldSchema.optional().catch(undefined),
};

/**
 * Error bodies seen or allowed: `{error: text | {message}}`, `{message}`, `{detail}`; plain text is read beside this.
 * `code`, `charged`, `next`, and which of our sentences message and next are (`said`, `nextSaid`), are our own: flat in
 * a service's body, inside `error` in that of a host.
 */
export const errorBodySchema = z.looseObject({
  error: z
    .union([z.string(), z.looseObject(familyFields)])
    .optional()
    .catch(undefined),
  detail: z.string().optional().catch(undefined),
  ...familyFields,
});
