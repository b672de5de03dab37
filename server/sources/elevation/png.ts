/** Reads PNG pictures of 8-bit RGB or RGBA, the form elevation tiles have. Source: W3C, "Portable Network Graphics". */
import { inflateSync } from "node:zlib";

export interface Picture {
  width: number;
  height: number;
  /** Samples of a pixel: 3 or 4. */
  channels: number;
  /** Row by row from the top. */
  pixels: Uint8Array;
}

const signature = [137, 80, 78, 71, 13, 10, 26, 10];
/** Elevation tiles are 256 or 512 pixels wide; anything much larger is damage. */
const widest = 4096;

/** Throws on damage and on other forms (palette, grey, 16 bit, interlaced). */
export function readPng(bytes: Uint8Array): Picture {
  if (signature.some((value, i) => bytes[i] !== value)) throw new Error("it is no PNG picture");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let header: { width: number; height: number; channels: number } | null = null;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) throw new Error("the picture is cut off");
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === "IHDR") header = readHeader(view, at + 8, length);
    else if (type === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + length));
    else if (type === "IEND") break;
    at += 12 + length;
  }
  if (header === null) throw new Error("the picture has no header");
  const { width, height, channels } = header;
  const size = height * (1 + width * channels);
  const raw = inflateSync(Buffer.concat(parts), { maxOutputLength: size });
  if (raw.length !== size) throw new Error("the picture is cut off");
  return { ...header, pixels: unfilter(raw, width * channels, height, channels) };
}

function readHeader(view: DataView, at: number, length: number) {
  if (length !== 13) throw new Error("the picture has no header");
  const [width, height] = [view.getUint32(at), view.getUint32(at + 4)];
  const [depth, colour, , , interlace] = Array.from({ length: 5 }, (_, i) => view.getUint8(at + 8 + i));
  if (width < 1 || height < 1 || width > widest || height > widest)
    throw new Error("the picture has an impossible size");
  if (depth !== 8 || (colour !== 2 && colour !== 6) || interlace !== 0)
    throw new Error("the picture is not plain 8-bit RGB");
  return { width, height, channels: colour === 2 ? 3 : 4 };
}

/** Each row says by which of five rules its bytes were made smaller. */
function unfilter(raw: Uint8Array, stride: number, height: number, step: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let row = 0; row < height; row++) {
    const rule = raw[row * (stride + 1)];
    if (rule > 4) throw new Error("the picture is damaged");
    const from = row * (stride + 1) + 1;
    const to = row * stride;
    for (let i = 0; i < stride; i++) {
      const left = i >= step ? out[to + i - step] : 0;
      const up = row > 0 ? out[to + i - stride] : 0;
      const corner = i >= step && row > 0 ? out[to + i - stride - step] : 0;
      out[to + i] = raw[from + i] + predicted(rule, left, up, corner);
    }
  }
  return out;
}

function predicted(rule: number, left: number, up: number, corner: number): number {
  if (rule === 0) return 0;
  if (rule === 1) return left;
  if (rule === 2) return up;
  if (rule === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
