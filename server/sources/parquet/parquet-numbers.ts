/**
 * What a Parquet file states of itself, held against the rest of it: row counts, places and sizes in the footer, and the
 * openly written header of every page. The library would work through any number it is told. Source: Apache Parquet's
 * format, parquet.thrift.
 */
import type { ColumnMetaData, FileMetaData } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { walkThrift } from "./walk-thrift.ts";

/** Rows of one group; Overture's have some hundred thousand. */
const largestGroup = 20_000_000n;
/** A page's header is some dozen fields and no list; whole values may stand in its statistics. */
const headerBounds = { mostThings: 1000, longestText: 64 * 1024 * 1024 };
/** Some writers leave the header of a dictionary out of their sums. */
const slack = 1024;

/** A sentence where the footer contradicts itself or the length of the file; null where all is possible. */
export function impossibleFooter(metadata: FileMetaData, byteLength: number): string | null {
  const { row_groups: groups, num_rows: rows } = metadata;
  const sum = groups.reduce((total, group) => total + group.num_rows, 0n);
  if (sum !== rows || groups.some(({ num_rows }) => num_rows < 0n || num_rows > largestGroup))
    return "its numbers of rows contradict each other";
  for (const { columns, num_rows } of groups)
    for (const { meta_data: column } of columns) {
      if (column === undefined) continue;
      const { start, end } = chunkOf(column);
      if (!(start >= 0 && start <= end && end <= byteLength) || column.total_uncompressed_size < 0n)
        return `its column ${nameOf(column)} does not lie within the file`;
      // Lists have more values than rows, plain columns as many; groups of none are left out by nobody.
      if (column.num_values < num_rows) return `its column ${nameOf(column)} has fewer values than rows`;
    }
  return null;
}

/** Memory that reading a group may take at most, MB: values as objects are many times what they are in the file. */
export function memoryFor({ row_groups: groups }: FileMetaData): number {
  const bytes = groups.map(({ columns }) =>
    columns.reduce((sum, { meta_data: column }) => {
      if (column === undefined) return sum;
      return sum + 64 * Number(column.num_values) + 16 * Number(column.total_uncompressed_size);
    }, 0),
  );
  return Math.min(1024, 64 + Math.ceil(Math.max(0, ...bytes) / 1e6));
}

export interface PageCheck {
  /** A sentence where a page that begins in these bytes of the file states what cannot be; null otherwise. */
  impossible(bytes: ArrayBuffer, start: number): string | null;
}

interface Chunk {
  column: ColumnMetaData;
  start: number;
  end: number;
}

export function createPageCheck({ row_groups: groups }: FileMetaData): PageCheck {
  const chunks = groups
    .flatMap(({ columns }) => columns.flatMap(({ meta_data: column }) => (column ? [chunkOf(column)] : [])))
    .sort((a, b) => a.start - b.start);
  return {
    impossible(bytes, start) {
      for (const chunk of chunks) {
        if (chunk.start >= start + bytes.byteLength) break;
        const why = chunk.start < start ? null : impossiblePage(chunk, bytes, start);
        if (why !== null) return `its column ${nameOf(chunk.column)} cannot be read: ${why}`;
      }
      return null;
    },
  };
}

const nameOf = ({ path_in_schema: path }: ColumnMetaData) => path.join(".");

function chunkOf(column: ColumnMetaData): Chunk {
  const start = Number(column.dictionary_page_offset || column.data_page_offset);
  return { column, start, end: start + Number(column.total_compressed_size) };
}

/** From the chunk's first page on, as far as the bytes go. */
function impossiblePage({ column, start, end }: Chunk, bytes: ArrayBuffer, from: number): string | null {
  let offset = start - from;
  const stop = Math.min(end - from, bytes.byteLength);
  let left = Number(column.num_values);
  while (left > 0 && offset < stop - 1) {
    const reader = { view: new DataView(bytes, offset), offset: 0 };
    const header = headerAt(reader);
    // Cut off by the end of these bytes.
    if (header === "cut off" && end - from > bytes.byteLength) return null;
    if (header === "cut off" || header === null) return "a page has no header";
    offset += reader.offset;
    const { compressed_page_size: packed, uncompressed_page_size: size } = header;
    if (!isCount(packed, end - start) || !isCount(size, Number(column.total_uncompressed_size) + slack))
      return "a page is larger than all of the column";
    offset += packed;
    if (header.type === "DICTIONARY_PAGE") {
      // The smallest value is a bit.
      if (!isCount(header.dictionary_page_header?.num_values, 8 * size))
        return "a dictionary has impossible numbers";
      continue;
    }
    const data = header.data_page_header ?? header.data_page_header_v2;
    if (!isCount(data?.num_values, left)) return "a page has more values than the column";
    left -= data?.num_values ?? 0;
    const levels = header.data_page_header_v2;
    if (levels === undefined) continue;
    const {
      num_rows,
      repetition_levels_byte_length: repeated,
      definition_levels_byte_length: defined,
    } = levels;
    if (
      !isCount(num_rows, levels.num_values) ||
      !isCount(repeated, packed) ||
      !isCount(defined, packed - repeated)
    )
      return "a page has impossible numbers";
  }
  return null;
}

/** Null where it is none. */
function headerAt(reader: { view: DataView; offset: number }) {
  const walked = walkThrift(reader.view, reader.offset, headerBounds);
  if ("why" in walked) return walked.why === "cut off" ? walked.why : null;
  return parquetHeader(reader);
}

const isCount = (value: number | undefined, most: number) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;
