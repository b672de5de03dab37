/**
 * The shape of every bridge message: one JSON string. Requests carry an id; `cancel` names it; every request gets
 * exactly one `res`, unknown methods a defined error. Decoding is tolerant of hosts that quote the string twice.
 */
import { z } from "zod";

const wireErrorSchema = z.looseObject({
  code: z.string(),
  message: z.string(),
  charged: z.enum(["no", "yes", "unknown"]),
  next: z.string(),
});

export const envelopeSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    v: z.literal(1),
    kind: z.literal("req"),
    id: z.string().min(1).max(64),
    method: z.string().max(64),
    params: z.unknown(),
  }),
  z.strictObject({
    v: z.literal(1),
    kind: z.literal("res"),
    id: z.string(),
    ok: z.literal(true),
    result: z.unknown(),
  }),
  z.strictObject({
    v: z.literal(1),
    kind: z.literal("err"),
    id: z.string(),
    ok: z.literal(false),
    error: wireErrorSchema,
  }),
  z.strictObject({ v: z.literal(1), kind: z.literal("cancel"), id: z.string() }),
  z.strictObject({ v: z.literal(1), kind: z.literal("evt"), event: z.string().max(64), data: z.unknown() }),
]);
export type Envelope = z.infer<typeof envelopeSchema>;
