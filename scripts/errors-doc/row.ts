/** One line of docs/errors.md: what goes wrong, what the panel says, and whether it costs anything. */
import { withRepeat } from "../../panel/state/fetching/purchase.ts";
import { errorWords } from "../../panel/ui/said.ts";
import type { ContextileError } from "../../shared/errors.ts";
import type { Checked } from "../../shared/issues.ts";

export interface ErrorRow {
  input: string;
  says: string;
  /** "not sent": the panel stops before the service is asked. */
  charged: "not sent" | "no" | "yes" | "once at most" | "uncertain";
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

/** As the box above the button says it. `confirms`: the service charges a request id once. */
export function failed(input: string, error: ContextileError, confirms = true): ErrorRow {
  const wire = withRepeat(error.toWire(), confirms);
  const { what, charged, next } = errorWords(wire);
  const doubt = confirms ? "once at most" : "uncertain";
  return {
    input,
    says: `${what} ${charged} ${next}`,
    charged: wire.charged === "unknown" ? doubt : wire.charged,
  };
}
