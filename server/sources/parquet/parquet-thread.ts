/**
 * Parquet pages are decoded in a thread of their own, because the library believes every count that a page states: a few
 * changed bytes make it repeat one value two thousand million times. What pages state openly is checked before
 * (`parquet-numbers.ts`); for what is packed inside them, a thread can be stopped and may run out of memory without
 * anybody else noticing.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { FileMetaData } from "hyparquet";
import type { RangeFile } from "../range-file.ts";
import { createPageCheck, memoryFor, type PageCheck } from "./parquet-numbers.ts";
import { watchWork } from "./watch-work.ts";

export interface ParquetOrder {
  columns: string[];
  rowStart: number;
  rowEnd: number;
}

export type ParquetRow = Record<string, unknown>;

export interface ParquetThread {
  /** One after another. Throws what the library throws, and a sentence where it had to be stopped. */
  read(order: ParquetOrder): Promise<ParquetRow[]>;
  /** Ends the thread; a read under way fails. */
  close(): Promise<void>;
}

export interface ThreadLimits {
  /** Longest work without a word, ms, and what every megabyte that was asked for adds. Defaults 1000 and 500. */
  silenceMs?: number;
  perMegabyteMs?: number;
  /** Of values that are held at a time, MB. Default: by what the file states, at most 1024. */
  memoryMb?: number;
}

/** Plain text, so that it runs alike from source, in tests and in the packed service. */
const program = `
const { parentPort, workerData } = require("node:worker_threads");
const { brotliDecompressSync, gunzipSync } = require("node:zlib");
const { metadata, byteLength, libraries, longestArray } = workerData;
// The library makes lists as long as they say they are. One that alone is too large for a thread's memory ends the process.
globalThis.Array = new Proxy(Array, {
  construct(made, given, asked) {
    if (given.length === 1 && given[0] > longestArray) throw new Error("a list is longer than the file can hold");
    return Reflect.construct(made, given, asked);
  },
});
// It also makes lists of the kind of another list.
Array.prototype.constructor = Array;
const waiting = new Map();
let pieces = 0;
const slice = (start, end) => {
  const piece = pieces++;
  parentPort.postMessage({ kind: "slice", piece, start, end });
  const bytes = new Promise((resolve, reject) => waiting.set(piece, { resolve, reject }));
  // The reader asks for pieces ahead and may forget one.
  bytes.catch(() => {});
  return bytes;
};
const ready = Promise.all(libraries.map((address) => import(address)));
parentPort.on("message", async (message) => {
  if (message.kind === "bytes") return waiting.get(message.piece).resolve(message.bytes);
  if (message.kind === "no-bytes") return waiting.get(message.piece).reject(new Error(message.why));
  try {
    const [{ parquetReadObjects }, { decompress }] = await ready;
    parentPort.postMessage({ kind: "ready" });
    const compressors = {
      GZIP: (bytes, length) => gunzipSync(bytes, { maxOutputLength: length + 64 }),
      BROTLI: (bytes, length) => brotliDecompressSync(bytes, { maxOutputLength: length + 64 }),
      ZSTD: (bytes, length) => decompress(bytes, new Uint8Array(length)),
    };
    const options = { file: { byteLength, slice }, metadata, compressors, useOffsetIndex: true };
    const rows = await parquetReadObjects({ ...options, ...message.order });
    parentPort.postMessage({ kind: "rows", rows });
  } catch (error) {
    parentPort.postMessage({ kind: "failed", why: error instanceof Error ? error.message : String(error) });
  }
});
`;

type FromThread =
  | { kind: "ready" }
  | { kind: "slice"; piece: number; start: number; end: number | undefined }
  | { kind: "rows"; rows: ParquetRow[] }
  | { kind: "failed"; why: string };

