/**
 * Before the library believes the counts in a TIFF's first directory: everything it names must lie inside of the file. A
 * changed byte would otherwise make it fill gigabytes. Source: TIFF 6.0, section 2; BigTIFF, "The TIFF File Format".
 */
import { open } from "node:fs/promises";

/** Bytes of a value, by field type. */
const sizes: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};
/** More fields than this has no image. */
const mostFields = 4096;

interface Reader {
  size: number;
  little: boolean;
  big: boolean;
  at(from: number, length: number): Promise<DataView>;
}

/** Throws a sentence when the first directory names what the file cannot hold. */
export async function checkTiff(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const at = async (from: number, length: number) => {
      if (!(from >= 0 && from + length <= size)) throw new Error("its directory lies outside of the file");
      const bytes = Buffer.alloc(length);
      await file.read(bytes, 0, length, from);
      return new DataView(bytes.buffer, bytes.byteOffset, length);
    };
    const head = await at(0, 8);
    const little = head.getUint16(0) === 0x4949;
    const big = head.getUint16(2, little) === 43;
    await checkDirectory({ size, little, big, at });
  } finally {
    await file.close();
  }
}

async function checkDirectory({ size, little, big, at }: Reader): Promise<void> {
  const start = big ? long(await at(8, 8), 0, little) : (await at(4, 4)).getUint32(0, little);
  const fields = big ? long(await at(start, 8), 0, little) : (await at(start, 2)).getUint16(0, little);
  if (fields > mostFields) throw new Error("its directory states an impossible number of fields");
  const [first, step] = big ? [start + 8, 20] : [start + 2, 12];
  const table = await at(first, fields * step);
  for (let i = 0; i < fields; i++) {
    const field = i * step;
    const type = table.getUint16(field + 2, little);
    const count = big ? long(table, field + 4, little) : table.getUint32(field + 4, little);
    const bytes = count * (sizes[type] ?? 1);
    // Short values stand in the field itself.
    if (bytes <= (big ? 8 : 4)) continue;
    const place = big ? long(table, field + 12, little) : table.getUint32(field + 8, little);
    if (place + bytes > size) throw new Error("a field of it lies outside of the file");
  }
}

const long = (view: DataView, at: number, little: boolean) => Number(view.getBigUint64(at, little));
