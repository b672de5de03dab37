/**
 * Bridge protocol v1 between the panel and a host: one map from message name to its parameters and result, one
 * map of events. Both ends parse with these schemas. A message is always one JSON string (see `envelope.ts`);
 * bulk bytes go as base64 chunks, or as same-origin binary POSTs where the host gives a `bulkUrl`.
 */
import { z } from "zod";
import {
  georeferenceSchema,
  handoffFormats,
  handoffHeaderSchema,
  handoffReceiptSchema,
} from "../scene/handoff.ts";

/** Raised on any change an older peer could misread; `hello` refuses a different number. */
export const protocolVersion = 1;

/** Default size of one bulk chunk in bytes, before base64. Hosts lower it by `HostProfile.maxChunkBytes`. */
export const defaultChunkBytes = 1_000_000;

/** What the panel knows of the key: never the key. */
export const secretStateSchema = z.strictObject({
  hasKey: z.boolean(),
  /** Last four characters, "" without a key. */
  last4: z.string().max(4),
  /** Where it is kept, in words: "Windows Credential Manager", "Blender preferences (plain text)". */
  store: z.string(),
  /** A plain warning to show when the store is not a secret store; "" otherwise. */
  warning: z.string(),
});
export type SecretState = z.infer<typeof secretStateSchema>;

/**
 * What the service says of a key that is not stored yet. `no-account`: it has no page to ask; `unreachable`: it could
 * not be asked now. Neither says anything about the key.
 */
export const keyVerdicts = ["accepted", "refused", "no-account", "unreachable"] as const;
export type KeyVerdict = (typeof keyVerdicts)[number];

/** Why there is no boundary in the host's selection. `no-outline`: a closed solid, or nothing that has an outline. */
export const selectionFaults = [
  "nothing-selected",
  "several-selected",
  "no-outline",
  "not-closed",
  "too-many-corners",
  "not-georeferenced",
] as const;
export type SelectionFault = (typeof selectionFaults)[number];

/** Most corners of a boundary: as many as an area may have. */
export const maxBoundaryCorners = 5000;

/**
 * The outline of what is selected in the host, seen from above. `corners`: x, y in document coordinates as metres
 * (x east, y north of the georeference's origin), not repeated at the end. Turned into degrees by
 * `shared/scene/selection-ring.ts`, so that every host shares one projection.
 */
export const selectionBoundarySchema = z.discriminatedUnion("found", [
  z.strictObject({
    found: z.literal(true),
    georeference: georeferenceSchema,
    corners: z
      .array(z.tuple([z.number(), z.number()]))
      .min(3)
      .max(maxBoundaryCorners),
    /** Name of the object, "" without one. */
    name: z.string().max(200),
    /** Further outlines in the selection; the largest was taken. */
    others: z.number().int().min(0),
  }),
  z.strictObject({ found: z.literal(false), fault: z.enum(selectionFaults) }),
]);
export type SelectionBoundary = z.infer<typeof selectionBoundarySchema>;

/**
 * What a host can do. The panel asks this, never which host it is. `name` is for display only. Fields of a newer host
 * are dropped, not refused: an agent's program and the host are not updated on the same day.
 */
export const hostProfileSchema = z.object({
  protocol: z.number().int(),
  name: z.string(),
  version: z.string(),
  documentName: z.string(),
  /** Unit of the document for display; geometry is always handed over in metres. */
  units: z.string(),
  upAxis: z.enum(["Z", "Y"]),
  /** Formats the host takes, best first. Empty: the host cannot insert (the panel offers files). */
  formats: z.array(z.enum(handoffFormats)),
  maxChunkBytes: z.number().int().min(1024),
  /** Same-origin path for binary chunks (`POST <bulkUrl>?handoff=<id>&seq=<n>`), or null: base64 chunks. */
  bulkUrl: z.string().nullable(),
  /** Base path under which the host forwards to the service with the key added, e.g. `/service`. */
  serviceUrl: z.string(),
  /**
   * Address of the service behind `serviceUrl`, without user, query or fragment: what kept answers belong to, since
   * `/service` is the same path in every host. "" from a host that does not say.
   */
  serviceOrigin: z.string().max(2000).default(""),
  canStoreKey: z.boolean(),
  /** Cap for one object per building; 0 = not offered. */
  maxPerFeature: z.number().int(),
  canGeoreference: z.boolean(),
  /** Answers `selection.boundary`. */
  canReadSelection: z.boolean().default(false),
  theme: z.enum(["light", "dark", "system"]),
  secret: secretStateSchema,
});
export type HostProfile = z.infer<typeof hostProfileSchema>;

const nothing = z.strictObject({});
/** Panel and host settings that survive a restart: opaque JSON object owned by the panel. Never holds a key. */
const storedSettings = z.record(z.string(), z.json());

/** Message name → parameters and result. The only list of messages. */
export const messages = {
  hello: {
    params: z.strictObject({ protocol: z.number().int(), panelVersion: z.string(), userAgent: z.string() }),
    result: hostProfileSchema,
  },
  "secret.get": { params: nothing, result: secretStateSchema },
  "secret.set": { params: z.strictObject({ key: z.string().min(1).max(4096) }), result: secretStateSchema },
  /** Asks the service about this key and keeps nothing: a wrong key must not replace a good one. */
  "secret.test": {
    params: z.strictObject({ key: z.string().min(1).max(4096) }),
    result: z.strictObject({ verdict: z.enum(keyVerdicts) }),
  },
  "secret.clear": { params: nothing, result: secretStateSchema },
  "settings.get": { params: nothing, result: storedSettings },
  "settings.set": { params: storedSettings, result: nothing },
  "document.georeference.get": {
    params: nothing,
    result: z.strictObject({ georeference: georeferenceSchema.nullable() }),
  },
  "document.georeference.set": { params: georeferenceSchema, result: nothing },
  "selection.boundary": { params: nothing, result: selectionBoundarySchema },
  "handoff.begin": {
    params: handoffHeaderSchema,
    result: z.strictObject({ handoffId: z.string() }),
  },
  /** `seq` counts from 0; `sha256` is of this chunk; the answer acknowledges it. Repeats are harmless. */
  "handoff.chunk": {
    params: z.strictObject({
      handoffId: z.string(),
      seq: z.number().int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      base64: z.string(),
    }),
    result: z.strictObject({ received: z.number().int() }),
  },
  "handoff.commit": { params: z.strictObject({ handoffId: z.string() }), result: handoffReceiptSchema },
  "handoff.abort": { params: z.strictObject({ handoffId: z.string() }), result: nothing },
} as const;

/** Events from the host; unknown events are ignored by an older panel. */
export const events = {
  theme: z.strictObject({ theme: z.enum(["light", "dark", "system"]) }),
  "document-changed": z.strictObject({ documentName: z.string() }),
  /** Of a running request: `id` is the request's id; `fraction` 0..1 or null when unknown. */
  progress: z.strictObject({
    id: z.string(),
    phase: z.string(),
    fraction: z.number().min(0).max(1).nullable(),
  }),
  closing: z.strictObject({}),
} as const;

export type MessageName = keyof typeof messages;
export type MessageParams<N extends MessageName> = z.infer<(typeof messages)[N]["params"]>;
export type MessageResult<N extends MessageName> = z.infer<(typeof messages)[N]["result"]>;
/** What a host answers: as the result, but what has a default may be left out. */
export type MessageAnswer<N extends MessageName> = z.input<(typeof messages)[N]["result"]>;
export type EventName = keyof typeof events;
export type EventData<N extends EventName> = z.infer<(typeof events)[N]>;
