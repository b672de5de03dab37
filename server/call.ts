import type { SecretBox } from "./accounts/secret-box.ts";
import type { Answers } from "./answers/sharing/shared-answers.ts";
import type { EngineSources } from "./engine/engine.ts";
import type { RateLimit } from "./metering/rate-limit.ts";
import type { RequestLog } from "./request-log.ts";
import type { BoundingBox, MapSource } from "./sources/map-source.ts";
import type { Store } from "./store/store.ts";
import type { Turnstile } from "./turnstile.ts";

/** GeoJSON of the map to draw on; see `shared/contract/service.ts`. */
export type BuildBasemap = (source: MapSource, box: BoundingBox) => Promise<unknown>;

/** What the routes work with; made once by `createService`. */
export interface ServiceParts {
  store: Store;
  box: SecretBox;
  sources: EngineSources;
  /** Makes answers, or has them already. */
  answers: Answers;
  /** The finished basemap, JSON text; null where the data has no known extent. Built at the first call. */
  basemap(): Promise<Basemap | null>;
  /** Address in links, without trailing slash. */
  baseUrl: string;
  version: string;
  maxAreaKm2: number;
  rateLimit: RateLimit;
  /** An answer that takes longer is stopped, uncharged. Below the lease of a reservation. */
  answerTimeoutMs: number;
  /** Answers on their way or waiting for their turn in this process: all callers', and one caller's. */
  maxAnswers: number;
  maxAnswersEach: number;
  /** Everybody whose answer is on its way or being booked. */
  inProgress: Turnstile;
  now(): Date;
  writeError(error: unknown): void;
}

export interface Basemap {
  plain: Uint8Array<ArrayBuffer>;
  gzip: Uint8Array<ArrayBuffer>;
  etag: string;
}

/** One request on its way through a route. */
export interface Call {
  request: Request;
  url: URL;
  log: RequestLog;
}

export type RouteHandler = (call: Call, parts: ServiceParts) => Promise<Response>;

/** `kind` decides how an error looks: JSON for programs, a page for people. */
export interface Route {
  method: "GET" | "POST";
  path: string;
  kind: "api" | "page";
  handle: RouteHandler;
}
