import type { FetchProgress } from "../../../shared/api/fetch-context-options.ts";

/** Before that the pace of a line is a guess. */
const leastMs = 2_000;

/**
 * How long a download will go on at the pace it has had, whole seconds; null where its size is not known or it has only
 * begun. One of these per purchase; times in ms of any one clock.
 */
export function createTimeLeft(): (progress: FetchProgress, nowMs: number) => number | null {
  let first: { atMs: number; bytes: number; attempt: number } | null = null;
  return ({ phase, bytes, totalBytes, attempt }, nowMs) => {
    if (phase !== "downloading" || totalBytes === null || bytes === 0) return null;
    if (first === null || first.attempt !== attempt) first = { atMs: nowMs, bytes, attempt };
    const ms = nowMs - first.atMs;
    const came = bytes - first.bytes;
    if (ms < leastMs || came <= 0) return null;
    return Math.max(0, Math.ceil(((totalBytes - bytes) * ms) / came / 1000));
  };
}
