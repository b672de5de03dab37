/** One line of docs/errors.md: what goes wrong, what the panel says, and whether it costs anything. */
import { asSentence } from "../../panel/ui/format.ts";
import { type ContextileError, chargedSentence } from "../../shared/errors.ts";
import type { Checked } from "../../shared/issues.ts";

export interface ErrorRow {
  input: string;
  says: string;
  /** "not sent": the panel stops before the service is asked. */
  charged: "not sent" | "no" | "yes" | "uncertain";
}

export interface Section {
  title: string;
  rows: ErrorRow[];
}

/** Stopped by the panel itself. */
export function notSent(input: string, says: string | null | undefined): ErrorRow {
  if (!says) throw new Error(`nothing is said about: ${input}`);
  return { input, says, charged: "not sent" };
}

/** Input that is checked: its first issue is what is shown. */
export function refused(input: string, checked: Checked<unknown>): ErrorRow {
  return notSent(input, checked.ok ? null : checked.issues[0]?.message);
}

/** As the box above the button says it. */
export function failed(input: string, error: ContextileError): ErrorRow {
  const says = `${asSentence(error.message)} ${chargedSentence(error.charged)} ${error.next}`;
  return { input, says, charged: error.charged === "unknown" ? "uncertain" : error.charged };
}
