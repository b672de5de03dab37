/**
 * Reads the numbers of one JSON array from bytes, in any chunking, straight into a Float32Array. No text and no boxed
 * numbers are made for the usual number; memory is that of the largest array. Measured with the skeleton scanner on a
 * 95 MB body of 20,000 buildings: see `skeleton-scanner.ts`.
 *
 * Exactness: a number of up to 15 significant digits and 22 decimals is an exact integer divided by an exact power
 * of ten, so one division rounds as `Number()` would (W. D. Clinger, "How to read floating point numbers
 * accurately", 1990); everything else goes through `Number()` itself.
 */

import type { NumberFault } from "../sentences/number-fault.ts";

/** Why an array could not be read, and the byte of the body where that was seen. */
export interface ArrayFault extends NumberFault {
  byte: number;
}

const comma = 44;
const minus = 45;
const dot = 46;
const quote = 34;
const backslash = 92;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

const exactPowers = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const maxExactMantissa = 999_999_999_999_999;
/** Longer number texts are hostile. */
const maxTokenBytes = 1024;
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

type Expect = "first" | "value" | "separator";

/** One array at a time: `begin` after its opening bracket, `read` until `done`. */
export class NumberScanner {
  /** Holds `count` numbers; scratch memory, reused by the next array. */
  values = new Float32Array(4096);
  count = 0;
  done = false;
  /** Set when the array is not a plain list of finite numbers; it is then skipped to its closing bracket. */
  fault: ArrayFault | null = null;

  private expect: Expect = "first";
  /** Bytes of a number that began in an earlier chunk. */
  private token = "";
  private tokenByte = 0;
  private offsets: readonly [number, number, number] = [0, 0, 0];
  private skipDepth = 0;
  private skipString = false;
  private skipEscape = false;

  /** `offsets` is subtracted in double precision before rounding, by position modulo 3. */
  begin(offsets: readonly [number, number, number]): void {
    this.count = 0;
    this.done = false;
    this.fault = null;
    this.expect = "first";
    this.token = "";
    this.offsets = offsets;
  }

  /**
   * Reads on from `bytes[at]`, which is byte `base + at` of the body. Returns the position after the closing bracket
   * when `done`, else `bytes.length`.
   */
  read(bytes: Uint8Array, at: number, base: number): number {
    let i = this.token === "" || this.fault !== null ? at : this.finishToken(bytes, at);
    while (this.fault === null && !this.done && i < bytes.length) i = this.readSome(bytes, i, base);
    if (this.fault !== null && !this.done) i = this.skip(bytes, i);
    return i;
  }

  /** The hot loop: numbers and separators until the array ends, something is wrong, or the chunk is used up. */
  private readSome(bytes: Uint8Array, at: number, base: number): number {
    const end = bytes.length;
    let i = at;
    let expect = this.expect;
    while (i < end) {
      const byte = bytes[i];
      if (byte === 32 || byte === 10 || byte === 13 || byte === 9) {
        i++;
        continue;
      }
      if (expect === "separator") {
        i++;
        if (byte === comma) {
          expect = "value";
          continue;
        }
        if (byte === closeBracket) {
          this.done = true;
          return i;
        }
        return this.fail({ ...describe(byte), wanted: "comma" }, base + i - 1, i - 1);
      }
      if (byte === closeBracket && expect === "first") {
        this.done = true;
        return i + 1;
      }
      // A number: sign, digits, fraction; anything rarer falls through to `Number()`.
      let j = byte === minus ? i + 1 : i;
      const firstDigit = j;
      let mantissa = 0;
      while (j < end && bytes[j] >= 48 && bytes[j] <= 57) mantissa = mantissa * 10 + bytes[j++] - 48;
      const whole = j - firstDigit;
      let decimals = 0;
      if (j < end && bytes[j] === dot) {
        const firstDecimal = ++j;
        while (j < end && bytes[j] >= 48 && bytes[j] <= 57) mantissa = mantissa * 10 + bytes[j++] - 48;
        decimals = j - firstDecimal;
        if (decimals === 0) j = firstDecimal - 1;
      }
      if (j === end) {
        this.expect = expect;
        this.keep(bytes, i, base);
        return end;
      }
      const plain = whole > 0 && (whole === 1 || bytes[firstDigit] !== 48) && mantissa <= maxExactMantissa;
      if (plain && decimals <= 22 && !isTokenByte(bytes[j])) {
        const size = mantissa / exactPowers[decimals];
        if (this.count === this.values.length) this.grow();
        this.values[this.count] = (byte === minus ? -size : size) - this.offsets[this.count % 3];
        this.count++;
        i = j;
        expect = "separator";
        continue;
      }
      const stop = tokenEnd(bytes, i);
      if (stop === end && stop > i) {
        this.expect = expect;
        this.keep(bytes, i, base);
        return end;
      }
      const text = latin(bytes, i, Math.min(stop, i + maxTokenBytes));
      if (!this.pushText(text)) {
        const found = text === "" ? describe(byte) : asWord(text);
        return this.fail({ ...found, wanted: "number" }, base + i, i);
      }
      i = stop;
      expect = "separator";
    }
    this.expect = expect;
    return i;
  }

