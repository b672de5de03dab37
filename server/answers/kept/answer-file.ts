import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { AnswerReader } from "../answer-reader.ts";
import type { PackedChunk } from "../packed-chunk.ts";

/**
 * An answer on disk: its pieces in a row, a table of them (12 bytes each: length, plain length, CRC-32 of the piece,
 * little-endian), and a tail of 36 bytes that says how long all of it is. A file that was cut, or whose bytes have
 * changed, is told from a good one; it is written under another name and renamed when it is complete.
 */
export interface ChunkPlace {
  offset: number;
  length: number;
  plainBytes: number;
  crc32: number;
}

/** What a gzip body says at its end about the whole. */
export type AnswerEnd = NonNullable<PackedChunk["end"]>;

/** Changes when the layout does: older files are then not read. */
const mark = "CTXANS01";
const rowBytes = 12;
const tailBytes = 36;
/** Read at once when a file is checked. */
const checkBytes = 1024 * 1024;

export class DamagedAnswer extends Error {}
export class AnswerTooLarge extends Error {}

/** Who says how much a draft may take of the disk. */
export interface DraftRoom {
  /** Before the draft grows: `bytes` are what it has then. False where there is no room for that. */
  grow(draft: DraftFile, bytes: number): Promise<boolean>;
  /** It takes nothing any more: gone, or counted elsewhere. */
  release(draft: DraftFile): void;
}

/** A file being written, and read by others while it grows. */
export class DraftFile {
  private readonly handle: FileHandle;
  private readonly path: string;
  private readonly room: DraftRoom;
  private length = 0;
  private kept = false;

  constructor(handle: FileHandle, path: string, room: DraftRoom) {
    this.handle = handle;
    this.path = path;
    this.room = room;
  }

  /** Throws `AnswerTooLarge` where it may not grow so far, else what the disk says. */
  async append(chunk: PackedChunk): Promise<ChunkPlace> {
    const { deflated, plainBytes } = chunk;
    if (!(await this.room.grow(this, this.length + deflated.length))) throw new AnswerTooLarge();
    const place = { offset: this.length, length: deflated.length, plainBytes, crc32: crc32(deflated) };
    await this.write(deflated);
    return place;
  }

  read(place: ChunkPlace): Promise<Uint8Array> {
    return readPlace(this.handle, place);
  }

  /** Completes the file and gives it its name; resolves to its size. */
  async keepAs(path: string, places: ChunkPlace[], end: AnswerEnd): Promise<number> {
    await this.write(tableOf(places, end));
    await rename(this.path, path);
    this.kept = true;
    this.room.release(this);
    return this.length;
  }

  /** What is not kept goes. */
  async close(): Promise<void> {
    await this.handle.close().catch(() => {});
    if (this.kept) return;
    await rm(this.path, { force: true }).catch(() => {});
    this.room.release(this);
  }

  private async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.handle.write(bytes, at, bytes.length - at, this.length);
      at += bytesWritten;
      this.length += bytesWritten;
    }
  }
}

function tableOf(places: ChunkPlace[], end: AnswerEnd): Buffer {
  const table = Buffer.alloc(places.length * rowBytes + tailBytes);
  places.forEach((place, i) => {
    table.writeUInt32LE(place.length, i * rowBytes);
    table.writeUInt32LE(place.plainBytes, i * rowBytes + 4);
    table.writeUInt32LE(place.crc32, i * rowBytes + 8);
  });
  const at = places.length * rowBytes;
  table.writeDoubleLE(
    places.reduce((sum, { length }) => sum + length, 0),
    at,
  );
  table.writeDoubleLE(end.bytes, at + 8);
  table.writeUInt32LE(end.crc32, at + 16);
  table.writeUInt32LE(places.length, at + 20);
  table.write(mark, at + 24, "latin1");
  table.writeUInt32LE(crc32(table.subarray(0, at + 32)), at + 32);
  return table;
}

export interface StoredAnswer {
  places: ChunkPlace[];
  end: AnswerEnd;
}

/** What the file holds. Throws `DamagedAnswer` where its table or its length is wrong; the pieces are not looked at. */
export async function readTable(handle: FileHandle): Promise<StoredAnswer> {
  const { size } = await handle.stat();
  if (size < tailBytes) throw new DamagedAnswer("too short");
  const tail = await readExactly(handle, size - tailBytes, tailBytes);
  const count = tail.readUInt32LE(20);
  const tableStart = size - tailBytes - count * rowBytes;
  if (tail.toString("latin1", 24, 32) !== mark || tableStart !== tail.readDoubleLE(0))
    throw new DamagedAnswer("cut");
  const table = await readExactly(handle, tableStart, count * rowBytes + tailBytes);
  if (crc32(table.subarray(0, -4)) !== tail.readUInt32LE(32)) throw new DamagedAnswer("changed");
  const places: ChunkPlace[] = [];
  for (let i = 0, offset = 0; i < count; i++) {
    const at = i * rowBytes;
    const length = table.readUInt32LE(at);
    places.push({
      offset,
      length,
      plainBytes: table.readUInt32LE(at + 4),
      crc32: table.readUInt32LE(at + 8),
    });
    offset += length;
  }
  return { places, end: { bytes: tail.readDoubleLE(8), crc32: tail.readUInt32LE(16) } };
}

/** Throws `DamagedAnswer` where any piece is not what was written. */
export async function checkPieces(handle: FileHandle, places: ChunkPlace[]): Promise<void> {
  for (let i = 0; i < places.length; ) {
    const from = places[i].offset;
    let to = i;
    while (to < places.length && places[to].offset + places[to].length - from <= checkBytes) to++;
    to = Math.max(to, i + 1);
    const last = places[to - 1];
    const bytes = await readExactly(handle, from, last.offset + last.length - from);
    for (; i < to; i++) {
      const { offset, length } = places[i];
      if (crc32(bytes.subarray(offset - from, offset - from + length)) !== places[i].crc32)
        throw new DamagedAnswer("changed");
    }
  }
}

/** Reads a complete file; each piece is checked again on its way. The handle is closed at the end. */
export function readStored(handle: FileHandle, { places, end }: StoredAnswer): AnswerReader {
  let index = 0;
  let closed = false;
  const leave = () => {
    if (!closed) void handle.close().catch(() => {});
    closed = true;
  };
  return {
    leave,
    async next() {
      if (closed || index === places.length) return null;
      const place = places[index++];
      const deflated = await readPlace(handle, place);
      if (index < places.length) return { deflated, plainBytes: place.plainBytes };
      leave();
      return { deflated, plainBytes: place.plainBytes, end };
    },
  };
}

async function readPlace(handle: FileHandle, { offset, length, crc32: wanted }: ChunkPlace): Promise<Buffer> {
  const bytes = await readExactly(handle, offset, length);
  if (crc32(bytes) !== wanted) throw new DamagedAnswer("changed");
  return bytes;
}

async function readExactly(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const { bytesRead } = await handle.read(bytes, at, length - at, offset + at);
    if (bytesRead === 0) throw new DamagedAnswer("cut");
    at += bytesRead;
  }
  return bytes;
}

/** For whoever opens a file to read it whole. */
export const openForReading = (path: string): Promise<FileHandle> => open(path, "r");
