import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fromBase64, toBase64 } from "./base64.ts";
import { sha256Hex, sha256HexPure } from "./sha256.ts";

const text = (value: string) => new TextEncoder().encode(value);

/** FIPS 180-4 examples and the well-known million letters. */
const vectors: [string, Uint8Array, string][] = [
  ["nothing", text(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", text("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "two blocks",
    text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  [
    "a million letters a",
    new Uint8Array(1_000_000).fill(97),
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
  ],
];

describe("sha-256", () => {
  it.each(vectors)(
    "of %s is the published value, with and without the engine's help",
    async (_, bytes, hex) => {
      expect(sha256HexPure(bytes)).toBe(hex);
      expect(await sha256Hex(bytes)).toBe(hex);
    },
  );

  it("agrees with Node around every block border", () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
      expect(sha256HexPure(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
    }
  });

  it("reads a view into a larger buffer at its own offset", async () => {
    const view = text("xxabcxx").subarray(2, 5);
    expect(sha256HexPure(view)).toBe(vectors[1][2]);
    expect(await sha256Hex(view)).toBe(vectors[1][2]);
  });
});

describe("base64", () => {
  it("agrees with Node for lengths around a block, and comes back", () => {
    for (const length of [0, 1, 2, 3, 0x6000 - 1, 0x6000, 0x6001, 100_000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 131) & 255);
      const encoded = toBase64(bytes);
      expect(encoded).toBe(Buffer.from(bytes).toString("base64"));
      expect(Buffer.from(fromBase64(encoded)).equals(Buffer.from(bytes))).toBe(true);
    }
  });

  it("refuses what is not base64 as a bad message", () => {
    expect(() => fromBase64("§§§")).toThrow(expect.objectContaining({ code: "bad-message" }));
  });
});
