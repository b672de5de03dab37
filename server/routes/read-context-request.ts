import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import {
  asksForNothing,
  contextRequestSchema,
  requestLayers,
  type WireRequest,
  wireSettingsSchema,
} from "../../shared/contract/context-request.ts";
import { idempotencyHeader } from "../../shared/contract/service.ts";
import { inWords, says } from "../../shared/sentences.ts";
import { readBody } from "../read-body.ts";
import { refuse } from "../refusal.ts";

export interface ContextCall {
  wire: WireRequest;
  /** The client's id of this purchase; a made-up one when it sent none, so that every call then counts by itself. */
  requestId: string;
  /** Hash of what is asked for, without fields that mean nothing here (time stamps and the like). */
  bodyHash: string;
}

/** Reads and checks the body of `POST /v1/context`; refuses with the field and what is wrong with it. */
export async function readContextRequest(request: Request): Promise<ContextCall> {
  const requestId = readRequestId(request);
  const body = parseJson(await readBody(request));
  refuseHoles(body);
  const parsed = contextRequestSchema.safeParse(body);
  if (!parsed.success) refuseIssues(parsed.error);
  refuseNothing(parsed.data.settings);
  return { wire: parsed.data, requestId, bodyHash: hashOf(parsed.data) };
}

function readRequestId(request: Request): string {
  const id = request.headers.get(idempotencyHeader);
  if (id === null) return `none-${randomUUID()}`;
  if (!/^[\x21-\x7e]{1,200}$/.test(id))
    refuse("bad-request", says("request-id-form"), { next: says("next-send-id") });
  return id;
}

function parseJson(text: string): unknown {
  if (text.trim() === "") refuse("bad-request", says("request-empty"), { next: says("next-send-polygon") });
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : "not JSON";
    refuse("bad-request", says("request-not-json", { why }), { next: says("next-send-json") });
  }
}

const ringsSchema = z.object({ polygon: z.unknown().optional(), holes: z.unknown().optional() });

/** Several rings, or a field `holes` beside the one: ignored, the hole would be made and paid for like the rest. */
function refuseHoles(body: unknown): void {
  const { polygon, holes } = ringsSchema.safeParse(body).data ?? {};
  const nested = Array.isArray(polygon) && Array.isArray(polygon[0]) && Array.isArray(polygon[0][0]);
  const beside = Array.isArray(holes) && holes.length > 0;
  if (!nested && !beside) return;
  const path = nested ? "polygon" : "holes";
  const said = says(nested ? "request-rings" : "request-holes");
  refuse("bad-polygon", said, {
    issues: [{ path, code: "ring-list", message: inWords(said) }],
    next: says("next-one-ring"),
  });
}

/** An answer that holds nothing is not worth paying for, and nobody means it. */
function refuseNothing(settings: WireRequest["settings"]): void {
  if (!asksForNothing(settings)) return;
  const said = says("request-no-layer");
  refuse("bad-request", said, {
    issues: [{ path: "settings.geometry", code: "too_small", message: inWords(said) }],
    next: says("next-name-layer", { layers: requestLayers.join(", ") }),
  });
}

function refuseIssues(error: z.ZodError): never {
  const issues = error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.join("."),
    code: issue.code,
    message: issue.message,
  }));
  const aboutPolygon = issues.every(({ path }) => path === "polygon" || path.startsWith("polygon."));
  const [{ path: field, message: why }] = issues;
  const said = field === "" ? says("request-unusable", { why }) : says("request-field", { field, why });
  refuse(aboutPolygon ? "bad-polygon" : "bad-request", said, { issues, next: says("next-correct-field") });
}

/** Known fields alone, each in its place: unknown ones mean nothing here, and their order means nothing anywhere. */
function hashOf({ polygon, settings, origin }: WireRequest): string {
  const known = settingNames.map((name) => settings[name] ?? null);
  const canonical = JSON.stringify([polygon, origin ?? null, known]);
  return createHash("sha256").update(canonical).digest("hex");
}

const settingNames = wireSettingsSchema.keyof().options.sort();
