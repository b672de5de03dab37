import { parquetMetadataAsync } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import type { RangeFile } from "../range-file.ts";
import { readFooter } from "./parquet-footer.ts";

interface Asked extends RangeFile {
  pieces: [start: number, end: number | undefined][];
}

function fileOf(bytes: Uint8Array, byteLength = bytes.length): Asked {
  const pieces: Asked["pieces"] = [];
  return {
    byteLength,
    date: undefined,
    pieces,
    async slice(start, end) {
      pieces.push([start, end]);
      const missing = byteLength - bytes.length;
      return Uint8Array.from(bytes.subarray(start - missing, (end ?? byteLength) - missing)).buffer;
    },
  };
}

/** A file that is nothing but this footer; `stated`: how long it says it is. */
function ending(footer: Uint8Array | number[], stated = footer.length): Uint8Array {
  const bytes = new Uint8Array(4 + footer.length + 8);
  bytes.set(footer, 4);
  new DataView(bytes.buffer).setUint32(4 + footer.length, stated, true);
  bytes.set(Buffer.from("PAR1"), bytes.length - 4);
  return bytes;
}

const table = (note: string) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "id", data: ["a", "b", null] },
        { name: "height", data: [1.5, 2, 3] },
        { name: "at", data: [new Date(0), new Date(1), new Date(2)] },
      ],
      kvMetadata: [{ key: "note", value: note }],
    }),
  );

const nothing = "its footer states what no file has";
/** A list of 33 million lists: the reader would take 264 MB before it looks at the first of them. */
const longList = [0xf9, 0xc0, 0x95, 0xde, 0x0f];

describe("readFooter", () => {
  it("reads what the library reads, in one piece or in two", async () => {
    for (const [length, pieces] of [
      [10, 1],
      [700_000, 2],
    ]) {
      const bytes = table("n".repeat(length));
      const file = fileOf(bytes);
      const asked = await readFooter(file);
      expect(asked).toEqual(await parquetMetadataAsync(fileOf(bytes)));
      expect(asked.num_rows).toBe(3n);
      expect(file.pieces).toHaveLength(pieces);
    }
  });

  it.each([
    ["lists in lists, each longer than all memory", [0x19, ...Array(300).fill(longList).flat()], nothing],
    ["a list of texts that is longer than the footer", [0x19, 0xf8, 0xff, 0xff, 0xff, 0x01, 0], nothing],
    ["a number that does not end", [0x16, ...Array(2_000_000).fill(0xff)], nothing],
    ["structs in structs without end", Array(500_000).fill(0x1c), nothing],
    ["a text longer than the rest of it", [0x18, 0xff, 0x7f, 0x41, 0], nothing],
    [
      "five million empty structs",
      [0x19, 0xfc, 0xc0, 0x96, 0xb1, 0x02, ...Array(5_000_001).fill(0)],
      nothing,
    ],
    ["a kind of value that Parquet has not", [0x1b, 0, 0], nothing],
    ["no end", [0x15, 0x02], nothing],
    ["nothing", [0], "its footer does not describe a table"],
  ])("refuses a footer of %s, and does not work on it for long", async (_what, footer, why) => {
    const bytes = ending(Uint8Array.from(footer));
    const before = process.cpuUsage();
    await expect(readFooter(fileOf(bytes))).rejects.toThrow(why);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(5);
  });

  it("does not fetch a footer that is longer than any, or than its file", async () => {
    const file = fileOf(ending(new Uint8Array(600_000), 3e9), 8e9);
    await expect(readFooter(file)).rejects.toThrow("its footer is longer than 64 MB");
    expect(file.pieces).toHaveLength(1);
    await expect(readFooter(fileOf(ending([0], 500)))).rejects.toThrow("its footer is longer than the file");
  });

  it("refuses what is no Parquet file at all", async () => {
    for (const text of ["", "PAR1", "this is not a table"])
      await expect(readFooter(fileOf(Buffer.from(text)))).rejects.toThrow(
        "it does not end as Parquet files do",
      );
  });
});
