import { describe, expect, test } from "vitest";
import { bearerKey, maskKey, newKey, sameHash, sha256 } from "./key.ts";

describe("an API key", () => {
  test("is ctx_ and 40 letters and digits, all of them used, never the same twice", () => {
    const keys = Array.from({ length: 500 }, newKey);
    for (const key of keys) expect(key).toMatch(/^ctx_[0-9A-Za-z]{40}$/);
    expect(new Set(keys).size).toBe(500);
    expect(new Set(keys.map((key) => key.slice(4)).join("")).size).toBe(62);
  });

  test("is masked to its last four characters", () => {
    expect(maskKey("ctx_0123456789abcdefWXYZ")).toBe("ctx_••••••••••••WXYZ");
  });
});

describe("the Authorization header", () => {
  test.each([
    ["Bearer ctx_abc", "ctx_abc"],
    ["bearer ctx_abc", "ctx_abc"],
    ["  Bearer   ctx_abc  ", "ctx_abc"],
  ])("%j gives the key", (header, key) => {
    expect(bearerKey(header)).toBe(key);
  });

  test.each([
    [null, "no-key"],
    ["", "no-key"],
    ["   ", "no-key"],
    ["Bearer", "no-key"],
    ["Bearer    ", "no-key"],
    ["ctx_abc", "bad-key"],
    ["Basic YTpi", "bad-key"],
    ["Bearer ctx_ab c", "bad-key"],
    ["Bearer ctx_ab\tc", "bad-key"],
    ["Bearer ctx_ab\u00a0c", "bad-key"],
    [`Bearer ${"x".repeat(201)}`, "bad-key"],
  ])("%j is refused as %s, without repeating the key", (header, code) => {
    let thrown: unknown;
    try {
      bearerKey(header);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code, charged: "no" });
    expect(String(thrown)).not.toContain("ctx_ab");
  });
});

test("hashes are compared whole; another length is simply not the same", () => {
  expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(sameHash(sha256("abc"), sha256("abc"))).toBe(true);
  expect(sameHash(sha256("abc"), sha256("abd"))).toBe(false);
  expect(sameHash(sha256("abc"), "")).toBe(false);
});
