import { isContextileError } from "../shared/errors.ts";

/** What the command line prints of an error: what happened and, where it is known, what to do next. No stack. */
export function sayError(thrown: unknown): string {
  if (isContextileError(thrown)) return `${thrown.message} ${thrown.next}`;
  return thrown instanceof Error ? thrown.message : String(thrown);
}
