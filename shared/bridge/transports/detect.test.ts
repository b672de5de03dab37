import { describe, expect, it } from "vitest";
import { detectTransport } from "./detect.ts";
import type { EtoWindow } from "./eto.ts";
import { pairingTokenOf } from "./loopback.ts";

const noFetch = () => Promise.reject(new TypeError("Failed to fetch"));
const around = { origin: "http://127.0.0.1:1", fragment: "", fetch: noFetch, waitMs: 100 };

describe("who is at the other end", () => {
  it("finds a webview whose object comes late", async () => {
    const window: EtoWindow = {};
    setTimeout(() => {
      window.eto = { postMessage: () => {} };
    }, 30);
    const found = await detectTransport({ ...around, window });
    expect(found?.headers).toEqual({});
    found?.transport.close();
  });

  it("finds nobody in a plain browser", async () => {
    expect(await detectTransport({ ...around, window: { chrome: {} } })).toBeNull();
  });

  it("goes to the loopback host when the address names a token, and says when it is gone", async () => {
    const found = detectTransport({ ...around, window: {}, fragment: `#t=${"A".repeat(43)}` });
    await expect(found).rejects.toMatchObject({ code: "host-gone" });
  });

  it("calls fetch as a page must: as a function, not as a method", async () => {
    const seen: unknown[] = [];
    function picky(this: unknown): Promise<Response> {
      seen.push(this);
      return Promise.resolve(new Response('{"session":"s"}'));
    }
    const webview = await detectTransport({ ...around, fetch: picky, window: { eto: { postMessage() {} } } });
    await webview?.serviceFetch("http://127.0.0.1:1/x");
    const loopback = await detectTransport({
      ...around,
      fetch: picky,
      window: {},
      fragment: `#t=${"A".repeat(43)}`,
    });
    await loopback?.serviceFetch("http://127.0.0.1:1/x");
    webview?.transport.close();
    loopback?.transport.close();
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen.every((self) => self === undefined)).toBe(true);
  });

  it.each([
    ["#t=abcdefghijklmnop-_0", "abcdefghijklmnop-_0"],
    ["#a=1&t=abcdefghijklmnopq&b=2", "abcdefghijklmnopq"],
    ["#t=short", null],
    ["#t=abcdefghijklmnop<script>", null],
    ["", null],
  ])("reads the token of %s as %s", (fragment, token) => {
    expect(pairingTokenOf(fragment)).toBe(token);
  });
});
