import type { AnswerReader } from "../answer-reader.ts";
import { type AnswerEnd, AnswerTooLarge, type ChunkPlace, type DraftFile } from "../kept/answer-file.ts";
import type { PackedChunk } from "../packed-chunk.ts";

/** How far an answer that cannot go to disk is made ahead of its slowest reader, plain bytes. */
const aheadBytes = 8 * 1024 * 1024;

interface Entry {
  /** In memory until it is on disk; with no disk until every reader has it. */
  chunk: PackedChunk | null;
  place: ChunkPlace | null;
  plainBytes: number;
  end?: AnswerEnd;
}

/**
 * An answer while it is made: one writer, any number of readers, each from the beginning. It grows on disk, so that a
 * slow reader costs no memory and holds nobody up. Where the disk refuses, the rest stays in memory and the writer waits
 * for the slowest reader.
 */
export class Spool {
  private readonly entries: Entry[] = [];
  private readonly readers = new Set<{ index: number }>();
  private readonly refused: (error: unknown) => void;
  private file: DraftFile | null = null;
  private onDisk = false;
  private ending: "no" | "complete" | { error: unknown } = "no";
  private sealed = false;
  /** Plain bytes that are in memory alone. */
  private retained = 0;
  /** Entries before this one are in no memory. */
  private firstHeld = 0;
  /** What a newcomer would need is gone. */
  private dropped = false;
  private waiting: (() => void)[] = [];

  constructor(refused: (error: unknown) => void = () => {}) {
    this.refused = refused;
  }

  /** Before the first piece. */
  writeTo(file: DraftFile | null): void {
    this.file = file;
    this.onDisk = file !== null;
    this.closeWhenIdle();
  }

  /** Plain bytes in memory alone, waiting for slow readers. */
  get retainedBytes(): number {
    return this.retained;
  }

  /** Resolves when the next piece may come. */
  async append(chunk: PackedChunk): Promise<void> {
    const entry: Entry = { chunk, place: null, plainBytes: chunk.plainBytes, end: chunk.end };
    this.entries.push(entry);
    this.wake();
    if (this.onDisk && this.file !== null)
      try {
        entry.place = await this.file.append(chunk);
        entry.chunk = null;
        return;
      } catch (error) {
        this.onDisk = false;
        if (!(error instanceof AnswerTooLarge)) this.refused(error);
      }
    this.retained += chunk.plainBytes;
    while (this.retained > aheadBytes && this.ending === "no") {
      this.dropRead();
      if (this.retained > aheadBytes) await this.change();
    }
  }

  /** No more pieces come. */
  complete(): void {
    if (this.ending === "no") this.ending = "complete";
    this.wake();
  }

  /** Every reader gets the error with its next piece. */
  fail(error: unknown): void {
    if (this.ending === "no") this.ending = { error };
    this.wake();
    // They read nothing more.
    this.readers.clear();
    this.closeWhenIdle();
  }

  /** The file with all pieces in it, where it can be kept. */
  whole(): { file: DraftFile; places: ChunkPlace[]; end: AnswerEnd } | null {
    const places = this.entries.flatMap(({ place }) => place ?? []);
    const end = this.entries.at(-1)?.end;
    const all = this.ending === "complete" && places.length === this.entries.length;
    return this.file !== null && all && end !== undefined ? { file: this.file, places, end } : null;
  }

  /** The writer needs the file no more: it is closed when the last reader has left. */
  seal(): void {
    this.sealed = true;
    this.closeWhenIdle();
  }

  /** Null where it is too late to read from the beginning. */
  read(): AnswerReader | null {
    if (this.dropped || this.sealed || typeof this.ending === "object") return null;
    const place = { index: 0 };
    this.readers.add(place);
    const leave = () => {
      if (!this.readers.delete(place)) return;
      this.wake();
      this.closeWhenIdle();
    };
    return {
      leave,
      next: async () => {
        const chunk = await this.next(place);
        if (chunk?.end) leave();
        return chunk;
      },
    };
  }

  private async next(place: { index: number }): Promise<PackedChunk | null> {
    for (;;) {
      if (typeof this.ending === "object") throw this.ending.error;
      if (!this.readers.has(place)) return null;
      if (place.index < this.entries.length) break;
      if (this.ending === "complete") return null;
      await this.change();
    }
    const entry = this.entries[place.index++];
    // The writer may be waiting for this reader.
    this.wake();
    if (entry.chunk !== null) return entry.chunk;
    if (entry.place === null || this.file === null) throw new Error("a piece of the answer is gone");
    const deflated = await this.file.read(entry.place);
    return { deflated, plainBytes: entry.plainBytes, ...(entry.end ? { end: entry.end } : {}) };
  }

  private dropRead(): void {
    const slowest = Math.min(...[...this.readers].map(({ index }) => index));
    for (; this.firstHeld < slowest && this.retained > aheadBytes; this.firstHeld++) {
      const entry = this.entries[this.firstHeld];
      if (entry === undefined) return;
      if (entry.chunk === null) continue;
      entry.chunk = null;
      this.retained -= entry.plainBytes;
      this.dropped = true;
    }
  }

  private closeWhenIdle(): void {
    if (this.sealed && this.readers.size === 0) void this.file?.close();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
