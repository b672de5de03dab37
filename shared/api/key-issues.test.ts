import { expect, test } from "vitest";
import { checkKey } from "./key-issues.ts";

test.each([
  "cw_live_abc123",
  "  cw_live_abc123\r\n",
  '"cw_live_abc123"',
  "“cw_live_abc123”",
  "'cw_live_abc123',".slice(0, -1),
  "Bearer cw_live_abc123",
  "bearer   cw_live_abc123 ",
  "Authorization: Bearer cw_live_abc123",
  '"Bearer cw_live_abc123"',
  "\ufeffcw_live_\u200babc123",
])("%j is taken as the bare token", (pasted) => {
  expect(checkKey(pasted)).toEqual({ ok: true, value: "cw_live_abc123" });
});

test.each([
  ["", "key-empty"],
  [" \n\t", "key-empty"],
  ['""', "key-empty"],
  ["Bearer", "key-empty"],
  ["Bearer ", "key-empty"],
  ["cw_live_abc 123", "key-spaces"],
  ["cw_live_abc\n123", "key-line-breaks"],
  ["cw_live_äbc", "key-characters"],
  ["cw_live_\u0000abc", "key-characters"],
  ["k".repeat(513), "key-too-long"],
])("%j is refused with %s, and the message does not repeat it", (pasted, code) => {
  const checked = checkKey(pasted);
  expect(checked.ok).toBe(false);
  if (checked.ok) return;
  expect(checked.issues.map((issue) => issue.code)).toEqual([code]);
  expect(checked.issues[0].message).not.toContain("cw_live");
});
