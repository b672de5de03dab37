import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import {
  type AnswerEnd,
  type ChunkPlace,
  checkPieces,
  DamagedAnswer,
  DraftFile,
  openForReading,
  readStored,
  readTable,
} from "./answer-file.ts";
import type { AnswerReader } from "./answer-reader.ts";

export interface AnswerCache {
  /** A file for an answer that is being made; null where the disk does not take one. */
  draft(): Promise<DraftFile | null>;
  /** The finished answer from its beginning; null where there is none or its file is damaged. */
  find(key: string): Promise<AnswerReader | null>;
  /** Keeps a complete draft under `key` and lets the longest unused go. False where the disk refused. */
  keep(key: string, draft: DraftFile, places: ChunkPlace[], end: AnswerEnd): Promise<boolean>;
  /** Says, once, that the disk refuses: answers go on, but are not kept. */
  refused(error: unknown): void;
}

export interface AnswerCacheOptions {
  folder: string;
  maxBytes: number;
  /** A finished answer is used again for this long: for data that may change without a sign. Default: for ever. */
  maxAgeMs?: number;
  warn?: (error: unknown) => void;
  /** For tests of full disks. */
  openDraft?: typeof open;
}

interface Kept {
  bytes: number;
  madeMs: number;
  /** Its pieces were looked at since the service started. */
  checked: boolean;
}

const ending = ".answer";
const draftEnding = ".part";
/** A draft that nobody has written to for this long was left by a process that died. */
const abandonedMs = 15 * 60_000;

/** Finished answers in a folder, found again after a restart. Throws nothing: an unusable folder keeps nothing. */
export async function openAnswerCache(options: AnswerCacheOptions): Promise<AnswerCache> {
  const { folder, maxBytes, maxAgeMs = Number.POSITIVE_INFINITY } = options;
  /** The longest unused first. */
  const kept = await readFolder(folder);
  const pathOf = (name: string) => join(folder, name + ending);
  let warned = false;
  const refused = (error: unknown) => {
    if (!warned) options.warn?.(new Error("Answers are not kept: the disk refuses.", { cause: error }));
    warned = true;
  };

  const drop = async (name: string) => {
    kept.delete(name);
    await rm(pathOf(name), { force: true }).catch(refused);
  };

  async function makeRoom(): Promise<void> {
    let total = [...kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [name, { bytes }] of [...kept]) {
      if (total <= maxBytes) return;
      total -= bytes;
      await drop(name);
    }
  }

  async function openKept(name: string, entry: Kept): Promise<AnswerReader> {
    const handle = await openForReading(pathOf(name));
    try {
      const stored = await readTable(handle);
      if (!entry.checked) await checkPieces(handle, stored.places);
      entry.checked = true;
      return dropping(readStored(handle, stored), name);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Bytes that changed since they were looked at: this reader gets an error, the next one a new answer. */
  const dropping = (reader: AnswerReader, name: string): AnswerReader => ({
    ...reader,
    next: () =>
      reader.next().catch(async (error) => {
        if (error instanceof DamagedAnswer) await drop(name);
        throw error;
      }),
  });

  await makeRoom();
  return {
    refused,
    async draft() {
      const path = join(folder, randomBytes(12).toString("hex") + draftEnding);
      try {
        await mkdir(folder, { recursive: true });
        return new DraftFile(await (options.openDraft ?? open)(path, "wx+", 0o600), path, maxBytes / 2);
      } catch (error) {
        refused(error);
        return null;
      }
    },
    async find(key) {
      const name = nameOf(key);
      const entry = kept.get(name);
      if (entry === undefined) return null;
      try {
        if (Date.now() - entry.madeMs > maxAgeMs) throw new Error("too old");
        const reader = await openKept(name, entry);
        kept.delete(name);
        kept.set(name, entry);
        // The order of use is in the files' access times, so that it survives a restart.
        void utimes(pathOf(name), new Date(), new Date(entry.madeMs)).catch(() => {});
        return reader;
      } catch {
        await drop(name);
        return null;
      }
    },
    async keep(key, draft, places, end) {
      const name = nameOf(key);
      try {
        const bytes = await draft.keepAs(pathOf(name), places, end);
        kept.delete(name);
        kept.set(name, { bytes, madeMs: Date.now(), checked: true });
        await makeRoom();
        return true;
      } catch (error) {
        refused(error);
        return false;
      }
    },
  };
}

const nameOf = (key: string) => createHash("sha256").update(key).digest("hex").slice(0, 40);

/** What earlier runs have left; abandoned drafts are removed. */
async function readFolder(folder: string): Promise<Map<string, Kept>> {
  const found: [name: string, kept: Kept, usedMs: number][] = [];
  for (const file of await readdir(folder).catch(() => [])) {
    const info = await stat(join(folder, file)).catch(() => null);
    if (info === null) continue;
    if (file.endsWith(draftEnding) && Date.now() - info.mtimeMs > abandonedMs)
      await rm(join(folder, file), { force: true }).catch(() => {});
    if (!file.endsWith(ending)) continue;
    const kept = { bytes: info.size, madeMs: info.mtimeMs, checked: false };
    found.push([file.slice(0, -ending.length), kept, info.atimeMs]);
  }
  found.sort((a, b) => a[2] - b[2]);
  return new Map(found.map(([name, kept]) => [name, kept]));
}