  private finishToken(bytes: Uint8Array, at: number): number {
    const stop = tokenEnd(bytes, at);
    this.token += latin(bytes, at, stop);
    if (this.token.length > maxTokenBytes)
      return this.fail({ found: "endless", word: "", wanted: "number" }, this.tokenByte, at);
    if (stop === bytes.length) return stop;
    const text = this.token;
    this.token = "";
    if (!this.pushText(text)) return this.fail({ ...asWord(text), wanted: "number" }, this.tokenByte, stop);
    this.expect = "separator";
    return stop;
  }

  private keep(bytes: Uint8Array, from: number, base: number): void {
    this.token = latin(bytes, from, bytes.length);
    this.tokenByte = base + from;
  }

  private pushText(text: string): boolean {
    const value = jsonNumber.test(text) ? Number(text) - this.offsets[this.count % 3] : Number.NaN;
    if (!Number.isFinite(Math.fround(value))) return false;
    if (this.count === this.values.length) this.grow();
    this.values[this.count++] = value;
    return true;
  }

  private grow(): void {
    const larger = new Float32Array(this.values.length * 2);
    larger.set(this.values);
    this.values = larger;
  }

  private fail(fault: NumberFault, byte: number, at: number): number {
    this.fault = { ...fault, byte };
    this.token = "";
    this.skipDepth = 1;
    this.skipString = false;
    this.skipEscape = false;
    return at;
  }

  /** After a fault: on to the array's closing bracket, over nested values and texts. */
  private skip(bytes: Uint8Array, at: number): number {
    for (let i = at; i < bytes.length; i++) {
      const byte = bytes[i];
      if (this.skipString) {
        if (this.skipEscape) this.skipEscape = false;
        else if (byte === backslash) this.skipEscape = true;
        else if (byte === quote) this.skipString = false;
      } else if (byte === quote) this.skipString = true;
      else if (byte === openBracket || byte === openBrace) this.skipDepth++;
      else if ((byte === closeBracket || byte === closeBrace) && --this.skipDepth === 0) {
        this.done = true;
        return i + 1;
      }
    }
    return bytes.length;
  }
}

/** Digits, signs, point and letters: everything that can belong to one unquoted word. */
function isTokenByte(byte: number): boolean {
  return (
    (byte >= 48 && byte <= 57) ||
    byte === minus ||
    byte === 43 ||
    byte === dot ||
    ((byte | 32) - 97) >>> 0 < 26
  );
}

function tokenEnd(bytes: Uint8Array, at: number): number {
  let i = at;
  while (i < bytes.length && isTokenByte(bytes[i])) i++;
  return i;
}

function latin(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

type Found = Pick<NumberFault, "found" | "word">;

function asWord(text: string): Found {
  return { found: "word", word: text.slice(0, 24) };
}

function describe(byte: number): Found {
  if (byte === quote) return { found: "text", word: "" };
  if (byte === openBracket || byte === openBrace) return { found: "nested", word: "" };
  if (byte === comma) return { found: "comma", word: "" };
  if (byte === closeBracket) return { found: "end", word: "" };
  return asWord(String.fromCharCode(byte));
}
