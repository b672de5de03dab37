/** What stands inside a frame: sections after their lengths, JSON, variable-length numbers. */
import type { z } from "zod";

/** Something inside a frame is not as it must be: the frame is left out, the answer goes on. */
export class DamagedFrame extends Error {
  override readonly name = "DamagedFrame";
}

/** Views of exactly `count` sections that fill the payload. Throws DamagedFrame. */
export function readSections(payload: Uint8Array, count: number): Uint8Array[] {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const sections: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 4 > payload.length) throw new DamagedFrame("a section is missing");
    const length = view.getUint32(at, true);
    at += 4;
    if (length > payload.length - at) throw new DamagedFrame("a section is longer than its frame");
    sections.push(payload.subarray(at, at + length));
    at += length;
  }
  if (at !== payload.length) throw new DamagedFrame("there is more than belongs into it");
  return sections;
}

/** Checked JSON of a section. Throws DamagedFrame. */
export function readJson<T extends z.ZodType>(section: Uint8Array, schema: T): z.output<T> {
  const parsed = schema.safeParse(parse(section));
  if (!parsed.success) throw new DamagedFrame("its table is not as it must be");
  return parsed.data;
}

function parse(section: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(section));
  } catch {
    throw new DamagedFrame("its table is not JSON");
  }
}

/** Reads what the service's VarintWriter wrote: numbers below 2^32, seven bits a byte, lowest first. */
export class VarintReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** A number below `limit`. Throws DamagedFrame. */
  next(limit: number): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (this.at >= this.bytes.length) throw new DamagedFrame("its rows end early");
      const byte = this.bytes[this.at++];
      value += (byte & 127) * scale;
      if (value >= limit || scale > 2 ** 28) throw new DamagedFrame("a row points nowhere");
      if (byte < 128) return value;
    }
  }

  end(): void {
    if (this.at !== this.bytes.length) throw new DamagedFrame("its rows do not end");
  }
}

/** The next descriptor of a batch. Throws DamagedFrame. */
export function readRow(
  rows: VarintReader,
  { shapes, values }: { shapes: readonly (readonly string[])[]; values: readonly unknown[] },
): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const key of shapes[rows.next(shapes.length)]) {
    const value = values[rows.next(values.length)];
    // Assigning it would change what kind of object this is.
    if (key !== "__proto__") facts[key] = value;
  }
  return facts;
}
