import { parquetMetadata } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, it } from "vitest";
import type { RangeFile } from "../range-file.ts";
import { openParquetThread, type ParquetThread } from "./parquet-thread.ts";

const names = ["a", null, "c", "d", null, "f"];
const optional = { repetition_type: "OPTIONAL", converted_type: "UTF8" } as const;
const whole = new Uint8Array(
  parquetWriteBuffer({
    columnData: [{ name: "name", data: names }],
    schema: [
      { name: "root", num_children: 1 },
      { name: "name", type: "BYTE_ARRAY", ...optional },
    ],
    codec: "UNCOMPRESSED",
  }),
);
const metadata = parquetMetadata(whole.buffer);
const order = { columns: ["name"], rowStart: 0, rowEnd: names.length };
const opened: ParquetThread[] = [];

function fileOf(bytes: Uint8Array): RangeFile {
  const slice = async (start: number, end?: number) => Uint8Array.from(bytes.subarray(start, end)).buffer;
  return { byteLength: bytes.length, date: undefined, slice };
}

function threadOf(file: RangeFile, limits = {}): ParquetThread {
  const thread = openParquetThread(file, metadata, limits);
  opened.push(thread);
  return thread;
}

afterAll(() => Promise.all(opened.map(({ close }) => close())));

describe("openParquetThread", () => {
  it("reads rows, several orders at once too", async () => {
    const thread = threadOf(fileOf(whole));
    const [all, two] = await Promise.all([
      thread.read(order),
      thread.read({ ...order, rowStart: 2, rowEnd: 4 }),
    ]);
    expect(all.map(({ name }) => name ?? null)).toEqual(names);
    expect(two).toEqual([{ name: "c" }, { name: "d" }]);
  });

  it("stops a page that repeats a value for ever, and reads on afterwards", async () => {
    // The page's first run of levels says how often it repeats; any byte of it may be changed.
    let bytes = whole;
    const file = {
      ...fileOf(whole),
      slice: (start: number, end?: number) => fileOf(bytes).slice(start, end),
    };
    const thread = threadOf(file, { silenceMs: 300, memoryMb: 64 });
    const outcomes = new Set<string>();
    for (let at = 4; at < 60 && !outcomes.has("stopped"); at++) {
      bytes = Uint8Array.from(whole);
      // 0xFEFFFFFF07 is the run length 2^30 and more as a variable-length number.
      bytes.set([0xfe, 0xff, 0xff, 0xff, 0x07], at);
      const why = await thread.read(order).then(
        () => "read",
        (error: Error) => error.message,
      );
      outcomes.add(/stopped after|cannot be held/.test(why) ? "stopped" : "refused");
    }
    expect([...outcomes]).toContain("stopped");
    bytes = whole;
    expect(await thread.read(order)).toHaveLength(names.length);
  });

  it("refuses a list that is longer than its memory, which would end the service, and reads on afterwards", async () => {
    // Where pages stand is told by a list outside of the footer: here of 33 million lists of 33 million values.
    const lists = [
      0x19,
      0xf9,
      0xc0,
      0x95,
      0xde,
      0x0f,
      ...Array(3).fill([0xf9, 0xc0, 0x95, 0xde, 0x0f]).flat(),
    ];
    const bytes = Uint8Array.from([...whole, ...lists]);
    const hostile = parquetMetadata(whole.buffer);
    const place = { offset_index_offset: BigInt(whole.length), offset_index_length: lists.length };
    Object.assign(hostile.row_groups[0].columns[0], place);
    const thread = openParquetThread(fileOf(bytes), hostile);
    opened.push(thread);
    const narrow = thread.read({ ...order, rowStart: 2, rowEnd: 4 });
    await expect(narrow).rejects.toThrow("a list is longer than the file can hold");
    expect(await threadOf(fileOf(whole)).read(order)).toHaveLength(names.length);
  });

  it("does not count the time in which bytes are on their way", async () => {
    const slow = async (start: number, end?: number) => {
      await new Promise((resolve) => setTimeout(resolve, 1200));
      return fileOf(whole).slice(start, end);
    };
    const thread = threadOf({ ...fileOf(whole), slice: slow }, { silenceMs: 1000 });
    expect(await thread.read(order)).toHaveLength(names.length);
  });

  it("says what the file says when it cannot be read", async () => {
    const slice = () => Promise.reject(new Error("the disk is gone"));
    const thread = threadOf({ ...fileOf(whole), slice });
    await expect(thread.read(order)).rejects.toThrow("the disk is gone");
    await expect(thread.read({ ...order, columns: ["other"] })).rejects.toThrow(/other/);
  });
});
