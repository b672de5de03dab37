import { type ContextileError, failure } from "../errors.ts";
import { says } from "../sentences.ts";

/** The one `host-gone` of the bridge: sessions reject with it, transports too. */
export function hostGone(cause?: unknown): ContextileError {
  return failure("host-gone", says("host-unconnected"), { cause });
}
