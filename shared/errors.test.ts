import { expect, test } from "vitest";
import {
  adviceByCode,
  ContextileError,
  chargedSentence,
  errorCodes,
  fromWire,
  isContextileError,
  toContextileError,
  type WireError,
} from "./errors.ts";

test("pin: the closed list of codes; hosts, scripts and translations rely on it", () => {
  expect([...errorCodes]).toEqual([
    "no-key",
    "bad-key",
    "no-balance",
    "area-too-large",
    "bad-polygon",
    "bad-request",
    "rate-limited",
    "service-down",
    "timeout",
    "cut-stream",
    "malformed-body",
    "too-big",
    "empty-answer",
    "may-be-charged",
    "cancelled",
    "host-gone",
    "host-busy",
    "host-failed",
    "unknown-message",
    "bad-message",
    "protocol-version",
    "disk-full",
    "internal",
  ]);
});

test("every code says what to do next in one sentence or two", () => {
  expect(Object.keys(adviceByCode).sort()).toEqual([...errorCodes].sort());
  for (const advice of Object.values(adviceByCode)) expect(advice).toMatch(/^[A-Z].*\.$/);
});

test("an error crosses a wire and comes back the same, without stack or cause", () => {
  const error = new ContextileError("cut-stream", "The answer stops.", {
    charged: "unknown",
    next: "Do this.",
    data: { byte: 12 },
    cause: new Error("secret"),
  });
  const wire = JSON.parse(JSON.stringify(error.toWire()));
  expect(wire).toEqual({
    code: "cut-stream",
    message: "The answer stops.",
    charged: "unknown",
    next: "Do this.",
    data: { byte: 12 },
  });
  expect(fromWire(wire).toWire()).toEqual(error.toWire());
});

test("a code from a newer program becomes internal and keeps its words", () => {
  const wire: WireError = JSON.parse('{"code":"warp","message":"Warped.","charged":"no","next":"Wait."}');
  expect(fromWire(wire).toWire()).toMatchObject({ code: "internal", message: "Warped.", next: "Wait." });
});

test("anything thrown becomes one of the family", () => {
  const own = new ContextileError("timeout", "Late.");
  expect(toContextileError(own)).toBe(own);
  expect(toContextileError(new DOMException("x", "AbortError")).code).toBe("cancelled");
  expect(toContextileError(new TypeError("boom"))).toMatchObject({ code: "internal", charged: "no" });
  expect(toContextileError("text").message).toContain("text");
  expect(toContextileError(null).code).toBe("internal");
});

test("it is recognised across realms, and look-alikes are not", () => {
  const foreign = Object.assign(new Error("x"), { [Symbol.for("contextile.error")]: true });
  expect(isContextileError(foreign)).toBe(true);
  expect([new Error("x"), null, undefined, "no-key", { code: "no-key" }].map(isContextileError)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("the charge is said in the same words everywhere", () => {
  expect(chargedSentence("no")).toBe("Nothing was charged.");
  expect(chargedSentence("yes")).toBe("The area was charged.");
  expect(chargedSentence("unknown")).toBe("It is not certain whether the area was charged.");
});
