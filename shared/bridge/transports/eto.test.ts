import { describe, expect, it } from "vitest";
import { describeTransport, type LinkedEnds } from "../../testing/transport-suite.ts";
import type { Transport } from "../transport.ts";
import { createEtoTransport, type EtoWindow, hasEto } from "./eto.ts";
import { Inbox } from "./inbox.ts";

type Flavour = {
  /** Puts the host's object into the page. */
  inject(page: EtoWindow, post: (message: string) => void): void;
  /** What reaches the host of what the page posts. */
  toHost?(message: string): string;
  /** How the host speaks. */
  toPage(page: EtoWindow, message: string): void;
};

/** What ExecuteScript does: the string becomes a literal of a script. */
const byScript = (page: EtoWindow, message: string) => page.__contextileReceive?.(message);

function link(flavour: Flavour, lateMs = 0): LinkedEnds {
  const page: EtoWindow = {};
  const inbox = new Inbox();
  const inject = () =>
    flavour.inject(page, (message) => inbox.push(flavour.toHost ? flavour.toHost(message) : message));
  if (lateMs === 0) inject();
  else setTimeout(inject, lateMs);
  const panel = createEtoTransport(page, { pollMs: 5 });
  const host: Transport = {
    async send(message) {
      flavour.toPage(page, message);
    },
    onMessage: (listener) => inbox.onMessage(listener),
    onClose: (listener) => inbox.onClose(listener),
    close: () => panel.close(),
  };
  return { panel, host, close: () => panel.close() };
}

const eto: Flavour = {
  inject: (page, post) => {
    page.eto = { postMessage: post };
  },
  toPage: byScript,
};

const webkit: Flavour = {
  inject: (page, post) => {
    page.webkit = { messageHandlers: { __eto__: { postMessage: post } } };
  },
  toPage: byScript,
};

function webView2(): Flavour {
  const listeners = new Set<(event: { data: unknown }) => void>();
  return {
    inject: (page, post) => {
      page.chrome = {
        webview: {
          postMessage: post,
          addEventListener: (_, listener) => listeners.add(listener),
          removeEventListener: (_, listener) => listeners.delete(listener),
        },
      };
    },
    toPage: (page, message) => {
      // Before the page listens, WebView2 has nobody to tell; hosts speak by script then.
      if (listeners.size === 0) byScript(page, message);
      for (const listener of listeners) listener({ data: message });
    },
  };
}

describeTransport("eto (window.eto)", async () => link(eto));
describeTransport("eto (webkit message handler)", async () => link(webkit));
describeTransport("eto (chrome.webview)", async () => link(webView2()));
describeTransport("eto (injected 80 ms late)", async () => link(eto, 80));

describe("eto with doubly quoted strings", () => {
  it("reads answers and requests that arrive as JSON of JSON", async () => {
    const { createSession } = await import("../session.ts");
    const { createMemoryHost } = await import("../../testing/memory-host.ts");
    const quoted: Flavour = {
      ...eto,
      toHost: (message) => JSON.stringify(message),
      toPage: (page, message) => page.__contextileReceive?.(JSON.stringify(message)),
    };
    const ends = link(quoted);
    createMemoryHost({ transport: ends.host });
    const session = createSession(ends.panel, { panelVersion: "1", userAgent: "t" });
    expect((await session.hello()).name).toBe("Memory host");
    session.close();
  });

  it("reads a message that the host passed as an object literal", async () => {
    const page: EtoWindow = { eto: { postMessage: () => {} } };
    const transport = createEtoTransport(page);
    const got: string[] = [];
    transport.onMessage((message) => got.push(message));
    page.__contextileReceive?.({ v: 1, kind: "evt", event: "theme", data: { theme: "dark" } });
    expect(got).toEqual(['{"v":1,"kind":"evt","event":"theme","data":{"theme":"dark"}}']);
    transport.close();
  });
});

describe("eto and strangers", () => {
  it("listens to nothing that a frame of another origin can reach", async () => {
    const listened: string[] = [];
    const page = {
      eto: { postMessage: () => {} },
      addEventListener: (type: string) => listened.push(type),
      set onmessage(_: unknown) {
        listened.push("onmessage");
      },
    };
    const transport = createEtoTransport(page);
    await transport.send("x");
    expect(listened).toEqual([]);
    transport.close();
  });
});

describe("eto without a host", () => {
  it("rejects as host-gone when nothing is injected in time", async () => {
    const page: EtoWindow = { chrome: {} };
    const transport = createEtoTransport(page, { injectionTimeoutMs: 30, pollMs: 5 });
    let closed = 0;
    transport.onClose(() => closed++);
    expect(hasEto(page)).toBe(false);
    await expect(transport.send("x")).rejects.toMatchObject({ code: "host-gone" });
    expect(closed).toBe(1);
  });

  it("closes as host-gone when the host's object throws", async () => {
    const broken = {
      postMessage: () => {
        throw new Error("disposed");
      },
    };
    const transport = createEtoTransport({ eto: broken });
    await expect(transport.send("x")).rejects.toMatchObject({ code: "host-gone" });
    await expect(transport.send("y")).rejects.toMatchObject({ code: "host-gone" });
  });

  it("takes its function away when it closes, and only its own", () => {
    const page: EtoWindow = { eto: { postMessage: () => {} } };
    const first = createEtoTransport(page);
    const second = createEtoTransport(page);
    const receive = page.__contextileReceive;
    first.close();
    expect(page.__contextileReceive).toBe(receive);
    second.close();
    expect(page.__contextileReceive).toBeUndefined();
  });
});
