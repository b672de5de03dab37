import {
  appendFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { packChunks } from "../packed-chunk.ts";
import { Spool } from "../sharing/spool.ts";
import { readText } from "../testing/read-text.ts";
import { type AnswerCache, openAnswerCache } from "./answer-cache.ts";
import { AnswerTooLarge } from "./answer-file.ts";

const root = await mkdtemp(join(tmpdir(), "contextile-answers-"));
afterAll(() => rm(root, { recursive: true, force: true }));
let folders = 0;
const newFolder = () => join(root, String(folders++), "answers");

async function put(cache: AnswerCache, key: string, ...parts: string[]): Promise<boolean> {
  const spool = new Spool(cache.refused);
  spool.writeTo(await cache.draft());
  async function* all() {
    for (const part of parts) yield new TextEncoder().encode(part);
  }
  for await (const chunk of packChunks(all())) await spool.append(chunk);
  spool.complete();
  const whole = spool.whole();
  const kept = whole !== null && (await cache.keep(key, whole.file, whole.places, whole.end));
  spool.seal();
  return kept;
}

async function get(cache: AnswerCache, key: string): Promise<string | null> {
  const reader = await cache.find(key);
  if (reader === null) return null;
  const text = await readText(reader);
  reader.leave();
  return text;
}

/** Text of `length` characters that packing does not make small. */
function noise(length: number, seed: number): string {
  let text = "";
  for (let state = seed; text.length < length; ) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    text += String.fromCharCode(33 + ((state >>> 16) % 90));
  }
  return text;
}

