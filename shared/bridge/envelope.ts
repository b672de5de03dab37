/**
 * The shape of every bridge message: one JSON string. Requests carry an id; `cancel` names it; every request gets
 * exactly one `res` or `err`, unknown methods a defined error. Decoding is tolerant of hosts that quote the string twice.
 */
import { z } from "zod";
import { ContextileError, errorCodes, type WireError } from "../errors.ts";

const wireErrorSchema = z.looseObject({
  code: z.string(),
  message: z.string(),
  charged: z.enum(["no", "yes", "unknown"]),
  next: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
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

/** What came out of one string: an envelope, one of another protocol version, or noise to be dropped. */
export type Decoded =
  | { kind: "envelope"; envelope: Envelope }
  | { kind: "other-version"; version: number }
  | { kind: "noise"; reason: string };

/** Never throws. WebView2 may hand over `"{\"v\":1…}"` for `{"v":1…}`, so a string that parses to a string is parsed again. */
export function decodeEnvelope(message: string): Decoded {
  let value: unknown = message;
  for (let depth = 0; depth < 3 && typeof value === "string"; depth++) {
    try {
      value = JSON.parse(value);
    } catch {
      return { kind: "noise", reason: "not JSON" };
    }
  }
  const parsed = envelopeSchema.safeParse(value);
  if (parsed.success) return { kind: "envelope", envelope: parsed.data };
  const version = z.looseObject({ v: z.number() }).safeParse(value);
  if (version.success && version.data.v !== 1) return { kind: "other-version", version: version.data.v };
  return { kind: "noise", reason: "not an envelope" };
}

/** One line of JSON; `undefined` results become `{}`, because every answer has a body. */
export function encodeEnvelope(envelope: Envelope): string {
  if (envelope.kind === "res" && envelope.result === undefined)
    return JSON.stringify({ ...envelope, result: {} });
  return JSON.stringify(envelope);
}

/** The error of an `err` envelope or of a JSON error body; a code from a newer host becomes `internal`. */
export function errorFromWire(wire: z.infer<typeof wireErrorSchema>): ContextileError {
  const code: WireError["code"] = errorCodes.find((known) => known === wire.code) ?? "internal";
  return new ContextileError(code, wire.message, { charged: wire.charged, next: wire.next, data: wire.data });
}

/** Body of a refused HTTP request: `{"error":{…}}`. Source: docs/loopback-protocol.md. */
export const errorBodySchema = z.looseObject({ error: wireErrorSchema });

/** The number a `hello` or its answer names, whatever else has changed around it; null where there is none. */
export function spokenProtocol(value: unknown): number | null {
  const parsed = z.looseObject({ protocol: z.number() }).safeParse(value);
  return parsed.success ? parsed.data.protocol : null;
}
