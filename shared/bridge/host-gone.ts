import { ContextileError } from "../errors.ts";

/** The one `host-gone` of the bridge: sessions reject with it, transports too. */
export function hostGone(cause?: unknown): ContextileError {
  return new ContextileError("host-gone", "The CAD program is no longer connected.", { cause });
}
