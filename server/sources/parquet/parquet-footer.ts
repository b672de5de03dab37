/** The footer of a Parquet file: fetched, held against bounds, and only then read. Source: Apache Parquet's format. */
import { type FileMetaData, parquetMetadata } from "hyparquet";
import type { RangeFile } from "../range-file.ts";
import { walkThrift } from "./walk-thrift.ts";

/** As much is fetched at first: most footers lie in it whole. */
const firstBytes = 512 * 1024;
/** Of the world's buildings a file has a footer of some megabytes. */
const longestFooter = 64 * 1024 * 1024;
/** A column of a row group is some 35 things. A text is the coordinate system's description or the greatest value. */
const bounds = { mostThings: 4_000_000, longestText: 4 * 1024 * 1024 };
/** "PAR1", before it the length of what lies before. */
const magic = 0x31524150;
const endBytes = 8;

/** Throws a sentence where it is none, or states more than any file has. */
export async function readFooter({ byteLength, slice }: RangeFile): Promise<FileMetaData> {
  const from = Math.max(0, byteLength - firstBytes);
  const last = new Uint8Array(await slice(from, byteLength));
  const length = footerLength(last, byteLength);
  const start = byteLength - endBytes - length;
  const bytes =
    start >= from ? last.subarray(start - from) : joined(new Uint8Array(await slice(start, from)), last);
  const walked = walkThrift(new DataView(bytes.buffer, bytes.byteOffset, length), 0, bounds);
  if ("why" in walked) throw new Error("its footer states what no file has");
  try {
    return parquetMetadata(bytes);
  } catch (cause) {
    throw new Error("its footer does not describe a table", { cause });
  }
}

function footerLength(last: Uint8Array, byteLength: number): number {
  const view = new DataView(last.buffer, last.byteOffset, last.byteLength);
  if (last.length < endBytes || view.getUint32(last.length - 4, true) !== magic)
    throw new Error("it does not end as Parquet files do");
  const length = view.getUint32(last.length - endBytes, true);
  if (length > byteLength - endBytes) throw new Error("its footer is longer than the file");
  if (length > longestFooter) throw new Error("its footer is longer than 64 MB");
  return length;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
