import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { AnswerReader } from "../answer-reader.ts";
import {
  type AnswerEnd,
  type ChunkPlace,
  checkPieces,
  DamagedAnswer,
  DraftFile,
  type DraftRoom,
  openForReading,
  readStored,
  readTable,
} from "./answer-file.ts";
import { answerEnding, draftEnding, type KeptAnswer, readCacheFolder } from "./answer-folder.ts";

export interface AnswerCache {
  /** A file for an answer that is being made; null where the disk does not take one. */
  draft(): Promise<DraftFile | null>;
  /** The finished answer from its beginning; null where there is none or its file is damaged. */
  find(key: string): Promise<AnswerReader | null>;
  /** Keeps a complete draft under `key` and lets the longest unused go. False where it is not kept. */
  keep(key: string, draft: DraftFile, places: ChunkPlace[], end: AnswerEnd): Promise<boolean>;
  /** Says, once, that the disk refuses: answers go on, but are not kept. */
  refused(error: unknown): void;
}

export interface AnswerCacheOptions {
  folder: string;
  /** Of finished answers and of drafts together. */
  maxBytes: number;
  /** False: files are there for slow readers alone, and what earlier runs have kept goes. Default: true. */
  keeps?: boolean;
  /** A finished answer is used again for this long: for data that may change without a sign. Default: for ever. */
  maxAgeMs?: number;
  warn?: (error: unknown) => void;
  /** For tests of full disks. */
  openDraft?: typeof open;
}

/** A draft that nobody has written to for this long was left by a process that died. */
const abandonedMs = 15 * 60_000;

/** Finished answers in a folder, found again after a restart. Throws nothing: an unusable folder keeps nothing. */
export async function openAnswerCache(options: AnswerCacheOptions): Promise<AnswerCache> {
  const { folder, maxBytes, keeps = true, maxAgeMs = Number.POSITIVE_INFINITY } = options;
  const { kept, left } = await readCacheFolder(folder);
  const pathOf = (name: string) => join(folder, name + answerEnding);
  /** What each draft takes, or is about to. */
  const drafts = new Map<DraftFile, number>();
  let warned = false;
  const refused = (error: unknown) => {
    if (!warned) options.warn?.(new Error("Answers are not kept: the disk refuses.", { cause: error }));
    warned = true;
  };

  const drop = async (name: string) => {
    kept.delete(name);
    await rm(pathOf(name), { force: true }).catch(refused);
  };

  /** What no finished answer can make room for. */
  const unfinished = () => sum(drafts.values()) + sum([...left.values()].map(({ bytes }) => bytes));

  /** Until everything fits, or no finished answer is left. */
  async function makeRoom(): Promise<void> {
    let total = unfinished() + sum([...kept.values()].map(({ bytes }) => bytes));
    for (const [name, { bytes }] of [...kept]) {
      if (total <= maxBytes) return;
      total -= bytes;
      await drop(name);
    }
  }

  const room: DraftRoom = {
    async grow(draft, bytes) {
      // No answer may push out all others, and none is pushed out in vain.
      if (bytes > maxBytes / 2 || unfinished() - (drafts.get(draft) ?? 0) + bytes > maxBytes) return false;
      drafts.set(draft, bytes);
      await makeRoom();
      return true;
    },
    release: (draft) => void drafts.delete(draft),
  };

  /** Those of a process that was killed a moment before this one began are too young to go at its start. */
  async function removeAbandoned(): Promise<void> {
    for (const [name, { touchedMs }] of [...left]) {
      if (Date.now() - touchedMs <= abandonedMs) continue;
      left.delete(name);
      // Another process on the same folder may be writing to it still.
      const info = await stat(join(folder, name)).catch(() => null);
      if (info === null) continue;
      if (Date.now() - info.mtimeMs > abandonedMs)
        await rm(join(folder, name), { force: true }).catch(refused);
      else left.set(name, { bytes: info.size, touchedMs: info.mtimeMs });
    }
  }

  async function openKept(name: string, entry: KeptAnswer): Promise<AnswerReader> {
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

  await removeAbandoned();
  if (keeps) await makeRoom();
  else for (const name of [...kept.keys()]) await drop(name);
  return {
    refused,
    async draft() {
      await removeAbandoned();
      const path = join(folder, randomBytes(12).toString("hex") + draftEnding);
      try {
        await mkdir(folder, { recursive: true });
        return new DraftFile(await (options.openDraft ?? open)(path, "wx+", 0o600), path, room);
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
        // Unless its turn to go came while it was opened.
        if (kept.delete(name)) kept.set(name, entry);
        // The order of use is in the files' access times, so that it survives a restart.
        void utimes(pathOf(name), new Date(), new Date(entry.madeMs)).catch(() => {});
        return reader;
      } catch {
        await drop(name);
        return null;
      }
    },
    async keep(key, draft, places, end) {
      if (!keeps) return false;
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

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