describe("kept answers", () => {
  test("come back piece by piece, also after a restart", async () => {
    const folder = newFolder();
    const cache = await openAnswerCache({ folder, maxBytes: 1e6 });
    expect(await put(cache, "town", '{"a":', "1}")).toBe(true);
    expect(await get(cache, "town")).toBe('{"a":1}');
    expect(await get(cache, "village")).toBeNull();
    const restarted = await openAnswerCache({ folder, maxBytes: 1e6 });
    expect(await get(restarted, "town")).toBe('{"a":1}');
    expect((await stat(join(folder, (await readdir(folder))[0]))).mode & 0o777).toBe(0o600);
  });

  test("give way when there are too many bytes, the longest unused first, also across a restart", async () => {
    const folder = newFolder();
    const cache = await openAnswerCache({ folder, maxBytes: 35_000 });
    for (const [i, key] of ["a", "b", "c"].entries()) await put(cache, key, noise(12_000, i + 1));
    expect(await get(cache, "a")).not.toBeNull();
    await put(cache, "d", noise(12_000, 4));
    const there = async (of: AnswerCache) =>
      (await Promise.all(["a", "b", "c", "d"].map(async (key) => (await get(of, key)) !== null))).join();
    expect(await there(cache)).toBe("true,false,true,true");
    const sizes = await Promise.all(
      (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(35_000);
    // A smaller cap at the next start: what was used last stays.
    const names = await readdir(folder);
    const infos = await Promise.all(names.map((name) => stat(join(folder, name))));
    await Promise.all(
      names.map((name, i) => utimes(join(folder, name), new Date(2026, 0, 1 + i), infos[i].mtime)),
    );
    await openAnswerCache({ folder, maxBytes: 15_000 });
    expect(await readdir(folder)).toEqual([names[2]]);
  });

  test("grow too old where the data may change without a sign", async () => {
    const folder = newFolder();
    const cache = await openAnswerCache({ folder, maxBytes: 1e6, maxAgeMs: 3600_000 });
    await put(cache, "town", "{}");
    expect(await get(cache, "town")).toBe("{}");
    const [name] = await readdir(folder);
    await utimes(join(folder, name), new Date(), new Date(Date.now() - 3700_000));
    expect(
      await get(await openAnswerCache({ folder, maxBytes: 1e6, maxAgeMs: 3600_000 }), "town"),
    ).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  test("an answer larger than half the cap is not kept, without a warning", async () => {
    const warnings: unknown[] = [];
    const cache = await openAnswerCache({
      folder: newFolder(),
      maxBytes: 10_000,
      warn: (error) => warnings.push(error),
    });
    expect(await put(cache, "huge", noise(9_000, 1))).toBe(false);
    expect([await get(cache, "huge"), warnings]).toEqual([null, []]);
  });
});

describe("the cap", () => {
  const bytesIn = async (folder: string) => {
    const sizes = await Promise.all(
      (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  const packed = async (text: string) => {
    async function* one() {
      yield new TextEncoder().encode(text);
    }
    for await (const chunk of packChunks(one())) return chunk;
    throw new Error("nothing was packed");
  };

  test("counts what is still being written: kept answers give way to it, and it is cut short where all is drafts", async () => {
    const folder = newFolder();
    const cache = await openAnswerCache({ folder, maxBytes: 40_000 });
    for (const [i, key] of ["a", "b"].entries()) await put(cache, key, noise(12_000, i + 1));
    const chunk = await packed(noise(11_000, 3));
    const drafts = await Promise.all(Array.from({ length: 5 }, () => cache.draft()));
    let refused = 0;
    for (const draft of drafts) {
      await draft?.append(chunk).catch((error) => {
        expect(error).toBeInstanceOf(AnswerTooLarge);
        refused++;
      });
      expect(await bytesIn(folder)).toBeLessThanOrEqual(40_000);
    }
    expect([refused, await get(cache, "a"), await get(cache, "b")]).toEqual([1, null, null]);
    // A draft that goes makes room for another.
    await drafts[0]?.close();
    await drafts[4]?.append(chunk);
    for (const draft of drafts) await draft?.close();
    expect([await bytesIn(folder), await put(cache, "a", noise(12_000, 1))]).toEqual([0, true]);
  });

  test("no kept answer goes for a draft that has no room without it either", async () => {
    const folder = newFolder();
    const cache = await openAnswerCache({ folder, maxBytes: 40_000 });
    const chunk = await packed(noise(22_000, 3));
    const drafts = await Promise.all(Array.from({ length: 3 }, () => cache.draft()));
    for (const draft of drafts.slice(0, 2)) await draft?.append(chunk);
    expect(await put(cache, "small", noise(2_000, 1))).toBe(true);
    await expect(drafts[2]?.append(chunk)).rejects.toBeInstanceOf(AnswerTooLarge);
    expect(await get(cache, "small")).toBe(noise(2_000, 1));
    for (const draft of drafts) await draft?.close();
  });

  test("counts drafts that a killed process left, as long as they lie there", async () => {
    const folder = newFolder();
    await mkdir(folder, { recursive: true });
    const left = join(folder, "left.part");
    await writeFile(left, Buffer.alloc(35_000));
    const cache = await openAnswerCache({ folder, maxBytes: 40_000 });
    expect(await put(cache, "a", noise(12_000, 1))).toBe(false);
    vi.useFakeTimers({ now: Date.now() + 3600_000, toFake: ["Date"] });
    expect(await put(cache, "a", noise(12_000, 1))).toBe(true);
    vi.useRealTimers();
    expect((await readdir(folder)).length).toBe(1);
  });

  test("of nothing keeps nothing, not even what is there, and still writes answers down for slow readers", async () => {
    const folder = newFolder();
    await put(await openAnswerCache({ folder, maxBytes: 1e6 }), "town", "{}");
    const cache = await openAnswerCache({ folder, maxBytes: 1e6, keeps: false });
    expect(await readdir(folder)).toEqual([]);
    const spool = new Spool(cache.refused);
    spool.writeTo(await cache.draft());
    const slow = spool.read()!;
    await spool.append(await packed(noise(9_000, 1)));
    expect([spool.retainedBytes, await bytesIn(folder)]).toEqual([0, expect.any(Number)]);
    spool.complete();
    const whole = spool.whole();
    expect(whole && (await cache.keep("town", whole.file, whole.places, whole.end))).toBe(false);
    spool.seal();
    expect(await readText(slow)).toBe(noise(9_000, 1));
    expect(await cache.find("town")).toBeNull();
    // The file goes a moment after its last reader.
    while ((await readdir(folder)).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

describe("a damaged file is never served, and goes:", () => {
  const parts = [noise(3_000, 1), noise(3_000, 2), noise(3_000, 3)];
  const change = async (path: string, at: number) => {
    const bytes = await readFile(path);
    bytes[at < 0 ? bytes.length + at : at] ^= 0x10;
    await writeFile(path, bytes);
  };
  test.each<[string, (path: string) => Promise<void>]>([
    ["cut in a piece", (path) => truncate(path, 4_000)],
    ["cut in the table", async (path) => truncate(path, (await stat(path)).size - 20)],
    ["cut to nothing", (path) => truncate(path, 0)],
    ["with more behind it", (path) => appendFile(path, "x")],
    ["with another byte in the first piece", (path) => change(path, 100)],
    ["with another byte in the last piece", (path) => change(path, 7_000)],
    ["with another length in its table", (path) => change(path, -36 - 12)],
    ["with another checksum of the whole", (path) => change(path, -20)],
    ["full of zeros", async (path) => writeFile(path, Buffer.alloc((await stat(path)).size))],
  ])("%s", async (_, damage) => {
    const folder = newFolder();
    await put(await openAnswerCache({ folder, maxBytes: 1e6 }), "town", ...parts);
    const path = join(folder, (await readdir(folder))[0]);
    await damage(path);
    const cache = await openAnswerCache({ folder, maxBytes: 1e6 });
    expect(await cache.find("town")).toBeNull();
    expect(await readdir(folder)).toEqual([]);
    expect(await put(cache, "town", ...parts)).toBe(true);
    expect(await get(cache, "town")).toBe(parts.join(""));
  });

  test("when bytes change after it was checked, the reader gets an error and the next one no file", async () => {
    const folder = newFolder();
    const cache = await openAnswerCache({ folder, maxBytes: 1e6 });
    await put(cache, "town", ...parts);
    const reader = (await cache.find("town"))!;
    await reader.next();
    const file = await open(join(folder, (await readdir(folder))[0]), "r+");
    await file.write(Buffer.from([0, 0, 0, 0]), 0, 4, 7_000);
    await file.close();
    await reader.next();
    await expect(reader.next()).rejects.toThrow("changed");
    reader.leave();
    expect(await cache.find("town")).toBeNull();
  });
});

describe("a disk that refuses", () => {
  test("a killed process leaves a draft: it is no answer, and goes when it is old", async () => {
    const folder = newFolder();
    const cache = await openAnswerCache({ folder, maxBytes: 1e6 });
    const draft = (await cache.draft())!;
    const [name] = await readdir(folder);
    expect(await (await openAnswerCache({ folder, maxBytes: 1e6 })).find("town")).toBeNull();
    expect(await readdir(folder)).toEqual([name]);
    await utimes(join(folder, name), new Date(), new Date(Date.now() - 3600_000));
    await openAnswerCache({ folder, maxBytes: 1e6 });
    expect(await readdir(folder)).toEqual([]);
    await draft.close();
  });

  test("a folder that cannot be made keeps nothing and says so once", async () => {
    const warnings: unknown[] = [];
    await writeFile(join(root, "a-file"), "");
    const folder = join(root, "a-file", "answers");
    const cache = await openAnswerCache({ folder, maxBytes: 1e6, warn: (error) => warnings.push(error) });
    expect([await cache.draft(), await cache.draft(), await cache.find("x")]).toEqual([null, null, null]);
    expect(warnings).toHaveLength(1);
  });

  test("a disk that is full at the first byte: not kept, one warning", async () => {
    const warnings: unknown[] = [];
    const cache = await openAnswerCache({
      folder: newFolder(),
      maxBytes: 1e6,
      warn: (error) => warnings.push(error),
      openDraft: () => open("/dev/full", "r+"),
    });
    const spool = new Spool(cache.refused);
    const draft = await cache.draft();
    spool.writeTo(draft);
    const reader = spool.read()!;
    async function* one() {
      yield new TextEncoder().encode("whole");
    }
    for await (const chunk of packChunks(one())) await spool.append(chunk);
    spool.complete();
    expect(await readText(reader)).toBe("whole");
    expect([spool.whole(), warnings.length]).toEqual([null, 1]);
    reader.leave();
    spool.seal();
  });
});
