/** Short ways to ask the engine in tests. */
import { contextRequestSchema, type WireRequestInput } from "../../../shared/contract/context-request.ts";
import type { BoundingBox, MapFeature, MapSource } from "../../sources/map-source.ts";
import { answerContext } from "../answer-context.ts";
import type { EngineSources } from "../engine.ts";
import type { Answer } from "./judge-answer.ts";

/** Closed ring of a box, [lat, lon]. */
export function ringOf([west, south, east, north]: BoundingBox): [number, number][] {
  return [
    [south, west],
    [south, east],
    [north, east],
    [north, west],
    [south, west],
  ];
}

export async function ask(
  sources: EngineSources,
  body: WireRequestInput,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ answer: Answer & Record<string, unknown>; chunks: Uint8Array[] }> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of answerContext(contextRequestSchema.parse(body), sources, signal))
    chunks.push(chunk);
  return { answer: JSON.parse(Buffer.concat(chunks).toString("utf8")), chunks };
}

/** A source that holds exactly these features. */
export function sourceOf(features: MapFeature[]): MapSource {
  return {
    info: () => ({ name: "test", attribution: [{ text: "test" }], coverage: null, sampleArea: null }),
    features: async () => ({ features, skipped: [] }),
    places: async () => [],
    close: async () => {},
  };
}
