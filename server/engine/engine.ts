import type { AnswerFormat } from "../../shared/contract/answer-format.ts";
import type { WireRequest } from "../../shared/contract/context-request.ts";
import type { ElevationSource, MapSource } from "../sources/map-source.ts";

/** What the engine works with: open data in, contract bytes out. It knows no accounts, no HTTP, no money. */
export interface EngineSources {
  map: MapSource;
  elevation: ElevationSource | null;
}

/**
 * Turns a checked request into the answer's bytes in `format` (default JSON), in chunks, yielding to the event loop
 * between chunks. Throws ContextileError before the first chunk or not at all; a caller that stops iterating or aborts
 * `signal` stops the work.
 */
export type AnswerContext = (
  request: WireRequest,
  sources: EngineSources,
  signal: AbortSignal,
  format?: AnswerFormat,
) => AsyncGenerator<Uint8Array, void, undefined>;
