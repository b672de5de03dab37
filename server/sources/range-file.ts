/** A file read in pieces, on disk or behind a web server that answers ranges: what a Parquet reader asks for. */
import { open, stat } from "node:fs/promises";
import { ContextileError, failure } from "../../shared/errors.ts";
import { says } from "../../shared/sentences.ts";
import { openDiskCache } from "./disk-cache.ts";
import { createPoliteFetch, type OpenPoliteFetch, type PoliteFetch } from "./polite-fetch.ts";

export interface RangeFile {
  byteLength: number;
  /** ISO time of the last change, where known. */
  date: string | undefined;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}

export interface RangeOptions {
  /** Pieces of a remote file are kept here. */
  cacheFolder?: string;
  /** Asks other servers; default: with a queue of its own. */
  openFetch?: OpenPoliteFetch;
  /** For tests. */
  fetch?: PoliteFetch;
}

const maxAgeMs = 30 * 24 * 3600 * 1000;

export async function openLocalRanges(path: string): Promise<RangeFile> {
  const { size, mtime } = await stat(path);
  return {
    byteLength: size,
    date: mtime.toISOString(),
    async slice(start, end = size) {
      const length = checkedLength(start, end, size);
      const bytes = new Uint8Array(length);
      // Opened for each piece: a source that nobody closes holds no file open.
      const file = await open(path, "r");
      try {
        for (let filled = 0; filled < length; ) {
          const { bytesRead } = await file.read(bytes, filled, length - filled, start + filled);
          if (bytesRead === 0) throw new Error("the file ends early");
          filled += bytesRead;
        }
      } finally {
        await file.close();
      }
      return bytes.buffer;
    },
  };
}

/** Throws `bad-request` where the server does not answer ranges. */
export async function openRemoteRanges(url: string, options: RangeOptions = {}): Promise<RangeFile> {
  const ask = options.fetch ?? (options.openFetch ?? createPoliteFetch)({ gapMs: 0, timeoutMs: 60_000 });
  const { host } = new URL(url);
  const first = await ask(url, { headers: { range: "bytes=0-3" } });
  const size = Number(/\/(\d+)$/.exec(first.headers.get("content-range") ?? "")?.[1]);
  if (first.status !== 206 || !Number.isSafeInteger(size))
    throw new ContextileError(
      "bad-request",
      `The server ${host} does not give the file in pieces (${first.status}).`,
      {
        next: "Check the address, or download the file and give its path.",
      },
    );
  const modified = first.headers.get("last-modified");
  const version = first.headers.get("etag") ?? modified ?? String(size);
  const cache = openDiskCache(options.cacheFolder);
  return {
    byteLength: size,
    date:
      modified === null || Number.isNaN(Date.parse(modified)) ? undefined : new Date(modified).toISOString(),
    async slice(start, end = size) {
      const length = checkedLength(start, end, size);
      if (length === 0) return new ArrayBuffer(0);
      const key = `${url} ${version} ${start}-${end}`;
      const kept = await cache.get(key, maxAgeMs);
      if (kept !== null && kept.length === length) return copy(kept);
      const { status, bytes } = await ask(url, { headers: { range: `bytes=${start}-${end - 1}` } });
      if (status !== 206 || bytes.length !== length)
        throw failure("service-down", says("map-server-other-piece", { host, answered: status }));
      await cache.put(key, bytes);
      return copy(bytes);
    },
  };
}

/** Damaged files ask for places outside of themselves. */
function checkedLength(start: number, end: number, size: number): number {
  if (!(start >= 0 && end >= start && end <= size)) throw new Error("it points outside of itself");
  return end - start;
}

function copy(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
