import { crc32, deflateSync } from "node:zlib";

/** Encodes 8-bit RGB pixels (stride 3, rows from the top) as a PNG. Source: W3C PNG, third edition, sections 5, 9, 11. */
export function encodePng(rgb: Uint8Array, width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, truecolour, deflate, adaptive filter, no interlace
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(filterRows(rgb, width, height), { level: 6 });
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Filter "Up" suits flat-shaded pictures: most pixels equal the one above. */
function filterRows(rgb: Uint8Array, width: number, height: number): Uint8Array {
  const row = width * 3;
  const out = new Uint8Array((row + 1) * height);
  for (let y = 0; y < height; y++) {
    const to = y * (row + 1);
    out[to] = 2;
    for (let x = 0; x < row; x++) out[to + 1 + x] = rgb[y * row + x] - (y > 0 ? rgb[(y - 1) * row + x] : 0);
  }
  return out;
}

function chunk(type: string, body: Buffer): Buffer {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, "latin1");
  body.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, body.length + 8)), body.length + 8);
  return out;
}
