/** PNG written from the standard alone, with one filter for all rows or another one in each. */
import { deflateSync } from "node:zlib";

/** `filterOf(row)` is 0 to 4. Pixels: 3 or 4 bytes each. */
export function writePng(
  width: number,
  height: number,
  pixels: Uint8Array,
  filterOf: (row: number) => number,
): Buffer {
  const step = pixels.length / (width * height);
  const stride = width * step;
  const raw = Buffer.alloc((stride + 1) * height);
  const at = (row: number, i: number) => (row < 0 || i < 0 ? 0 : pixels[row * stride + i]);
  for (let row = 0; row < height; row++) {
    const filter = filterOf(row);
    raw[row * (stride + 1)] = filter;
    for (let i = 0; i < stride; i++) {
      const [a, b] = [at(row, i - step), at(row - 1, i)];
      const c = i < step ? 0 : at(row - 1, i - step);
      const guess = [0, a, b, Math.floor((a + b) / 2), paeth(a, b, c)][filter];
      raw[row * (stride + 1) + 1 + i] = (at(row, i) - guess) & 255;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, step === 3 ? 2 : 6], 8);
  const packed = deflateSync(raw);
  const half = Math.floor(packed.length / 2);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("tEXt", Buffer.from("by\0a test")),
    // Writers may cut the data wherever they like.
    chunk("IDAT", packed.subarray(0, half)),
    chunk("IDAT", packed.subarray(half)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c;
  const near = [a, b, c].map((value) => Math.abs(p - value));
  return near[0] <= near[1] && near[0] <= near[2] ? a : near[1] <= near[2] ? b : c;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  body.copy(result, 4);
  result.writeUInt32BE(checksum(body), body.length + 4);
  return result;
}

/** Source of the polynomial: the PNG standard, annex D. Node 20.19 has no `crc32` of its own. */
function checksum(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
