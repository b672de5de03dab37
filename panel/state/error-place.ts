import type { ErrorCode } from "../../shared/errors.ts";
import type { FailedWork } from "./life-cycle.ts";

/** Where a person goes to put an error right; the error box turns it into a button. */
type ErrorPlace = "key" | "billing" | "area" | "settings" | "fetch" | "insert" | "balance" | "none";

const places: Record<ErrorCode, ErrorPlace> = {
  "no-key": "key",
  "bad-key": "key",
  "no-balance": "billing",
  "area-too-large": "area",
  "bad-polygon": "area",
  "bad-request": "settings",
  "rate-limited": "fetch",
  "service-down": "fetch",
  timeout: "fetch",
  "cut-stream": "fetch",
  "malformed-body": "fetch",
  "too-big": "area",
  "empty-answer": "area",
  "may-be-charged": "balance",
  cancelled: "none",
  "host-gone": "insert",
  "host-busy": "insert",
  "host-failed": "insert",
  "unknown-message": "none",
  "bad-message": "none",
  "protocol-version": "none",
  "disk-full": "insert",
  internal: "fetch",
};

/** What fails while inserting is put right by inserting again (`too-big` is the file then), and the other way round. */
export function errorPlace(code: ErrorCode, during: FailedWork): ErrorPlace {
  const place = places[code];
  // The buttons that write a file are beside the message.
  if (during === "save") return "none";
  if (during === "insert") return place === "fetch" || place === "area" ? "insert" : place;
  return place === "insert" ? "none" : place;
}
