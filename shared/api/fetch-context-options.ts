import type { AreaSelection } from "../scene/area-selection.ts";
import type { PieceListener } from "../scene/scene-piece.ts";
import type { ContextSettings } from "../settings/schema.ts";

export interface FetchProgress {
  phase: "waiting" | "downloading" | "decoding" | "retrying";
  /** Bytes of the decoded body so far. */
  bytes: number;
  /** Content-Length when the body is not compressed and the service sent one; else null. */
  totalBytes: number | null;
  /** Features seen so far. */
  objects: number;
  /** 1 for the first try. */
  attempt: number;
}

export interface FetchContextOptions {
  /** Base address without trailing slash, e.g. `/service` of a host's proxy or `https://api.cityweft.com`. */
  serviceUrl: string;
  /** Pairing token of a proxy, or the Authorization header in Node. Never logged. */
  headers?: Readonly<Record<string, string>>;
  /** Injected for tests; defaults to the global one. */
  fetch?: typeof fetch;
  area: AreaSelection;
  settings: ContextSettings;
  /** The purchase: the same id is sent on every retry of one call. */
  requestId: string;
  /** From `ServiceInfo`; false for services that do not promise it. Then nothing that may have been charged is repeated. */
  confirmsRequestIds: boolean;
  signal: AbortSignal;
  /** One budget for the whole call, retries included. Defaults: 10 minutes, 2 GiB. */
  budget?: { timeMs: number; bytes: number };
  /** Tries in all, and the first pause between them; it doubles each time. Defaults: 5 tries, 500 ms. */
  retry?: { tries: number; baseDelayMs: number };
  onProgress?: (progress: FetchProgress) => void;
  /** Is shown what is finished while the rest streams; a new try begins with `onRestart`. */
  pieces?: PieceListener;
}
