import { parquetMetadata } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { createPageCheck, impossibleFooter, memoryFor } from "./parquet-numbers.ts";

const rows = 600;
const optional = { repetition_type: "OPTIONAL", converted_type: "UTF8" } as const;
const whole = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: "id", data: Array.from({ length: rows }, (_, i) => `way/${i}`) },
      { name: "kind", data: Array.from({ length: rows }, (_, i) => ["house", "shed", null][i % 3]) },
    ],
    schema: [
      { name: "root", num_children: 2 },
      { name: "id", type: "BYTE_ARRAY", ...optional },
      { name: "kind", type: "BYTE_ARRAY", ...optional },
    ],
    codec: "SNAPPY",
    rowGroupSize: 200,
  }),
);
const metadata = () => parquetMetadata(whole.buffer);
const footer = (change: (data: ReturnType<typeof metadata>) => void) => {
  const data = metadata();
  change(data);
  return impossibleFooter(data, whole.length);
};
const columnOf = (data: ReturnType<typeof metadata>) => {
  const column = data.row_groups[1].columns[0].meta_data;
  if (column === undefined) throw new Error("no column");
  return column;
};

describe("numbers of a Parquet file", () => {
  it("finds nothing wrong with a whole file, in any piece of it", () => {
    expect(impossibleFooter(metadata(), whole.length)).toBeNull();
    const { impossible } = createPageCheck(metadata());
    for (let start = 0; start < whole.length; start += 97)
      for (const end of [start + 50, start + 700, whole.length])
        expect(impossible(whole.slice(start, end).buffer, start)).toBeNull();
  });

  it("refuses a footer that contradicts itself or the file's length", () => {
    expect(footer((data) => (data.num_rows = 601n))).toContain("numbers of rows");
    expect(footer((data) => (columnOf(data).total_compressed_size = 1n << 40n))).toBe(
      "its column id does not lie within the file",
    );
    expect(footer((data) => (columnOf(data).data_page_offset = -8n))).toContain("column id does not lie");
    expect(footer((data) => (columnOf(data).num_values = 7n))).toBe(
      "its column id has fewer values than rows",
    );
  });

  it("refuses a page that states more than its column has, whichever byte of its header says so", () => {
    const { impossible } = createPageCheck(metadata());
    const column = metadata().row_groups[0].columns[1].meta_data;
    const start = Number(column?.dictionary_page_offset ?? column?.data_page_offset);
    const said = new Set<string>();
    for (let at = start; at < start + 24; at++) {
      const bytes = Uint8Array.from(whole);
      // The largest number of four bytes and a bit, as the format writes it: 2^31 - 1 or its negative.
      for (const last of [0x0e, 0x0f]) {
        bytes.set([0xfe, 0xff, 0xff, 0xff, last], at);
        said.add(impossible(bytes.buffer, 0) ?? "nothing");
      }
    }
    expect(
      [...said].filter((why) => /^its column kind cannot be read: a (page|dictionary) /.test(why)).length,
    ).toBeGreaterThan(2);
  });

  it("refuses a header whose number never ends: to read it takes hours", () => {
    const bytes = new Uint8Array(2_000_000).fill(0xff);
    // A field that holds a 64-bit number.
    bytes[0] = 0x16;
    const data = metadata();
    const column = columnOf(data);
    const place = { dictionary_page_offset: undefined, data_page_offset: 0n };
    Object.assign(column, { ...place, total_compressed_size: BigInt(bytes.length) });
    data.row_groups = [{ ...data.row_groups[1], columns: data.row_groups[1].columns.slice(0, 1) }];
    const why = "its column id cannot be read: a page has no header";
    expect(createPageCheck(data).impossible(bytes.buffer, 0)).toBe(why);
    // A list of 33 million values in a list, and so on: the reader takes 264 MB for each before it looks at one.
    for (let i = 0; i < 600; i += 6) bytes.set([i === 0 ? 0x19 : 0xf9, 0xf9, 0xc0, 0x95, 0xde, 0x0f], i);
    expect(createPageCheck(data).impossible(bytes.buffer, 0)).toBe(why);
  });

  it("lets a small file have little memory, and none too much", () => {
    expect(memoryFor(metadata())).toBe(65);
    const large = metadata();
    columnOf(large).num_values = 50_000_000n;
    expect(memoryFor(large)).toBe(1024);
  });
});
