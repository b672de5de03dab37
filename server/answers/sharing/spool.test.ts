import { mkdtemp, open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { DraftFile, type DraftRoom } from "../kept/answer-file.ts";
import { type PackedChunk, packChunks } from "../packed-chunk.ts";
import { readText } from "../testing/read-text.ts";
import { Spool } from "./spool.ts";

const folder = await mkdtemp(join(tmpdir(), "contextile-spool-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
let count = 0;
const drafts: DraftFile[] = [];
afterEach(async () => {
  for (const file of drafts.splice(0)) await file.close();
});
const roomFor = (mostBytes: number): DraftRoom => ({
  grow: async (_, bytes) => bytes <= mostBytes,
  release() {},
});
async function draft(mostBytes = 1e9): Promise<DraftFile> {
  const path = join(folder, `${count++}.part`);
  const file = new DraftFile(await open(path, "wx+"), path, roomFor(mostBytes));
  drafts.push(file);
  return file;
}

async function pack(...parts: (string | Uint8Array)[]): Promise<PackedChunk[]> {
  const chunks: PackedChunk[] = [];
  async function* all() {
    for (const part of parts) yield typeof part === "string" ? new TextEncoder().encode(part) : part;
  }
  for await (const chunk of packChunks(all())) chunks.push(chunk);
  return chunks;
}

describe.each([["on disk"], ["in memory"]])("a spool %s", (where) => {
  const newSpool = async () => {
    const spool = new Spool();
    if (where === "on disk") spool.writeTo(await draft());
    return spool;
  };

  test("gives every reader everything from the beginning, those that come late too", async () => {
    const spool = await newSpool();
    const chunks = await pack("one ", "two ", "three");
    const early = spool.read()!;
    const first = early.next();
    await spool.append(chunks[0]);
    expect((await first)?.plainBytes).toBe(4);
    await spool.append(chunks[1]);
    const late = spool.read()!;
    const lateText = readText(late);
    await spool.append(chunks[2]);
    spool.complete();
    expect(await readText(early)).toBe("two three");
    expect(await lateText).toBe("one two three");
    expect(await readText(spool.read()!)).toBe("one two three");
  });

  test("ends for all readers when the making fails", async () => {
    const spool = await newSpool();
    const readers = [spool.read()!, spool.read()!];
    const waiting = readers.map((reader) => reader.next());
    spool.fail(new Error("the engine broke"));
    for (const reader of waiting) await expect(reader).rejects.toThrow("the engine broke");
    expect(spool.read()).toBeNull();
    expect(spool.whole()).toBeNull();
  });

  test("a reader that has left waits for nothing", async () => {
    const spool = await newSpool();
    const reader = spool.read()!;
    const next = reader.next();
    reader.leave();
    expect(await next).toBeNull();
  });
});

/** 256 KiB of noise a piece: nothing that packing makes small. */
async function noise(pieces: number): Promise<PackedChunk[]> {
  const bytes = new Uint8Array(pieces * 256 * 1024);
  for (let i = 0, seed = 7; i < bytes.length; i++) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    bytes[i] = seed >>> 16;
  }
  return pack(bytes);
}

describe("a reader that is slow", () => {
  test("costs no memory and holds nobody up where the answer goes to disk", async () => {
    const spool = new Spool();
    spool.writeTo(await draft());
    const slow = spool.read()!;
    const chunks = await noise(64);
    // All 16 MiB are taken while nobody reads, and none of it stays in memory.
    for (const chunk of chunks) await spool.append(chunk);
    spool.complete();
    expect(spool.retainedBytes).toBe(0);
    for (const { end } of chunks) expect((await slow.next())?.end).toEqual(end);
  });

  test("holds the making back where it cannot go to disk", async () => {
    const spool = new Spool();
    const slow = spool.read()!;
    const chunks = await noise(64);
    let taken = 0;
    const writing = (async () => {
      for (const chunk of chunks) {
        await spool.append(chunk);
        taken++;
      }
      spool.complete();
    })();
    for (let read = 0; read < 64; read++) {
      expect((await slow.next())?.plainBytes).toBe(256 * 1024);
      // 8 MiB ahead, the piece that waits, and the one just read.
      expect(taken - read).toBeLessThanOrEqual(34);
      expect(spool.retainedBytes).toBeLessThanOrEqual(34 * 256 * 1024);
    }
    await writing;
    expect(spool.read()).toBeNull();
  });

  test("is held back no longer when the making is stopped", async () => {
    const spool = new Spool();
    spool.read();
    const chunks = await noise(40);
    const writing = (async () => {
      for (const chunk of chunks) await spool.append(chunk);
    })();
    spool.fail(new Error("stopped"));
    await writing;
    expect(spool.read()).toBeNull();
  });
});

describe("a file that takes no more", () => {
  test("leaves the answer whole for its readers, and is not kept", async () => {
    const refusals: unknown[] = [];
    const full = await open("/dev/full", "r+");
    const file = await draft();
    const append = file.append.bind(file);
    let pieces = 0;
    // The third piece meets a full disk: a real ENOSPC.
    file.append = async (chunk) => {
      if (pieces++ === 2) await full.write(chunk.deflated);
      return append(chunk);
    };
    const spool = new Spool((error) => refusals.push(error));
    spool.writeTo(file);
    const early = readText(spool.read()!);
    for (const chunk of await pack("one ", "two ", "three ", "four")) await spool.append(chunk);
    spool.complete();
    expect(await early).toBe("one two three four");
    expect(await readText(spool.read()!)).toBe("one two three four");
    expect(spool.whole()).toBeNull();
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toMatchObject({ code: "ENOSPC" });
    await full.close();
  });

  test("as too large for the cache refuses in silence", async () => {
    const refusals: unknown[] = [];
    const spool = new Spool((error) => refusals.push(error));
    spool.writeTo(await draft(5));
    for (const chunk of await pack("a long beginning ", "end")) await spool.append(chunk);
    spool.complete();
    expect(await readText(spool.read()!)).toBe("a long beginning end");
    expect([spool.whole(), refusals]).toEqual([null, []]);
  });
});

test("a file that nobody keeps is gone when its last reader has left", async () => {
  const spool = new Spool();
  const path = join(folder, "gone.part");
  spool.writeTo(new DraftFile(await open(path, "wx+"), path, roomFor(1e9)));
  const reader = spool.read()!;
  const [only] = await pack("text");
  await spool.append(only);
  spool.complete();
  spool.seal();
  expect(await readText(reader)).toBe("text");
  reader.leave();
  for (let i = 0; i < 1000 && (await readdir(folder)).includes("gone.part"); i++)
    await new Promise((resolve) => setImmediate(resolve));
  expect(await readdir(folder)).not.toContain("gone.part");
});
