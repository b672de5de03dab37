/** Writes JSON as bytes by hand: `JSON.stringify` needs the whole answer as objects and takes most of the time. */
const chunkBytes = 64 * 1024;
/** Longest thing written between two checks for room: one number. */
const reserve = 32;

const encoder = new TextEncoder();

export class WireWriter {
  private buffer = new Uint8Array(chunkBytes + 4096);
  private length = 0;
  private readonly full: Uint8Array[] = [];

  /** Text that is JSON already. */
  raw(text: string): void {
    const bytes = encoder.encode(text);
    for (let at = 0; at < bytes.length; ) {
      const room = Math.min(bytes.length - at, this.buffer.length - this.length);
      this.buffer.set(bytes.subarray(at, at + room), this.length);
      this.length += room;
      at += room;
      if (this.length >= chunkBytes) this.cut();
    }
  }

  value(value: unknown): void {
    this.raw(JSON.stringify(value));
  }

  /** Whole millimetres as metres with at most three decimals, comma separated. */
  millimetres(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++) {
      if (this.length + reserve > this.buffer.length) this.cut();
      if (i > 0) this.buffer[this.length++] = 44;
      this.length = writeMillimetre(this.buffer, this.length, values[i]);
    }
    if (this.length >= chunkBytes) this.cut();
  }

  private cut(): void {
    if (this.length === 0) return;
    this.full.push(this.buffer.subarray(0, this.length));
    this.buffer = new Uint8Array(chunkBytes + 4096);
    this.length = 0;
  }

  /** Chunks that are full; they are the caller's from now on. */
  take(): Uint8Array[] {
    return this.full.splice(0);
  }

  /** Everything that is left, full or not. */
  flush(): Uint8Array[] {
    this.cut();
    return this.take();
  }
}

/** Returns where the next byte goes. */
function writeMillimetre(buffer: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  if (rest < 0) {
    buffer[at++] = 45;
    rest = -rest;
  }
  const metres = Math.floor(rest / 1000);
  const thousandths = rest - metres * 1000;
  at = writeWhole(buffer, at, metres);
  if (thousandths === 0) return at;
  buffer[at++] = 46;
  const tenths = (thousandths / 100) | 0;
  const hundredths = ((thousandths / 10) | 0) % 10;
  const last = thousandths % 10;
  buffer[at++] = 48 + tenths;
  if (hundredths === 0 && last === 0) return at;
  buffer[at++] = 48 + hundredths;
  if (last !== 0) buffer[at++] = 48 + last;
  return at;
}

/** Digits from the last to the first; coordinates in projected references have up to eight. */
function writeWhole(buffer: Uint8Array, start: number, value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  let rest = value;
  for (let at = start + digits - 1; at >= start; at--) {
    const next = Math.floor(rest / 10);
    buffer[at] = 48 + rest - next * 10;
    rest = next;
  }
  return start + digits;
}
