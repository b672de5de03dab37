import { says } from "../shared/sentences.ts";
import { openLocalAccount, revealKey } from "./accounts/accounts.ts";
import { createSecretBox } from "./accounts/secret-box.ts";
import { createSignInToken } from "./accounts/sessions.ts";
import type { AnswerCache } from "./answers/kept/answer-cache.ts";
import type { AnswerEngine } from "./answers/pool/answer-engine.ts";
import { createOwnThreadEngine } from "./answers/pool/own-thread-engine.ts";
import { createAnswers } from "./answers/sharing/shared-answers.ts";
import type { BuildBasemap, Call, Route, ServiceParts } from "./call.ts";
import type { AnswerContext, EngineSources } from "./engine/engine.ts";
import { defaultRateLimit, type RateLimit } from "./metering/rate-limit.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { errorReply, toRefusal, withCommonHeaders } from "./replies.ts";
import { startRequestLog, type WriteLine } from "./request-log.ts";
import { createBasemapCache } from "./routes/basemap-route.ts";
import { routes } from "./routes/routes.ts";
import type { Store } from "./store/store.ts";
import { createTurnstile } from "./turnstile.ts";
import { errorPage } from "./web/plain-pages.ts";

export interface ServiceOptions {
  store: Store;
  /** 32 bytes: encrypts the stored keys; see `openMasterKey`. */
  masterKey: Buffer;
  sources: EngineSources;
  /** What makes the answers: an engine, or the function for one in this thread. */
  answerContext: AnswerContext | AnswerEngine;
  /** Finished answers; default: not kept. */
  answerCache?: AnswerCache | null;
  /** Changes with the data; default: unknown, and then nothing is kept. */
  dataVersion?: () => Promise<string | null>;
  /** Changes with the program that makes the answers. */
  engineVersion?: string;
  buildBasemap: BuildBasemap;
  /** Address people and programs use, e.g. `http://127.0.0.1:8787` or the public one behind a proxy. */
  baseUrl: string;
  /** Further `Host` values to answer to, `name:port`. The one of `baseUrl` always is. */
  hosts?: readonly string[];
  version?: string;
  maxAreaKm2?: number;
  rateLimit?: RateLimit;
  answerTimeoutMs?: number;
  /** Answers on their way or waiting for their turn; more are refused as busy. */
  maxAnswers?: number;
  /** The same of one account. */
  maxAnswersEach?: number;
  now?: () => Date;
  /** One line per request; default: none. */
  writeLine?: WriteLine;
  /** Unexpected errors, with their stack; default: stderr. */
  writeError?: (error: unknown) => void;
}

export interface Service {
  /** Answers one request. Never rejects. `signal` of the request = the client went away. */
  handle(request: Request): Promise<Response>;
  /** The local account's key in clear, for the person who started the service. */
  localKey(): Promise<string>;
  /** A new one-time address that signs the browser in to the local account's pages. */
  signInLink(): Promise<string>;
  /** Waits for what is being booked, then closes the sources and the store. Stop the requests first. */
  close(): Promise<void>;
}

/** The service as Request → Response: no sockets here, so tests and any adapter call it alike. */
export async function createService(options: ServiceOptions): Promise<Service> {
  const parts = makeParts(options);
  const { store } = parts;
  const local = await openLocalAccount(store, parts.box, parts.now());
  const hosts = new Set([new URL(options.baseUrl).host, ...(options.hosts ?? [])]);
  return {
    handle: (request) => handle(request, parts, hosts, options.writeLine ?? (() => {})),
    localKey: () => revealKey(store, parts.box, local.id),
    signInLink: async () =>
      `${parts.baseUrl}/sign-in?token=${await createSignInToken(store, local.id, parts.now())}`,
    async close() {
      await parts.inProgress.empty(5_000);
      await parts.answers.close();
      await options.sources.map.close();
      await store.close();
    },
  };
}

function makeParts(options: ServiceOptions): ServiceParts {
  const { answerContext, sources } = options;
  const answerTimeoutMs = options.answerTimeoutMs ?? 10 * 60_000;
  return {
    store: options.store,
    box: createSecretBox(options.masterKey),
    sources,
    answers: createAnswers({
      engine:
        typeof answerContext === "function" ? createOwnThreadEngine(answerContext, sources) : answerContext,
      cache: options.answerCache ?? null,
      dataVersion: options.dataVersion ?? (async () => null),
      engineVersion: options.engineVersion ?? "",
      limitMs: answerTimeoutMs,
    }),
    basemap: createBasemapCache(options.sources.map, options.buildBasemap),
    baseUrl: options.baseUrl.replace(/\/$/, ""),
    version: options.version ?? "0.1.0",
    maxAreaKm2: options.maxAreaKm2 ?? 10,
    rateLimit: options.rateLimit ?? defaultRateLimit,
    answerTimeoutMs,
    maxAnswers: options.maxAnswers ?? 64,
    maxAnswersEach: options.maxAnswersEach ?? 32,
    inProgress: createTurnstile(),
    now: options.now ?? (() => new Date()),
    writeError: options.writeError ?? ((error) => console.error(error)),
  };
}

async function handle(
  request: Request,
  parts: ServiceParts,
  hosts: ReadonlySet<string>,
  writeLine: WriteLine,
): Promise<Response> {
  const url = new URL(request.url);
  const log = startRequestLog(request, url, writeLine);
  let kind: Route["kind"] = url.pathname.startsWith("/v1/") ? "api" : "page";
  let response: Response;
  try {
    refuseForeignHost(url, hosts);
    const route = findRoute(request.method, url.pathname);
    kind = route.kind;
    const call: Call = { request, url, log };
    response = await route.handle(call, parts);
  } catch (thrown) {
    const refusal = toRefusal(thrown);
    if (refusal.status === 500 || refusal.status === 507) parts.writeError(thrown);
    log.fact("error", refusal.error.code);
    response = kind === "api" ? errorReply(refusal) : pageFor(refusal);
  }
  if (!log.deferred) log.end(response.status);
  return withCommonHeaders(response);
}

/** A name that somebody pointed at this machine (DNS rebinding) is not ours: only the Host header shows it. */
function refuseForeignHost(url: URL, hosts: ReadonlySet<string>): void {
  if (!hosts.has(url.host))
    refuse("bad-request", says("request-other-host"), { status: 421, next: says("next-printed-address") });
}

function findRoute(method: string, path: string): Route {
  const here = routes.filter((route) => route.path === path);
  const route = here.find((candidate) => candidate.method === method);
  if (route) return route;
  if (here.length === 0)
    refuse("bad-request", says("request-no-address"), { status: 404, next: says("next-check-address") });
  const allow = here.map((candidate) => candidate.method).join(", ");
  refuse("bad-request", says("request-other-method", { method }), {
    status: 405,
    headers: { allow },
    next: says("next-use-method", { methods: allow }),
  });
}

function pageFor(refusal: Refusal): Response {
  const response = errorPage(refusal.status, refusal.error);
  for (const [name, value] of Object.entries(refusal.headers)) response.headers.set(name, value);
  return response;
}
