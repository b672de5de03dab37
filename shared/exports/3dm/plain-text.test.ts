import { expect, it } from "vitest";
import { plainName, plainText } from "./plain-text.ts";

it("keeps what people write and takes away what breaks a Rhino document", () => {
  expect(plainText("Größe 東京 😀 <b>")).toBe("Größe 東京 😀 <b>");
  expect(plainText("a\u0000b\r\nc\u2028d\u0085e")).toBe("a b c d e");
  expect(plainText("x\ud800y\udc00z")).toBe("x\ufffdy\ufffdz");
  expect(plainText('%<UserText("a","b")>%')).toBe('% <UserText("a","b")>%');
});

it("cuts long texts between letters, never inside one", () => {
  expect(plainText("abcdef", 4)).toBe("abc…");
  expect(plainText("ab😀cd", 4)).toBe("ab…");
});

it("leaves no path in a name", () => {
  expect(plainName("a::b:::c:d")).toBe("a:b:c:d");
});