/** `metadata` and `file` are of the same file. Nothing is started before the first read. */
export function openParquetThread(
  file: RangeFile,
  metadata: FileMetaData,
  limits: ThreadLimits = {},
): ParquetThread {
  const pages = createPageCheck(metadata);
  const checked = { ...file, slice: checkedSlice(file, pages) };
  let worker: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const stop = async () => {
    const old = worker;
    worker = null;
    await old?.terminate();
  };
  const started = () => {
    const made = startWorker(file, metadata, limits.memoryMb ?? memoryFor(metadata));
    // It may run out of memory when nobody waits for it any more: unheard, that would end the whole service.
    made.on("error", () => {});
    made.once("exit", () => {
      if (worker === made) worker = null;
    });
    worker = made;
    return made;
  };
  async function readNow(order: ParquetOrder): Promise<ParquetRow[]> {
    const current = worker ?? started();
    // An idle thread holds nobody up, one at work does.
    current.ref();
    try {
      return await converse(current, checked, order, limits);
    } catch (error) {
      if (error instanceof StoppedError) await stop();
      throw error;
    } finally {
      current.unref();
    }
  }
  return {
    read(order) {
      const next = last.then(() => readNow(order));
      last = next.catch(() => {});
      return next;
    },
    close: stop,
  };
}

/** The thread is of no more use. */
class StoppedError extends Error {}

function startWorker(file: RangeFile, metadata: FileMetaData, memoryMb: number): Worker {
  const { resolve } = createRequire(import.meta.url);
  const libraries = ["hyparquet", "fzstd"].map((name) => pathToFileURL(resolve(name)).href);
  return new Worker(program, {
    eval: true,
    // What the service itself was started with (a loader, a debugger) is none of its business.
    execArgv: [],
    workerData: {
      metadata,
      byteLength: file.byteLength,
      libraries,
      // A quarter of the memory, at eight bytes a value.
      longestArray: (memoryMb * 1e6) / 32,
    },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
}

/** What is impossible is refused before the thread sees it. */
function checkedSlice(file: RangeFile, pages: PageCheck): RangeFile["slice"] {
  return async (start, end) => {
    const bytes = await file.slice(start, end);
    const why = pages.impossible(bytes, start);
    if (why !== null) throw new Error(why);
    return bytes;
  };
}

/** One read: hands out the bytes that are asked for until the rows come, or until it has worked for too long. */
function converse(
  worker: Worker,
  file: RangeFile,
  order: ParquetOrder,
  { silenceMs = 1000, perMegabyteMs = 500 }: ThreadLimits,
): Promise<ParquetRow[]> {
  return new Promise((resolve, reject) => {
    let open = 0;
    let patienceMs = silenceMs;
    const watch = watchWork(
      () => patienceMs,
      () => {
        const why = `its pages state impossible numbers: reading was stopped after ${Math.round(patienceMs / 1000)} s`;
        end(() => reject(new StoppedError(why)));
      },
    );
    // While bytes are on their way it is not the thread that is waited for.
    const look = () => (open > 0 ? watch.pause() : watch.restart());
    const end = (how: () => void) => {
      watch.pause();
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      how();
    };
    const deliver = async (piece: number, start: number, stop: number | undefined) => {
      open++;
      look();
      try {
        const bytes = await file.slice(start, stop);
        patienceMs += (bytes.byteLength / 1e6) * perMegabyteMs;
        worker.postMessage({ kind: "bytes", piece, bytes });
      } catch (error) {
        worker.postMessage({
          kind: "no-bytes",
          piece,
          why: error instanceof Error ? error.message : String(error),
        });
      }
      open--;
      look();
    };
    const onMessage = (message: FromThread) => {
      if (message.kind === "ready") look();
      else if (message.kind === "slice") void deliver(message.piece, message.start, message.end);
      else if (message.kind === "rows") end(() => resolve(message.rows));
      else end(() => reject(new Error(message.why)));
    };
    const onError = (error: Error) =>
      end(() => reject(new StoppedError(`its pages cannot be held: ${error.message}`)));
    const onExit = () => end(() => reject(new StoppedError("reading was stopped")));
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage({ kind: "read", order });
  });
}
