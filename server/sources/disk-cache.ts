/** Answers of other people's servers kept in a folder, so that nothing is asked twice; the oldest go when it is full. */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface DiskCache {
  /** Null when absent or older than `maxAgeMs`. */
  get(key: string, maxAgeMs: number): Promise<Uint8Array | null>;
  /** A full or read-only disk is no error: the answer is simply not kept. */
  put(key: string, bytes: Uint8Array): Promise<void>;
}

/** Without a folder nothing is kept. */
export function openDiskCache(folder: string | undefined, maxBytes = 2 * 1024 ** 3): DiskCache {
  if (folder === undefined) return { get: async () => null, put: async () => {} };
  const pathOf = (key: string) => join(folder, createHash("sha256").update(key).digest("hex").slice(0, 40));
  let written = Number.POSITIVE_INFINITY;
  return {
    async get(key, maxAgeMs) {
      const path = pathOf(key);
      const found = await stat(path).catch(() => null);
      if (found === null || Date.now() - found.mtimeMs > maxAgeMs) return null;
      return readFile(path).catch(() => null);
    },
    async put(key, bytes) {
      const path = pathOf(key);
      // Renamed when complete, so that another process never reads half of it.
      const draft = `${path}.${randomBytes(4).toString("hex")}`;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(draft, bytes);
        await rename(draft, path);
      } catch {
        await rm(draft, { force: true }).catch(() => {});
        return;
      }
      written += bytes.length;
      if (written < maxBytes / 10) return;
      written = 0;
      await prune(folder, maxBytes);
    },
  };
}

async function prune(folder: string, maxBytes: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => null);
      return { path, bytes: found?.size ?? 0, mtime: found?.mtimeMs ?? 0 };
    }),
  );
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= maxBytes) return;
  for (const { path, bytes } of files.sort((a, b) => a.mtime - b.mtime)) {
    if (total <= 0.8 * maxBytes) return;
    await rm(path, { force: true }).catch(() => {});
    total -= bytes;
  }
}
