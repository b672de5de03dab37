/**
 * CRC-32 as in PNG, gzip and Ethernet (reflected polynomial 0xEDB88320). Source: the PNG specification, annex D; four
 * tables so that four bytes go in at a time. `crc` continues an earlier piece.
 */
export function crc32(bytes: Uint8Array, crc = 0): number {
  let c = ~crc;
  let i = 0;
  for (const whole = bytes.length - (bytes.length % 4); i < whole; i += 4) {
    c ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    c =
      tables[768 + (c & 255)] ^
      tables[512 + ((c >>> 8) & 255)] ^
      tables[256 + ((c >>> 16) & 255)] ^
      tables[c >>> 24];
  }
  for (; i < bytes.length; i++) c = tables[(c ^ bytes[i]) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}

const tables = makeTables();

/** Table k holds the effect of a byte that k more bytes follow. Signed, so that every step stays a small integer. */
function makeTables(): Int32Array {
  const made = new Int32Array(1024);
  for (let byte = 0; byte < 256; byte++) {
    let c = byte;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    made[byte] = c;
  }
  for (let i = 256; i < 1024; i++) made[i] = (made[i - 256] >>> 8) ^ made[made[i - 256] & 255];
  return made;
}
