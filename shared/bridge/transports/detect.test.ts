import { describe, expect, it } from "vitest";
import { detectTransport } from "./detect.ts";
import type { EtoWindow } from "./eto.ts";

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
