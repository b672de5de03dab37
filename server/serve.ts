import { createServer, type Server } from "node:http";
import { openMasterKey } from "./accounts/secret-box.ts";
import { engineVersion, openCache, openPool, watchData, workerPatience } from "./answers/open-answers.ts";
import type { AnswerEngine } from "./answers/pool/answer-engine.ts";
import { createOutside } from "./answers/pool/outside-fetch.ts";
import type { BuildBasemap } from "./call.ts";
import { answerContext } from "./engine/answer-context.ts";
import type { AnswerContext, EngineSources } from "./engine/engine.ts";
import { toNodeListener } from "./node-adapter.ts";
import { openSources, type SourceOptions } from "./open-sources.ts";
import type { WriteLine } from "./request-log.ts";
import { createService, type Service, type ServiceOptions } from "./service.ts";
import { buildBasemap } from "./sources/basemap.ts";
import { openStore } from "./store/open-store.ts";

export interface StartOptions extends SourceOptions {
  /** Default 127.0.0.1: this machine alone. Anything else needs `publicUrl` or it answers no other name. */
  host?: string;
  /** First port to try; a busy one gives the next free one. 0: any free one. Default 8787. */
  port?: number;
  /** Accounts, keys, usage and the embedded database. Made when missing. */
  dataFolder: string;
  /** A PostgreSQL server instead of the embedded database. */
  databaseUrl?: string;
  /** Address that people use when a proxy with https stands in front. */
  publicUrl?: string;
  version?: string;
  maxAreaKm2?: number;
  rateLimit?: ServiceOptions["rateLimit"];
  /** Threads that make answers, see `usualWorkers`; 0, the default: the service's own. */
  workers?: number;
  /** How long a worker may take to open the data before it is replaced. Default: see `workerPatience`. */
  openWorkerMs?: number;
  /** Megabytes of finished answers kept in the data folder; 0, the default: none. */
  answerCacheMb?: number;
  answerTimeoutMs?: number;
  writeLine?: WriteLine;
  writeError?: ServiceOptions["writeError"];
  /** For tests: another program's, other data or another engine. */
  engineVersion?: string;
  sources?: EngineSources;
  answerContext?: AnswerContext | AnswerEngine;
  buildBasemap?: BuildBasemap;
}

export interface RunningService {
  /** Base address without trailing slash. */
  url: string;
  /** The local account's key, in clear, to print. */
  key: string;
  /** One-time link to the API & Plugin Keys page, to print. */
  keysPageUrl: string;
  /** Another one-time link, for a button "open my keys page". */
  signInLink(): Promise<string>;
  /** Stops listening, ends running answers (uncharged), closes the store. Twice does no harm. */
  close(): Promise<void>;
}

/** What a start that fails undoes, the last first. */
type Opened = (() => Promise<unknown>)[];

/** Opens the store and the sources, listens, and says how to get in. Throws a sentence when something is in the way. */
export async function startService(options: StartOptions): Promise<RunningService> {
  const opened: Opened = [];
  try {
    return await open(options, opened);
  } catch (error) {
    // What stood in the way is what is told, whatever happens while the rest is put away.
    for (const undo of opened.reverse()) await undo().catch(() => {});
    throw error;
  }
}

async function open(options: StartOptions, opened: Opened): Promise<RunningService> {
  const store = await openStore(options);
  opened.push(() => store.close());
  const masterKey = await openMasterKey(options.dataFolder);
  const answering = await openAnswering(options, opened);
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 15_000 });
  opened.push(() => stop(server));
  const port = await listen(server, options.host ?? "127.0.0.1", options.port ?? 8787);
  const url = `http://127.0.0.1:${port}`;
  const service = await createService({
    ...options,
    store,
    masterKey,
    ...answering,
    buildBasemap: options.buildBasemap ?? buildBasemap,
    baseUrl: options.publicUrl ?? url,
    hosts: [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`],
  });
  return await run(service, server, url);
}

/** The sources, and what makes and keeps answers from them. What a test gives is used as it is and nothing is kept. */
async function openAnswering(options: StartOptions, opened: Opened) {
  const warn = options.writeError ?? ((error) => console.error(error));
  if (options.sources !== undefined) {
    const { map } = options.sources;
    opened.push(() => map.close());
    return {
      sources: options.sources,
      answerContext: engineOf(options.answerContext ?? answerContext, opened),
    };
  }
  const outside = createOutside();
  const versionOf = await watchData(options, warn);
  const begunMs = performance.now();
  const sources = await openSources(options, { openFetch: outside });
  opened.push(() => sources.map.close());
  const openMs = options.openWorkerMs ?? workerPatience(performance.now() - begunMs);
  const { workers = 0 } = options;
  const own = () =>
    workers === 0 ? answerContext : openPool({ workers, openMs, options, sources, outside, warn });
  return {
    sources,
    answerContext: engineOf(options.answerContext ?? own(), opened),
    answerCache: await openCache(options, warn),
    dataVersion: versionOf(sources),
    engineVersion: options.engineVersion ?? (await engineVersion()),
  };
}

/** An engine of threads goes on living by itself. */
function engineOf<Engine extends AnswerContext | AnswerEngine>(engine: Engine, opened: Opened): Engine {
  if (typeof engine !== "function") opened.push(() => engine.close());
  return engine;
}

async function run(service: Service, server: Server, url: string): Promise<RunningService> {
  server.on("request", toNodeListener(service.handle));
  let closing: Promise<void> | null = null;
  return {
    url,
    key: await service.localKey(),
    keysPageUrl: await service.signInLink(),
    signInLink: service.signInLink,
    close() {
      closing ??= stop(server).then(service.close);
      return closing;
    },
  };
}

/** How many ports after the wished one are tried before any free one is taken. */
const portTries = 20;

async function listen(server: Server, host: string, wished: number): Promise<number> {
  for (let i = 0; i < portTries && wished !== 0; i++) {
    const port = await tryPort(server, host, wished + i);
    if (port !== null) return port;
  }
  const port = await tryPort(server, host, 0);
  if (port === null) throw new Error(`No free port at ${host}.`);
  return port;
}

/** The port it got, or null when that one is busy. */
function tryPort(server: Server, host: string, wished: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off("listening", onListening);
      // EACCES: Windows reserves whole ranges of ports.
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(null);
      else reject(error);
    };
    const onListening = () => {
      server.off("error", onError);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : null);
    };
    server.once("error", onError);
    server.once("listening", onListening);
    server.listen(wished > 65_535 ? 0 : wished, host);
  });
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Streams in progress are cut; their purchases are given back before the store closes.
  server.closeAllConnections();
  await closed;
}
