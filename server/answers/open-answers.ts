import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MessagePort } from "node:worker_threads";
import type { EngineSources } from "../engine/engine.ts";
import { describeData, type SourceOptions, sourceOptions } from "../open-sources.ts";
import type { BoundingBox } from "../sources/map-source.ts";
import type { OpenPoliteFetch } from "../sources/polite-fetch.ts";
import { shareSources } from "../sources/shared-sources.ts";
import { type AnswerCache, openAnswerCache } from "./kept/answer-cache.ts";
import { versionSinceStart } from "./kept/data-version.ts";
import type { AnswerEngine } from "./pool/answer-engine.ts";
import { serveOutside } from "./pool/outside-fetch.ts";
import { createPoolEngine } from "./pool/pool-engine.ts";
import type { PoolWorkerData } from "./pool/pool-worker.ts";

/** More workers than this do not pay: sources and memory bandwidth are shared. */
const mostWorkers = 4;
/** How long an answer from other people's servers is used again: their data change without a sign. */
const remoteLifeMs = 24 * 3600 * 1000;

/** One core is left to the service's own thread. */
export const usualWorkers = (cores = availableParallelism()): number =>
  Math.max(1, Math.min(mostWorkers, cores - 1));

/** A worker has at least so long to open its sources. */
const leastOpenMs = 5 * 60_000;

/** What took the service itself `ownMs` may take a worker, beside others and on a cold disk, twenty times as long. */
export const workerPatience = (ownMs: number): number => Math.max(leastOpenMs, 20 * ownMs);

export interface PoolParts {
  workers: number;
  /** How long a worker may take to open its sources, see `workerPatience`. */
  openMs?: number;
  options: SourceOptions;
  /** The service's own, opened from the same options. */
  sources: EngineSources;
  outside: OpenPoliteFetch;
  warn: (error: unknown) => void;
}

/** A pool whose workers open the same sources. What lies in memory and can be shared is not read again. */
export function openPool({ workers, openMs, options, sources, outside, warn }: PoolParts): AnswerEngine {
  const workerData: PoolWorkerData = { options: plain(options), shared: shareSources(sources) };
  const pool = createPoolEngine({
    workers,
    openMs,
    workerFile: findWorker(),
    workerData,
    warn,
    onMessage: (message) => {
      const port = portIn(message);
      if (port !== null) serveOutside(port, outside);
    },
  });
  return {
    ...pool,
    start(task, signal) {
      sources.map.visited?.(boxOf(task.wire.polygon));
      return pool.start(task, signal);
    },
  };
}

/** The service's options hold more: functions, which no worker can be given, and a port, which changes no answer. */
function plain(options: SourceOptions): SourceOptions {
  const taken = Object.entries(options).filter(([name]) => name in sourceOptions);
  return Object.fromEntries(taken);
}

function portIn(message: unknown): MessagePort | null {
  const port = typeof message === "object" && message !== null && "outside" in message && message.outside;
  return port instanceof MessagePort ? port : null;
}

function boxOf(polygon: number[][]): BoundingBox {
  const lats = polygon.map(([lat]) => lat);
  const lons = polygon.map(([, lon]) => lon);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

const here = dirname(fileURLToPath(import.meta.url));

/** Beside this file in source; in a build a bundle of its own, beside this one or above it. */
function findWorker(): string {
  const places = ["pool/pool-worker.ts", "answer-worker.js", "../answer-worker.js"].map((name) =>
    join(here, name),
  );
  const found = places.find(existsSync);
  if (found === undefined) throw new Error("This installation has no answer-worker.js: install it again.");
  return found;
}

/** Changes with the program: an answer of another one is not used. From source nobody knows what has changed. */
export async function engineVersion(): Promise<string> {
  const worker = findWorker();
  if (worker.endsWith(".ts")) return randomUUID();
  const hash = createHash("sha256");
  const files = (await readdir(dirname(worker), { recursive: true })).filter((name) => name.endsWith(".js"));
  for (const file of files.sort()) hash.update(await readFile(join(dirname(worker), file)));
  return hash.digest("hex");
}

/** Where answers wait for slow readers when none is kept. */
const draftBytes = 1024 * 1024 * 1024;

/** Where answers are kept, or with a cap of 0 only wait for slow readers; null without a data folder. */
export async function openCache(
  options: SourceOptions & { answerCacheMb?: number },
  warn: (error: unknown) => void,
): Promise<AnswerCache | null> {
  const { dataFolder, answerCacheMb = 0 } = options;
  if (dataFolder === undefined) return null;
  return openAnswerCache({
    folder: join(dataFolder, "cache", "answers"),
    keeps: answerCacheMb > 0,
    maxBytes: answerCacheMb > 0 ? answerCacheMb * 1024 * 1024 : draftBytes,
    maxAgeMs: describeData(options).remote ? remoteLifeMs : undefined,
    warn,
  });
}

/** Call before the sources are opened: what changes from then on is seen. */
export async function watchData(
  options: SourceOptions,
  warn: (error: unknown) => void,
): Promise<(sources: EngineSources) => () => Promise<string | null>> {
  const ofFiles = await versionSinceStart(describeData(options).files, () =>
    warn(new Error("A map or elevation file has changed. Start the service again to use it.")),
  );
  return ({ map, elevation }) => {
    const said = JSON.stringify([plain(options), map.info(), elevation?.info() ?? null]);
    return async () => {
      const files = await ofFiles();
      const own = map.version === undefined ? "" : await map.version();
      if (files === null || own === null) return null;
      return createHash("sha256")
        .update(JSON.stringify([said, files, own]))
        .digest("hex");
    };
  };
}
