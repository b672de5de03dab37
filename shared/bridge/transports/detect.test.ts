import { describe, expect, it } from "vitest";
import { detectTransport } from "./detect.ts";
import type { EtoWindow } from "./eto.ts";
import { pairingTokenOf } from "./loopback.ts";

const token = "0123456789abcdef0123456789abcdef0123456789a";

/** A loopback host that pairs and then keeps its event stream open. */
function fakeLoopback() {
  const asked: string[] = [];
  const fetch = async (url: string): Promise<Response> => {
    asked.push(url);
    if (url.endsWith("/pair")) return Response.json({ session: "the-session" });
    return new Response(new ReadableStream());
  };
  return { fetch, asked };
}

function surroundings(window: EtoWindow, fragment: string) {
  const host = fakeLoopback();
  return {
    ...host,
    around: { window, fragment, origin: "http://127.0.0.1:5", fetch: host.fetch, waitMs: 100 },
  };
}

describe("finding the host", () => {
  it("takes Eto for messages and the loopback host for the service when the address asks for both", async () => {
    const posted: string[] = [];
    const window: EtoWindow = { eto: { postMessage: (text) => posted.push(text) } };
    const { around, asked } = surroundings(window, `#t=${token}&bridge=eto`);
    const found = await detectTransport(around);
    expect(found?.headers).toEqual({ "x-contextile-token": "the-session" });
    await found?.transport.send("hello");
    expect(posted).toEqual(["hello"]);
    expect(asked).not.toContain("http://127.0.0.1:5/bridge");
    found?.transport.close();
  });

  it("sends messages to the loopback host when Eto's object does not come", async () => {
    const { around, asked } = surroundings({}, `#t=${token}&bridge=eto`);
    const found = await detectTransport(around);
    void found?.transport.send("hello").catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toContain("http://127.0.0.1:5/bridge");
    found?.transport.close();
  });

  it("does not use a webview's object that nobody asked for: an older host injects it and hears nothing", async () => {
    const posted: string[] = [];
    const window: EtoWindow = { chrome: { webview: { postMessage: (text) => posted.push(text) } } };
    const { around } = surroundings(window, `#t=${token}`);
    const found = await detectTransport(around);
    void found?.transport.send("hello").catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(posted).toEqual([]);
    found?.transport.close();
  });

  it("finds nobody in a plain browser", async () => {
    const { around } = surroundings({}, "");
    expect(await detectTransport(around)).toBeNull();
  });
});

const noFetch = () => Promise.reject(new TypeError("Failed to fetch"));
const around = { origin: "http://127.0.0.1:1", fragment: "", fetch: noFetch, waitMs: 100 };

describe("finding the host by hand or by address", () => {
  it("finds a webview whose object comes late", async () => {
    const window: EtoWindow = {};
    setTimeout(() => {
      window.eto = { postMessage: () => {} };
    }, 30);
    const found = await detectTransport({ ...around, window });
    expect(found?.headers).toEqual({});
    found?.transport.close();
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
